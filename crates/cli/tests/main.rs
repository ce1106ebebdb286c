//! The binary, as people call it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails, also in what its tests share

mod bench;
#[cfg(unix)]
mod hall;
mod issuer;
#[path = "../../wallet/tests/issuing.rs"]
mod issuing;
mod openid4vp;
mod policy;
#[cfg(unix)]
mod replicas;
#[path = "../../wallet/tests/server.rs"]
mod server;
#[cfg(unix)]
#[path = "../../verifier/tests/servers/mod.rs"]
mod servers;
mod verifier;
mod wallet;
mod whole;
