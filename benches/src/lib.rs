//! celadon-benches
