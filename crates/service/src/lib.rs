//! The chassis of Celadon's services: what an issuer, a verifier and a federation's host have in
//! common, so that a limit or a log rule is right once.
//!
//! | file | what |
//! | --- | --- |
//! | [`problem`] | every error answer is a problem document (RFC 9457) |
//! | [`json`] | JSON bodies whose faults are such |
//! | [`layers`] | limits, shedding, time-outs, security headers, spans without URIs |
//! | [`lists`] | the trust list: fetched, verified, remembered, kept fresh |
//! | [`server`] | listening, and stopping in bounded time |
//! | [`store`] | a SQLite file: opened, brought to the newest schema, written in one way |
#![forbid(unsafe_code)]

pub mod json;
pub mod layers;
pub mod lists;
pub mod problem;
pub mod server;
pub mod store;

pub use json::Json;
pub use layers::{Limits, body_limit, with_layers};
pub use problem::{Problem, ProblemCode};
pub use server::{Drained, Server, bind, interrupted, serve};
pub use store::{OpenError, Store, StoreError, StoreOptions};
