//! The dark and light modules of a symbol, and the quiet zone around it.

/// The light margin around a symbol, in modules, on each side (ISO/IEC 18004:2015, 6.3.8).
pub const QUIET_ZONE: usize = 4;

/// A square of modules, row by row from the top left, without the quiet zone.
#[derive(Clone, PartialEq, Eq)]
pub struct Modules {
    side: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// The square of `dark`, whose length is `side * side`.
    pub(crate) fn new(side: usize, dark: Vec<bool>) -> Self {
        debug_assert_eq!(dark.len(), side * side);
        Self { side, dark }
    }

    /// Modules a side: 21 at version 1 to 177 at version 40.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Modules a side with the quiet zone on both ends: what a drawing has to make room for.
    pub fn framed_side(&self) -> usize {
        self.side + 2 * QUIET_ZONE
    }

    /// Whether the module in column `x` and row `y` is dark. Everything outside the symbol is light.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && y < self.side && self.dark[y * self.side + x]
    }

    /// The same in coordinates that begin at the quiet zone's corner, to [`Self::framed_side`].
    pub fn is_dark_framed(&self, x: usize, y: usize) -> bool {
        match (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)) {
            (Some(x), Some(y)) => self.is_dark(x, y),
            _ => false,
        }
    }

    /// The rows from the top, each of [`Self::side`] modules from the left; `true` is dark.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[bool]> {
        self.dark.chunks_exact(self.side)
    }
}
