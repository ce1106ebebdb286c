//! Multiples of one base by many secret scalars: what stamping is made of.
//!
//! A multiple is a sum of points of a table, one for each digit of the scalar, none of which is
//! zero (see [`crate::OddDigits`]). Thousands of sums advance together, one digit after another,
//! so that each step is one round of affine additions.

use zeroize::Zeroize;

use crate::backend::{self, LaneTable};
use crate::{G1, G1Affine, OddDigits, OddTable, Scalar, add_pairs};

/// How secret scalars are multiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Kernel {
    /// No branch and no address depends on a scalar: each row of a table is read whole. What
    /// [`SharedBase::multiply`] says of special scalars is the one exception.
    #[default]
    ConstantTime,
    /// Digits of a scalar are addresses in a larger table. Faster, and the scalars can be learned
    /// through the caches by whoever else computes on the same host: only for a host that is
    /// shared with nobody.
    Fast,
}

/// A table of one base.
pub struct SharedBase {
    base: G1,
    kernel: Kernel,
    table: Table,
}

enum Table {
    /// Of the backend's vectors, where the processor has them.
    Lanes(LaneTable),
    Points(OddTable),
}

/// Scalars that advance together. Their sums and a row of the table stay in the second cache.
const TOGETHER: usize = 1_024;

impl SharedBase {
    /// Computes the table: 130 kB for [`Kernel::ConstantTime`], 4.3 MB for [`Kernel::Fast`]; with
    /// vectors 525 kB and 3.1 MB.
    pub fn new(base: &G1, kernel: Kernel) -> SharedBase {
        let table = match LaneTable::new(base, kernel) {
            Some(table) => Table::Lanes(table),
            None => Table::Points(OddTable::new(base, width(kernel))),
        };
        SharedBase {
            base: *base,
            kernel,
            table,
        }
    }

    /// The base itself.
    pub fn base(&self) -> &G1 {
        &self.base
    }

    /// How scalars are multiplied.
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// `scalar·P` for each scalar, encoded in 48 bytes, in the order given. Both kernels give the
    /// same bytes.
    ///
    /// The last addition of a sum is of inverse points for zero, and of equal ones for one other
    /// scalar, which random ones meet with a probability of 2^-254; then, and for a base that is
    /// the identity, the scalars that advance together take longer.
    pub fn multiply(&self, scalars: &[Scalar]) -> Vec<[u8; 48]> {
        let mut encoded = Vec::with_capacity(scalars.len());
        for scalars in scalars.chunks(TOGETHER) {
            match &self.table {
                Table::Lanes(table) => match table.multiply(scalars) {
                    Some(multiples) => encoded.extend(multiples),
                    None => encoded.extend(self.one_by_one(scalars)),
                },
                Table::Points(table) => encoded.extend(self.sums(table, scalars)),
            }
        }
        encoded
    }

    /// By complete formulas, and in constant time but for zero.
    #[cold]
    fn one_by_one(&self, scalars: &[Scalar]) -> Vec<[u8; 48]> {
        let multiples: Vec<G1> = scalars.iter().map(|scalar| self.base * *scalar).collect();
        G1::batch_to_bytes(&multiples)
    }

    fn sums(&self, table: &OddTable, scalars: &[Scalar]) -> Vec<[u8; 48]> {
        let digits: Vec<OddDigits> = (scalars.iter())
            .map(|scalar| OddDigits::new(scalar, table.width()))
            .collect();
        let mut points = match backend::HAS_AFFINE_SUMS {
            true => self.affine_sums(table, &digits),
            false => self.projective_sums(table, &digits),
        };
        let encoded = points.iter().map(G1Affine::to_bytes).collect();
        points.zeroize();
        encoded
    }

    fn affine_sums(&self, table: &OddTable, digits: &[OddDigits]) -> Vec<G1Affine> {
        let mut sums: Vec<G1Affine> = self.terms(table, digits, 0).collect();
        let mut terms = Vec::with_capacity(sums.len());
        for position in 1..OddDigits::count(table.width()) {
            terms.clear();
            terms.extend(self.terms(table, digits, position));
            add_pairs(&mut sums, &terms);
        }
        terms.zeroize();
        sums
    }

    /// Where affine additions cost more than projective ones.
    fn projective_sums(&self, table: &OddTable, digits: &[OddDigits]) -> Vec<G1Affine> {
        let mut sums: Vec<G1> = self.terms(table, digits, 0).map(G1::from).collect();
        for position in 1..OddDigits::count(table.width()) {
            for (sum, term) in sums.iter_mut().zip(self.terms(table, digits, position)) {
                *sum = *sum + term;
            }
        }
        let points = G1::batch_to_affine(&sums);
        sums.zeroize();
        points
    }

    fn terms<'a>(
        &'a self,
        table: &'a OddTable,
        digits: &'a [OddDigits],
        position: usize,
    ) -> impl Iterator<Item = G1Affine> + 'a {
        digits.iter().map(move |digits| {
            let digit = digits.digit(position);
            match self.kernel {
                Kernel::ConstantTime => table.select(position, digit),
                Kernel::Fast => table.vartime_select(position, digit),
            }
        })
    }
}

/// Bits of a digit of a table of points.
fn width(kernel: Kernel) -> u32 {
    match (kernel, backend::HAS_AFFINE_SUMS) {
        (Kernel::ConstantTime, _) => 6,
        (Kernel::Fast, true) => 12,
        (Kernel::Fast, false) => 8, // a larger table would cost more than it saves
    }
}

impl core::fmt::Debug for SharedBase {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SharedBase(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a processor without the vectors does is tried on all.
    #[test]
    fn tables_of_points_multiply_by_either_way_to_add() {
        let base = G1::generator() * Scalar::from(3u64);
        let mut scalars: Vec<Scalar> = (1..30u8).map(|i| Scalar::from_wide(&[i; 48])).collect();
        scalars.extend([Scalar::ZERO, Scalar::ONE, -Scalar::ONE]);
        let expected: Vec<[u8; 48]> = scalars.iter().map(|k| (base * *k).to_bytes()).collect();
        for kernel in [Kernel::ConstantTime, Kernel::Fast] {
            let table = OddTable::new(&base, width(kernel));
            let digits: Vec<OddDigits> = (scalars.iter())
                .map(|scalar| OddDigits::new(scalar, table.width()))
                .collect();
            let shared = SharedBase {
                base,
                kernel,
                table: Table::Points(table.clone()),
            };
            assert!(shared.multiply(&scalars) == expected);
            assert!(shared.one_by_one(&scalars) == expected);
            for sums in [
                shared.affine_sums(&table, &digits),
                shared.projective_sums(&table, &digits),
            ] {
                assert!(
                    sums.iter()
                        .map(G1Affine::to_bytes)
                        .eq(expected.iter().copied())
                );
            }
        }
    }
}
