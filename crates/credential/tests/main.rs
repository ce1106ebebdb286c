//! Tests of the health-code domain.
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails, which is what it is for

mod challenge;
