//! Tests of the curve interface, the same on both backends.

mod laws;
