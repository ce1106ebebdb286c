//! celadon-service
#![forbid(unsafe_code)]
