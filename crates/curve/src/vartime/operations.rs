//! What sums cost, counted in operations on points: for those who want to know how far a
//! verification is from its floor.

use super::VartimeSum;
use crate::{G1, G1Affine, backend};

/// Operations on points of G1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SumOperations {
    /// Doublings.
    pub doublings: usize,
    /// Additions of two projective points, for the multiples of points that occur once.
    pub additions: usize,
    /// Additions of an affine point.
    pub mixed_additions: usize,
    /// Inversions in the field, each shared by many points.
    pub inversions: usize,
}

impl VartimeSum<'_> {
    /// The operations of [`VartimeSum::finish_all`] on these sums, with their digits as they are.
    pub fn operations(sums: &[VartimeSum<'_>]) -> SumOperations {
        let mut operations = SumOperations::default();
        for width in sums.iter().flat_map(VartimeSum::own_widths) {
            let multiples = 1 << (width - 2);
            operations.doublings += usize::from(multiples > 1);
            operations.additions += multiples - 1;
            operations.inversions = 1;
        }
        for sum in sums {
            let mut highest = None;
            let mut digits = 0usize;
            sum.each_digit(|position| {
                highest = highest.max(Some(position));
                digits += 1;
            });
            operations.doublings += highest.unwrap_or(0);
            // The first is where the sum begins.
            operations.mixed_additions += digits.saturating_sub(1);
        }
        operations
    }
}

/// The two steps that every [`VartimeSum`] takes, one at a time: for measuring them.
pub struct RunningSum(backend::Sum);

impl RunningSum {
    /// Begins with a point.
    pub fn new(point: &G1) -> RunningSum {
        RunningSum(backend::Sum::of(&point.0))
    }

    /// A doubling.
    pub fn double(&mut self) {
        self.0.double();
    }

    /// A mixed addition.
    pub fn add(&mut self, point: &G1Affine) {
        self.0.add(&point.0, false, false);
    }

    /// The sum.
    pub fn finish(&self) -> G1 {
        G1(self.0.finish())
    }
}

impl core::fmt::Debug for RunningSum {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RunningSum(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scalar, VartimeTable};

    #[test]
    fn steps_are_a_doubling_and_an_addition() {
        let p = G1::generator();
        let mut sum = RunningSum::new(&p);
        sum.double();
        sum.add(&p.to_affine());
        assert_eq!(sum.finish(), p.double() + p);
    }

    #[test]
    fn small_sums_are_counted() {
        let p = G1::generator();
        let table = VartimeTable::new(&p, 4);
        let mut sum = VartimeSum::new();
        assert_eq!(
            VartimeSum::operations(&[sum.clone()]),
            SumOperations::default()
        );
        // 1 + 2^6 and 3 + 2^9: four digits, the first of which is not added.
        sum.add_table(&table, 65);
        sum.add_table(&table, 515);
        let expected = SumOperations {
            doublings: 9,
            mixed_additions: 3,
            ..SumOperations::default()
        };
        assert_eq!(VartimeSum::operations(&[sum.clone()]), expected);
        // A point's own multiples: 3P, 5P, 7P at least, after 2P.
        let mut own = VartimeSum::new();
        own.add(&p, &-Scalar::ONE);
        let both = VartimeSum::operations(&[sum, own.clone()]);
        let own = VartimeSum::operations(&[own]);
        assert_eq!(both.mixed_additions, 3 + own.mixed_additions);
        assert_eq!(both.doublings, 9 + own.doublings);
        assert_eq!((both.additions, both.inversions), (own.additions, 1));
        assert!(own.additions >= 3 && own.doublings > 100);
    }
}
