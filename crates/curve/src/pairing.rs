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
    let points: Vec<G1> = terms.iter().map(|(point, _)| *point).collect();
    let affine = G1::batch_to_affine(&points);
    let prepared: Vec<_> = affine
        .iter()
        .zip(terms)
        .map(|(point, (_, lines))| (&point.0, &lines.0))
        .collect();
    Gt(backend::multi_pairing(&prepared))
}

/// Whether `Π e(P_i, Q_i) = 1`.
pub fn pairing_product_is_one(terms: &[(G1, &G2Prepared)]) -> bool {
    pairing(terms).0.is_one()
}
