//! celadon-verifier
