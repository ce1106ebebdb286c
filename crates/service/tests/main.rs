//! What the chassis promises to every service.
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails

mod configs;
mod keyfiles;
mod listing;
mod logging;
mod problems;
mod serving;
mod slow;
mod storing;
mod tokens;
