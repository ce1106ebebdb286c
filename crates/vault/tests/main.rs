//! What a sealed file promises.
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails

mod atomic;
mod passphrase;
mod sealed;
