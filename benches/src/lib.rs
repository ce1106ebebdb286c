//! celadon-benches
#![forbid(unsafe_code)]
