//! Multiples of one base, from a table.

use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{G1, G1Affine, Scalar};

const WINDOWS: usize = 64;
const ROW: usize = 15;

/// A table of `d·16^w·P` for every digit `d` in 1..=15 and window `w` in 0..64: 960 affine
/// points, about 92 kB. A multiplication is at most 64 mixed additions and no doubling.
#[derive(Clone)]
pub struct FixedBase {
    base: G1,
    table: Vec<G1Affine>,
}

impl FixedBase {
    /// Computes the table: 64 · 15 additions and one inversion.
    pub fn new(base: &G1) -> FixedBase {
        let mut points = Vec::with_capacity(WINDOWS * ROW);
        let mut unit = *base;
        for _ in 0..WINDOWS {
            let mut multiple = unit;
            for _ in 0..ROW {
                points.push(multiple);
                multiple += unit;
            }
            unit = multiple; // 16 times the unit
        }
        FixedBase {
            base: *base,
            table: G1::batch_to_affine(&points),
        }
    }

    /// The base itself.
    pub fn base(&self) -> &G1 {
        &self.base
    }

    /// `scalar·P`, constant-time, for any scalar: every row is read in full and every window adds
    /// (the identity for the digit zero).
    pub fn mul(&self, scalar: &Scalar) -> G1 {
        let bytes = Zeroizing::new(scalar.to_bytes());
        let identity = G1::identity().to_affine();
        let mut sum = G1::identity();
        for (row, digit) in self.table.chunks_exact(ROW).zip(digits(&bytes)) {
            let mut chosen = identity;
            for (multiple, candidate) in row.iter().zip(1u8..) {
                chosen.conditional_assign(multiple, candidate.ct_eq(&digit));
            }
            sum = sum + chosen;
        }
        sum
    }

    /// `scalar·P` for a public scalar.
    pub fn vartime_mul(&self, scalar: &Scalar) -> G1 {
        let bytes = scalar.to_bytes();
        let mut sum = G1::identity();
        for (row, digit) in self.table.chunks_exact(ROW).zip(digits(&bytes)) {
            if digit != 0 {
                sum = sum + row[usize::from(digit) - 1];
            }
        }
        sum
    }
}

impl core::fmt::Debug for FixedBase {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("FixedBase(..)")
    }
}

/// The 64 digits of four bits, least significant first.
fn digits(bytes: &[u8; 32]) -> impl Iterator<Item = u8> + '_ {
    bytes.iter().rev().flat_map(|byte| [byte & 15, byte >> 4])
}
