//! The verifier service: challenges, wallets' answers, what venues' devices scanned.
//!
//! It asks the engine (`celadon-admission`) for a verdict and remembers what was used up. What a
//! venue learns is colour and `T`, and a pseudonym where its policy asks for one; what the service
//! remembers is [`ledger`]'s few small tables.
//!
//! | file | what |
//! | --- | --- |
//! | [`folder`] | the sealed keys of a verifier's venues |
//! | [`papers`], [`venues`] | certificates and policies, each with its keys |
//! | [`standing`] | what follows from the trust list in force |
//! | [`engine`] | judging, on a thread that may block |
//! | [`queue`] | the bounded queue before those threads |
//! | [`ledger`] | used codes and outcomes, in one transaction |
//! | [`replay`] | used codes in Redis, and what is noticed of it |
//! | [`stores`] | where all of that is |
//! | [`verifier`], [`challenges`] | the service without HTTP |
//! | [`addresses`] | where wallets reach it |
//! | [`events`], [`news`] | outcomes as they come, for a venue's display |
//! | [`notices`] | the same, sent to a venue's server |
//! | [`budget`], [`doubts`] | what bad requests cost, and who is let through |
//! | [`routes`] | its routes |
//! | [`tasks`] | what runs beside them |
//! | [`running`] | all of it, started and stopped |
//! | [`check`] | one code, offline |
#![forbid(unsafe_code)]
#![allow(non_snake_case)] // points are capitals

pub mod addresses;
pub mod budget;
pub mod challenges;
pub mod check;
pub mod doubts;
pub mod engine;
pub mod events;
pub mod fault;
pub mod folder;
pub mod ledger;
pub mod news;
pub mod notices;
pub mod papers;
pub mod queue;
pub mod readiness;
pub mod replay;
pub mod routes;
pub mod running;
pub mod standing;
pub mod stores;
pub mod tasks;
pub mod venue_key;
pub mod venues;
pub mod verdict;
pub mod verifier;

pub use fault::Fault;
pub use folder::{Folder, FolderError};
pub use notices::{Webhook, Webhooks};
pub use papers::{Papers, PapersError};
pub use replay::{ReplayAddress, ReplayOptions};
pub use routes::router;
pub use running::{Config, Running, start};
pub use stores::{OpenLedgerError, Stores, StoresConfig};
pub use tasks::Tasks;
pub use venues::{Venues, VenuesError};
pub use verifier::{Options, StartError, Verifier};
