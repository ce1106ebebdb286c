//! celadon-issuer
#![forbid(unsafe_code)]
