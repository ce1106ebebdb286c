//! celadon-curve
