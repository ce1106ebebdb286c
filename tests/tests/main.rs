//! What no single crate can show of itself.
#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed, in its helpers too

mod house;
mod matrix;
