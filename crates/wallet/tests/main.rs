//! The wallet, against the real ceremony of a specimen federation.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails, also in what its tests share

mod answering;
mod enrolling;
mod files;
mod full;
mod issuing;
mod kills;
mod lists;
mod network;
mod policies;
mod preparing;
mod requests;
mod server;
mod showing;
mod stamping;
mod state;
mod world;
