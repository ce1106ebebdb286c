//! celadon-admission
#![forbid(unsafe_code)]
