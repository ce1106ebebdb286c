//! celadon-wallet
