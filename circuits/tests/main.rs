//! Tests of circuits.
