//! Tests of crates/bbs.
