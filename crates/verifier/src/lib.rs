//! celadon-verifier
#![forbid(unsafe_code)]
