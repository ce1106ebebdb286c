//! What no single crate can show of itself.
#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed, in its helpers too
#![allow(non_snake_case)] // points are capitals

mod documents;
mod hidden;
mod house;
#[path = "../../crates/wallet/tests/issuing.rs"]
mod issuing;
mod matrix;
mod reasons;
mod scenes;
