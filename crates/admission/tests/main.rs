//! Tests of the verification engine.
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails, which is what it is for

mod judging;
mod memory;
