//! What goes over HTTP and what people write in files: the bodies of the verifier's and the
//! issuer's API, problem and reason codes, and the TOML sources of what a federation signs.
//!
//! serde stands here and nowhere below. Every body refuses unknown fields and every string has a
//! bound, so that a typing error is an error and not a surprise.
#![forbid(unsafe_code)]

pub mod issuer;
pub mod openid4vp;
pub mod problem;
pub mod reason;
pub mod sources;
pub mod verifier;
pub mod words;

pub use problem::{ProblemCode, ProblemDocument};
pub use reason::Reason;
