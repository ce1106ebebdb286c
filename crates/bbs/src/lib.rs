//! celadon-bbs
