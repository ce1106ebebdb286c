//! Where a backend has no vectors for many multiples of one base.

use crate::{G1, Kernel, Scalar};

/// There is none.
pub(crate) enum LaneTable {}

impl LaneTable {
    /// None.
    pub(crate) fn new(_: &G1, _: Kernel) -> Option<LaneTable> {
        None
    }

    /// Not called.
    pub(crate) fn multiply(&self, _: &[Scalar]) -> Option<Vec<[u8; 48]>> {
        match *self {}
    }
}
