//! Affine points eight at a time, on processors with AVX-512 IFMA: several times as fast as the
//! scalar assembly.
//!
//! | file | what |
//! | --- | --- |
//! | [`lanes`] | the field, eight elements at a time |
//! | [`points`] | points from memory to lanes and back |
//! | [`invert`] | one inversion for eight lanes |
//! | [`pairs`] | additions of pairs of points |
#![allow(
    unsafe_code,
    reason = "functions for a processor that was asked for them"
)]

mod invert;
mod lanes;
mod pairs;
mod points;

use crate::G1Affine;

/// Whether the processor has the instructions.
pub(super) fn is_available() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma")
}

/// `sums[i] += addends[i]`. `false`, and nothing changed, if the processor lacks the
/// instructions, for few pairs, and if an operand is the identity or a pair has one `x`.
pub(super) fn add_pairs(sums: &mut [G1Affine], addends: &[G1Affine]) -> bool {
    if sums.len() < FEWEST || !is_available() {
        return false;
    }
    // SAFETY: the processor has the instructions.
    unsafe { pairs::add_pairs(sums, addends) }
}

/// From so many pairs on a full vector pays.
const FEWEST: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{G1, Scalar};

    fn points(multiples: &[u64]) -> Vec<G1Affine> {
        let multiple = |k: &u64| (G1::generator() * Scalar::from(*k)).to_affine();
        multiples.iter().map(multiple).collect()
    }

    /// What the formulas cannot add is left as it was, wherever in a vector it stands.
    #[test]
    fn special_cases_are_refused_in_every_lane() {
        if !is_available() {
            return;
        }
        let p = points(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        let q = points(&[21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);
        let identity = G1::identity().to_affine();
        for at in 0..p.len() {
            let negative = (-G1::from(p[at])).to_affine();
            for other in [p[at], negative, identity] {
                let (mut sums, mut addends) = (p.clone(), q.clone());
                addends[at] = other;
                assert!(!add_pairs(&mut sums, &addends));
                assert!(sums == p);
            }
            let mut sums = p.clone();
            sums[at] = identity;
            assert!(!add_pairs(&mut sums, &q));
        }
        let mut sums = p.clone();
        assert!(add_pairs(&mut sums, &q) && sums != p);
    }
}
