//! celadon-api
#![forbid(unsafe_code)]
