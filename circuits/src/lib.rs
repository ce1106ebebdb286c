//! celadon-circuits
