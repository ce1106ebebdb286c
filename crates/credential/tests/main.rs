//! Tests of the health-code domain.
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails, which is what it is for
#![allow(non_snake_case)] // points are capitals, scalars are small

mod ceremony;
mod challenge;
mod prepared;
mod stamping;
mod writing;
