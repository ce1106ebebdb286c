//! Tests of celadon-bbs.
