//! Affine points eight at a time, on processors with AVX-512 IFMA: several times as fast as the
//! scalar assembly.
//!
//! | file | what |
//! | --- | --- |
//! | [`lanes`] | the field, eight elements at a time |
//! | [`points`] | points from memory to lanes and back |
//! | [`invert`] | one inversion for eight lanes |
//! | [`pairs`] | additions of pairs of points |
//! | [`decode`] | compressed points: square root and subgroup |
//! | [`multiples`] | many multiples of one base, from a [`table`] |
#![allow(
    unsafe_code,
    reason = "functions for a processor that was asked for them"
)]

mod decode;
mod invert;
mod lanes;
mod multiples;
mod pairs;
mod points;
mod table;

use table::Table;

use crate::{G1, G1Affine, Kernel, Scalar};

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

/// The points of compressed encodings; `None` for what is not a point of the subgroup other than the
/// identity in its one encoding, for a rest too short to pay, and for all if the processor lacks the
/// instructions.
pub(super) fn decode(encodings: &[[u8; 48]]) -> Vec<Option<blst::blst_p1_affine>> {
    let mut points = Vec::with_capacity(encodings.len() + 7);
    for group in encodings.chunks(8) {
        if group.len() < FEWEST_ENCODINGS || !is_available() {
            points.resize(points.len() + group.len(), None);
            continue;
        }
        let last = group.len() - 1;
        let eight = core::array::from_fn(|lane| &group[lane.min(last)]);
        // SAFETY: the processor has the instructions.
        points.extend(unsafe { decode::decode(&eight) });
    }
    points.truncate(encodings.len());
    points
}

/// From so many encodings on a full vector pays.
const FEWEST_ENCODINGS: usize = 2;

/// Multiples of one base. There is one only where the processor has the instructions.
pub(crate) struct LaneTable {
    kernel: Kernel,
    table: Table,
}

impl LaneTable {
    /// Computes the table, if the processor has the instructions.
    pub(crate) fn new(base: &G1, kernel: Kernel) -> Option<LaneTable> {
        if !is_available() {
            return None;
        }
        // SAFETY: the processor has the instructions.
        let table = unsafe { Table::new(base, kernel) };
        Some(LaneTable { kernel, table })
    }

    /// The encodings of `scalar·P` for each of one or more scalars. `None` if a sum would add
    /// points of equal `x`.
    pub(crate) fn multiply(&self, scalars: &[Scalar]) -> Option<Vec<[u8; 48]>> {
        // SAFETY: there is a table, so the processor has the instructions.
        unsafe {
            match self.kernel {
                Kernel::Fast => multiples::multiply::<true>(&self.table, scalars),
                Kernel::ConstantTime => multiples::multiply::<false>(&self.table, scalars),
            }
        }
    }
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

    /// The vectors are used for all scalars but zero and one other, in whatever lane that is.
    #[test]
    fn multiples_are_computed_and_special_scalars_refused() {
        let base = G1::generator() * Scalar::from(3u64);
        for kernel in [Kernel::ConstantTime, Kernel::Fast] {
            let Some(table) = LaneTable::new(&base, kernel) else {
                return;
            };
            let mut scalars: Vec<Scalar> = (1..20u8).map(|i| Scalar::from_wide(&[i; 48])).collect();
            let expected: Vec<[u8; 48]> = scalars.iter().map(|k| (base * *k).to_bytes()).collect();
            assert!(table.multiply(&scalars) == Some(expected));
            for at in [0, 7, 8, 18] {
                let before = core::mem::replace(&mut scalars[at], Scalar::ZERO);
                assert!(table.multiply(&scalars).is_none());
                scalars[at] = before;
            }
        }
    }
}
