//! celadon-admission
