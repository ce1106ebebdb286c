//! celadon-federation
#![forbid(unsafe_code)]
