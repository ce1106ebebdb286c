//! Tests of the relations.

mod completeness;
mod world;
