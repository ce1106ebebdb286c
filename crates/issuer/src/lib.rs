//! celadon-issuer
