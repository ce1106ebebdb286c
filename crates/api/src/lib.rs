//! celadon-api
