//! celadon-wallet
#![forbid(unsafe_code)]
