//! Tests of crates/credential.
