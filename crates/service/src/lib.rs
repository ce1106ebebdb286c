//! celadon-service
