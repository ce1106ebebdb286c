//! celadon-tests
