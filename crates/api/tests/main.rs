//! Tests of bodies and sources.
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails, which is what it is for

mod bodies;
mod openid4vp;
mod policies;
mod sources;
