//! Tests of celadon-bbs.
#![allow(clippy::unwrap_used)] // a test that panics has failed

mod common;
mod interop;
mod linked;
mod rejection;
mod vectors;
