//! Sums of multiples for public scalars: what a verification spends its time on outside pairings.
//!
//! # Method
//!
//! Interleaved signed windows (Straus; Möller, "Algorithms for Multi-exponentiation", 2001):
//!
//! - Each scalar is split in two halves of 128 bits, `k = k_0 + k_1·λ`, where the curve's
//!   endomorphism multiplies by `λ` for one multiplication in the field (Gallant, Lambert and
//!   Vanstone, 2001; `blst` only). Weights are drawn as two halves of 64 bits, see [`Weight`].
//! - Each half becomes digits that are zero or odd, of `w` bits and with a sign, on average one in
//!   `w + 1` of them other than zero ([`digits`]).
//! - The odd multiples of a point that occurs once are computed for the occasion, with `w = 5`
//!   (4 where the scalar is short); those of a shared base come from a [`VartimeTable`] with `w` of 8
//!   to 12. All are affine, so that each digit costs one mixed addition.
//! - All terms of a sum share its doublings: 128 for scalars, 64 for weights.
//! - Hundreds of points are put into buckets instead (Pippenger), whose additions share
//!   inversions: see [`buckets`].
//!
//! Time depends on points and scalars: all of them are known to whoever sees the presentation. The
//! endomorphism is right on the subgroup of prime order only, which no [`G1`] leaves.

mod buckets;
mod digits;
mod multiplier;
mod operations;
mod sum;
mod table;

pub use multiplier::{Multiplier, Weight};
pub use operations::{RunningSum, SumOperations};
pub use sum::VartimeSum;
pub use table::VartimeTable;

use crate::{G1, MsmError, Scalar};

/// From how many points on buckets win.
const MANY: usize = 32;

/// `Σ k_i·P_i` for public scalars. The empty sum is the identity.
pub fn vartime_msm(points: &[G1], scalars: &[Scalar]) -> Result<G1, MsmError> {
    let multipliers: Vec<Multiplier> = scalars.iter().map(Multiplier::from).collect();
    vartime_multiples(points, &multipliers)
}

/// The same with weights.
pub fn vartime_weighted(points: &[G1], weights: &[Weight]) -> Result<G1, MsmError> {
    let multipliers: Vec<Multiplier> = weights.iter().map(Multiplier::from).collect();
    vartime_multiples(points, &multipliers)
}

fn vartime_multiples(points: &[G1], multipliers: &[Multiplier]) -> Result<G1, MsmError> {
    if points.len() != multipliers.len() {
        return Err(MsmError {
            points: points.len(),
            scalars: multipliers.len(),
        });
    }
    if points.len() >= MANY {
        return Ok(buckets::sum(points, multipliers));
    }
    let mut sum = VartimeSum::new();
    for (point, multiplier) in points.iter().zip(multipliers) {
        sum.add(point, *multiplier);
    }
    Ok(sum.finish())
}
