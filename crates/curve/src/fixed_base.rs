//! Sums of multiples of fixed bases, from tables.

use std::sync::{Arc, OnceLock};

use zeroize::Zeroize;

use crate::{
    G1, G1Affine, OddDigits, OddTable, Scalar, VartimeSum, VartimeTable, backend, sum_lists,
};

/// Bits of a digit: of 4, 5 and 6 the fastest, with 51 rows of 16 multiples.
const WIDTH: u32 = 5;
const ROWS: usize = OddDigits::count(WIDTH);

/// A base with a table of 816 of its multiples, about 78 kB. A multiple of it is a sum of 51 of
/// them, without a doubling.
#[derive(Clone)]
pub struct FixedBase {
    table: OddTable,
    /// For public scalars, once one is met.
    vartime: OnceLock<Arc<VartimeTable>>,
}

impl FixedBase {
    /// Computes the table: 255 doublings and 765 affine additions.
    pub fn new(base: &G1) -> FixedBase {
        FixedBase {
            table: OddTable::new(base, WIDTH),
            vartime: OnceLock::new(),
        }
    }

    /// The base itself.
    pub fn base(&self) -> &G1 {
        self.table.base()
    }

    /// `scalar·P`, constant-time for any scalar, zero included. See [`FixedBase::sum`].
    pub fn mul(&self, scalar: &Scalar) -> G1 {
        FixedBase::sum([(self, *scalar)])
    }

    /// `Σ k_i·P_i`, constant-time for any scalars, if nobody knows a linear relation between the
    /// bases, or if the scalars of those between which one is known are random.
    ///
    /// Every row is read whole, and the chosen points, none of which is the identity, are added
    /// as affine ones, two by two, so that all additions of a round share one inversion. That takes
    /// another path only where the two points of an addition are equal or inverses of one another
    /// ([`crate::add_pairs`]), and no choice of scalars brings it about: the points are added in two
    /// halves, of the lower digits of all scalars and of the upper. Within a half such a case would
    /// be `Σ c_i·P_i = 0` with each `c_i` a sum of some of one scalar's digits, added or
    /// subtracted: a power of two times an odd number, below `2^130`, and so never zero modulo `r`.
    /// With one base there is no such case, with several it is a relation between them. The halves
    /// themselves may be equal or inverse, if all scalars are zero for one: they are added by
    /// complete formulas.
    pub fn sum<'a>(terms: impl IntoIterator<Item = (&'a FixedBase, Scalar)>) -> G1 {
        let mut sums = FixedBase::sums([terms]);
        sums.pop().expect("one sum for one list")
    }

    /// Several sums at once, each as in [`FixedBase::sum`]: they share their inversions.
    pub fn sums<'a, T: IntoIterator<Item = (&'a FixedBase, Scalar)>>(
        lists: impl IntoIterator<Item = T>,
    ) -> Vec<G1> {
        let lists = lists.into_iter().flat_map(|terms| chosen(terms)).collect();
        let halves = if backend::HAS_AFFINE_SUMS {
            sum_lists(lists).into_iter().map(G1::from).collect()
        } else {
            complete_sums(lists)
        };
        let (halves, _) = halves.as_chunks();
        halves
            .iter()
            .map(|[lower, upper]| *lower + *upper)
            .collect()
    }

    /// `scalar·P` for a public scalar.
    pub fn vartime_mul(&self, scalar: &Scalar) -> G1 {
        let mut sum = VartimeSum::new();
        sum.add_table(self.vartime_table(), scalar);
        sum.finish()
    }

    /// The table for public scalars. It is computed when it is first asked for, which wallets
    /// never do, and shared by all clones.
    pub fn vartime_table(&self) -> &VartimeTable {
        self.vartime
            .get_or_init(|| Arc::new(VartimeTable::new(self.base(), VartimeTable::WIDE)))
    }
}

/// The points that a sum adds, of the lower digits of all its scalars and of the upper.
fn chosen<'a>(terms: impl IntoIterator<Item = (&'a FixedBase, Scalar)>) -> [Vec<G1Affine>; 2] {
    let mut halves = [Vec::new(), Vec::new()];
    for (base, mut scalar) in terms {
        let digits = OddDigits::new(&scalar, WIDTH);
        scalar.zeroize();
        for (half, rows) in halves.iter_mut().zip([0..ROWS / 2, ROWS / 2..ROWS]) {
            reserve(half, rows.len());
            half.extend(rows.map(|row| base.table.select(row, digits.digit(row))));
        }
    }
    halves
}

/// By complete formulas.
fn complete_sums(mut lists: Vec<Vec<G1Affine>>) -> Vec<G1> {
    let sum = |list: &Vec<G1Affine>| list.iter().fold(G1::identity(), |sum, point| sum + *point);
    let sums = lists.iter().map(sum).collect();
    lists.zeroize();
    sums
}

/// Makes room for so many more, and wipes what is left behind.
fn reserve(points: &mut Vec<G1Affine>, more: usize) {
    if points.capacity() - points.len() < more {
        let mut roomier = Vec::with_capacity(2 * points.len() + 8 * more);
        roomier.extend_from_slice(points);
        points.zeroize();
        *points = roomier;
    }
}

impl core::fmt::Debug for FixedBase {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("FixedBase(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Suite, hash_to_g1};

    /// The rounds of a half, by plain arithmetic: how many additions are apart from the others.
    fn special_cases(half: &[G1Affine]) -> usize {
        let mut points: Vec<G1> = half.iter().map(|point| G1::from(*point)).collect();
        let mut special = points.iter().filter(|point| point.is_identity()).count();
        while points.len() > 1 {
            let (pairs, odd) = points.as_chunks();
            special += (pairs.iter()).filter(|[p, q]| p == q || *p == -*q).count();
            let sums = pairs.iter().map(|[p, q]| *p + *q);
            points = sums.chain(odd.iter().copied()).collect();
        }
        special
    }

    #[test]
    fn no_choice_of_scalars_is_told_by_time() {
        let bases = [1, 2, 3].map(|n| FixedBase::new(&hash_to_g1(Suite::Sha256, &[n], b"base")));
        let two_to = |n| (0..n).fold(Scalar::ONE, |power, _| power + power);
        let half = Scalar::from(2u64).invert().unwrap();
        let choices = [
            Scalar::ZERO,
            Scalar::ONE,
            -Scalar::ONE,
            half,
            -half,
            two_to(130),
            two_to(130) - Scalar::ONE,
            two_to(254),
            two_to(255),
            two_to(255) - Scalar::ONE,
            -two_to(255),
        ];
        for k in choices {
            for l in choices {
                for (n, terms) in [
                    (1, vec![(&bases[0], k)]),
                    (2, vec![(&bases[0], k), (&bases[1], l)]),
                    (3, vec![(&bases[0], k), (&bases[1], l), (&bases[2], k)]),
                ] {
                    let [lower, upper] = chosen(terms);
                    assert_eq!(lower.len() + upper.len(), n * ROWS);
                    assert_eq!(special_cases(&lower) + special_cases(&upper), 0);
                }
            }
        }
    }

    /// Which is why there are two halves, and the test above would see a case apart.
    #[test]
    fn the_halves_of_zero_cancel_each_other() {
        let base = FixedBase::new(&G1::generator());
        let halves = chosen([(&base, Scalar::ZERO)]).concat();
        assert_ne!(special_cases(&halves), 0);
    }
}
