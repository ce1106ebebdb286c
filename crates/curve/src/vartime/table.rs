//! The odd multiples of a base that many sums share.

use crate::{G1, G1Affine, add_pairs};

/// `P, 3P, 5P, …` up to a width, affine: 96 bytes each. For public scalars.
#[derive(Clone)]
pub struct VartimeTable {
    base: G1,
    width: u32,
    odd: Vec<G1Affine>,
}

impl VartimeTable {
    /// For a base of many thousand sums, such as a generator: 1,024 multiples, 98 kB, computed in
    /// the time of a few multiplications.
    pub const WIDE: u32 = 12;
    /// For a base of a venue's day or a period: 64 multiples, 6 kB, computed in less than the
    /// time of a multiplication.
    pub const NARROW: u32 = 8;

    /// Computes the table for digits of `width` bits.
    ///
    /// # Panics
    /// If the width is not within 2 to 14.
    pub fn new(base: &G1, width: u32) -> VartimeTable {
        assert!((2..=14).contains(&width), "digits have 2 to 14 bits");
        let doubles: Vec<G1> = core::iter::successors(Some(*base), |point| Some(point.double()))
            .take(width as usize - 1)
            .collect();
        let doubles = G1::batch_to_affine(&doubles);
        let mut odd = Vec::with_capacity(1 << (width - 2));
        odd.push(doubles[0]);
        // The odd multiples below 2^j, and the same plus 2^j, are those below 2^(j+1).
        for double in &doubles[1..] {
            let mut sums = odd.clone();
            let addends = vec![*double; sums.len()];
            add_pairs(&mut sums, &addends);
            odd.append(&mut sums);
        }
        VartimeTable {
            base: *base,
            width,
            odd,
        }
    }

    /// The base itself.
    pub fn base(&self) -> &G1 {
        &self.base
    }

    /// Bits of a digit.
    pub fn width(&self) -> u32 {
        self.width
    }

    pub(super) fn row(&self) -> Row<'_> {
        Row {
            odd: &self.odd,
            width: self.width,
        }
    }
}

impl core::fmt::Debug for VartimeTable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("VartimeTable(..)")
    }
}

/// The odd multiples of one point, shared or not.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) odd: &'a [G1Affine],
    pub(super) width: u32,
}

/// Appends the odd multiples for digits of `width` bits.
pub(super) fn push_odd(multiples: &mut Vec<G1>, point: &G1, width: u32) {
    let mut multiple = *point;
    multiples.push(multiple);
    if width == 2 {
        return;
    }
    let twice = point.double();
    for _ in 1..1usize << (width - 2) {
        multiple += twice;
        multiples.push(multiple);
    }
}
