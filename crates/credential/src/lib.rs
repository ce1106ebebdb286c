//! celadon-credential
