//! The pairing, as a product of Miller loops with one final exponentiation.

use core::fmt;

use crate::backend;
use crate::{G1, G2Prepared};

/// An element of the target group. It is compared, never encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Gt(backend::Gt);

impl fmt::Debug for Gt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gt(..)")
    }
}

/// `Π e(P_i, Q_i)`. The empty product is one.
pub fn pairing(terms: &[(G1, &G2Prepared)]) -> Gt {
    MillerLoops::new(terms).finish()
}

/// Whether `Π e(P_i, Q_i) = 1`.
pub fn pairing_product_is_one(terms: &[(G1, &G2Prepared)]) -> bool {
    MillerLoops::new(terms).is_one()
}

/// A product of pairings short of its final exponentiation, so that parts of it can be computed
/// apart.
#[derive(Clone, Copy)]
pub struct MillerLoops(backend::Loops);

impl MillerLoops {
    /// The loops of these pairs, which share their squarings.
    pub fn new(terms: &[(G1, &G2Prepared)]) -> MillerLoops {
        let points: Vec<G1> = terms.iter().map(|(point, _)| *point).collect();
        let affine = G1::batch_to_affine(&points);
        let prepared: Vec<_> = affine
            .iter()
            .zip(terms)
            .map(|(point, (_, lines))| (&point.0, &lines.0))
            .collect();
        MillerLoops(backend::Loops::new(&prepared))
    }

    /// The product.
    pub fn finish(&self) -> Gt {
        Gt(self.0.finish())
    }

    /// Whether the product is one.
    pub fn is_one(&self) -> bool {
        self.0.finish().is_one()
    }
}

impl core::ops::Mul for MillerLoops {
    type Output = MillerLoops;
    fn mul(self, rhs: MillerLoops) -> MillerLoops {
        MillerLoops(self.0.times(&rhs.0))
    }
}

impl fmt::Debug for MillerLoops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MillerLoops(..)")
    }
}
