//! The tests that no single crate can hold; they stand in `tests/`.
#![forbid(unsafe_code)]
