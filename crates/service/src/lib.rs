//! The chassis of Celadon's services: what an issuer, a verifier and a federation's host have in
//! common, so that a limit or a log rule is right once.
//!
//! | file | what |
//! | --- | --- |
//! | [`clock`] | the system's time, or one set by hand |
//! | [`config`] | TOML and environment, refused by name of the key |
//! | [`keyfile`] | a service's secrets, in a file under a passphrase |
//! | [`problem`] | every error answer is a problem document (RFC 9457) |
//! | [`json`] | JSON bodies whose faults are such |
//! | [`layers`] | limits, shedding, time-outs, security headers, spans without URIs |
//! | [`lists`] | the trust list: fetched, verified, remembered, kept fresh |
//! | [`secret_token`] | API keys and session tokens, of which only a digest is stored |
//! | [`server`] | listening, and stopping in bounded time |
//! | [`store`] | a database, in a file or on a server: opened, migrated, written in one way |
//! | [`telemetry`] | the log: what may stand in it, and how |
#![forbid(unsafe_code)]

pub mod clock;
pub mod config;
pub mod json;
pub mod keyfile;
pub mod layers;
pub mod lists;
pub mod problem;
mod receiving;
pub mod secret_token;
pub mod server;
pub mod store;
pub mod telemetry;

pub use clock::{HandClock, SharedClock, SystemClock};
pub use config::{ConfigError, LimitsConfig, load};
pub use json::Json;
pub use keyfile::{KeyFile, PassphraseSource};
pub use layers::{Limits, body_limit, with_layers};
pub use problem::{Problem, ProblemCode};
pub use secret_token::{Bearer, SecretToken, TokenDigest};
pub use server::{Drained, Server, bind, interrupted, serve};
pub use store::{OpenError, SecretUrl, Store, StoreAddress, StoreError, StoreOptions};
