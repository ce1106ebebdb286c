//! What the chassis promises to every service.
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails

mod listing;
mod problems;
mod serving;
mod storing;
