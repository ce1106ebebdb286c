//! Codes are drawn, taken apart and read back.
#![allow(clippy::unwrap_used)]

mod drawing;
mod hostile;
mod reading;
mod support;
mod version;
