//! Tests of the relations.
#![allow(non_snake_case)] // points are capitals, scalars are small
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails, which is what it is for

mod attacks;
mod batches;
mod completeness;
mod context;
mod disclosure;
mod frozen;
mod issuance;
mod privacy;
mod properties;
mod random;
mod reference;
mod rejection;
mod world;
