//! The pairing: Miller loops that share their squarings, and one final exponentiation.
//!
//! A loop for each pair with a product of their results would square 63 times for each; here all
//! lines of a step are multiplied into one running value. Lines are computed once for each point of
//! G2, which costs no more than to compute them as the loop goes.

use blst::{blst_fp6, blst_fp12};

use super::affine::coordinates;
use super::field::Fp;
use super::tower::{self, Fp12};
use super::{G1Affine, G2Affine, PrimeCurveAffine as _};
use crate::G1Affine as Point;

/// The lines of a point of G2; none of the identity.
#[derive(Clone)]
pub(crate) struct G2Prepared(Vec<blst_fp6>);

impl From<G2Affine> for G2Prepared {
    fn from(point: G2Affine) -> G2Prepared {
        G2Prepared(match bool::from(point.is_identity()) {
            true => Vec::new(),
            false => tower::lines(point.as_ref()),
        })
    }
}

/// A value of the pairing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gt(Fp12);

impl Gt {
    pub(crate) fn is_one(&self) -> bool {
        self.0.0 == blst_fp12::default()
    }
}

/// Bits of the curve's parameter from the second down: after each that is set, which adds, so many
/// doublings.
const DOUBLINGS: [usize; 5] = [2, 3, 9, 32, 16];

/// A product of Miller loops, before the final exponentiation.
#[derive(Clone, Copy)]
pub(crate) struct Loops(Fp12);

impl Loops {
    /// The loops of all pairs. A pair with the identity counts as one.
    pub(crate) fn new(terms: &[(&G1Affine, &G2Prepared)]) -> Loops {
        let pairs: Vec<Pair<'_>> = terms
            .iter()
            .filter(|(point, prepared)| !bool::from(point.is_identity()) && !prepared.0.is_empty())
            .map(|(point, prepared)| Pair::new(point, prepared))
            .collect();
        let mut value = Fp12(blst_fp12::default()); // one
        if pairs.is_empty() {
            return Loops(value);
        }
        let mut step = 0;
        let mut multiply = |value: &mut Fp12| {
            for pair in &pairs {
                *value = value.mul_by_line(&pair.line(step));
            }
            step += 1;
        };
        multiply(&mut value);
        for doublings in DOUBLINGS {
            multiply(&mut value);
            for _ in 0..doublings {
                value = value.square();
                multiply(&mut value);
            }
        }
        Loops(value.conjugate()) // the parameter is negative
    }

    /// The product of both.
    pub(crate) fn times(&self, other: &Loops) -> Loops {
        Loops(Fp12(self.0.0 * other.0.0))
    }

    /// The final exponentiation.
    pub(crate) fn finish(&self) -> Gt {
        Gt(Fp12(self.0.0.final_exp()))
    }
}

/// A pair in the loop: lines are to be evaluated at the point, with factors of two that `blst`
/// leaves to the point.
struct Pair<'a> {
    minus_2x: Fp,
    plus_2y: Fp,
    lines: &'a [blst_fp6],
}

impl<'a> Pair<'a> {
    fn new(point: &G1Affine, prepared: &'a G2Prepared) -> Pair<'a> {
        let (x, y) = coordinates(&Point(*point));
        Pair {
            minus_2x: (x + x).negate_if(true),
            plus_2y: y + y,
            lines: &prepared.0,
        }
    }

    fn line(&self, step: usize) -> blst_fp6 {
        let mut line = self.lines[step];
        for (coefficient, factor) in [(1, self.minus_2x), (2, self.plus_2y)] {
            for part in &mut line.fp2[coefficient].fp {
                *part = (Fp(*part) * factor).0;
            }
        }
        line
    }
}
