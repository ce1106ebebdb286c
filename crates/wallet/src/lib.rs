//! The holder's core: people with their credentials and stamps, the trust list in force, a
//! corrected clock, and what is shown of it all, to whom, after which consent.
//!
//! | file | what |
//! | --- | --- |
//! | [`wallet`](Wallet) | the one object: opened from canonical bytes and written back whole |
//! | [`lists`] | which trust list is in force: switched at its time, never stepped back |
//! | [`clock`] | the time, corrected by contacts with servers |
//! | [`person`] | one citizen: enrolment, request under way, credential, stamps |
//! | [`enrol`] | from an issuer's offer to a credential |
//! | [`stamps`] | which files are wanted, and what is taken from them |
//! | [`status`] | what the citizen sees, and nobody else |
//! | [`show`] | a code for a venue's scanner, and printed cards |
//! | `ready` | presentations computed ahead ([`Wallet::prepare`]) |
//! | [`answer`] | a venue's challenge: told in plain words, then answered or not |
//! | [`request`] | the same as an OpenID4VP request (feature `client`) |
//! | [`mod@file`] | a wallet in a sealed file (feature `file`) |
//! | [`client`] | HTTP (feature `client`) |
//! | [`online`] | file and HTTP together: every step survives a kill (both features) |
//!
//! Time and randomness are arguments. Without features nothing here touches a file or a network,
//! and it builds for a browser.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod answer;
#[cfg(feature = "client")]
pub mod client;
pub mod clock;
mod codec;
pub mod enrol;
mod error;
#[cfg(feature = "file")]
pub mod file;
pub mod lists;
#[cfg(all(feature = "file", feature = "client"))]
pub mod online;
pub mod person;
mod ready;
#[cfg(feature = "client")]
pub mod request;
pub mod show;
pub mod stamps;
pub mod status;
mod wallet;

pub use answer::{Answer, Consent};
pub use clock::{Reading, Source, Steady};
pub use error::WalletError;
#[cfg(feature = "file")]
pub use file::{FileError, WalletFile};
pub use lists::Loaded;
pub use person::{Label, Person};
pub use show::{Code, Place};
pub use stamps::Wanted;
pub use wallet::Wallet;
