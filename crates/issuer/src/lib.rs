//! An issuer of a region: enrols people, colours their declarations, signs credentials blindly and
//! publishes stamps.
//!
//! | file | what |
//! | --- | --- |
//! | [`secrets`] | the keys, in one sealed file |
//! | [`registry`] | the database, and what is sealed in it ([`at_rest`], [`store`]) |
//! | [`enrol`] | a person at the counter gets a one-time code ([`code`]) |
//! | [`session`] | a wallet shows the code and gets an offer |
//! | [`issuing`] | a declaration is coloured and answered with a credential, once |
//! | [`withdraw`] | a credential ends before its time |
//! | [`status`] | what a citizen is told about its own code |
//! | [`office`] | all that these share |
//! | [`stamper`] | rounds of stamps, published at fixed times |
//! | [`http`] | the routes |
//! | [`service`] | the whole, started and stopped |
//!
//! A colour is decided once, when a declaration is made. A quarantine ends by a new declaration
//! after the order's end; daily reports, which let it end by themselves, and a reviewer's decisions
//! are not built yet.
#![forbid(unsafe_code)]

pub mod at_rest;
pub mod code;
pub mod enrol;
pub mod http;
pub mod issuing;
pub mod office;
pub mod registry;
pub mod secrets;
pub mod service;
pub mod session;
pub mod stamper;
pub mod status;
pub mod store;
pub mod withdraw;

pub use code::OneTimeCode;
pub use office::Office;
pub use registry::Registry;
pub use secrets::{IssuerSecrets, SecretsError};
pub use stamper::Stamper;
