//! Tests of crates/admission.
