//! celadon-federation
