//! A federation from its founding to its papers, in real folders.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails

mod bad_lists;
mod founding;
mod hosting;
mod inspecting;
mod kills;
mod membership;
mod monitoring;
mod publishing;
mod scale;
mod signing;
mod venues;
mod world;
