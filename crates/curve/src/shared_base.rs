//! Multiples of one base by many secret scalars: what stamping is made of.
//!
//! A multiple is a sum of points of a table, one for each digit of the scalar, none of which is
//! zero (see [`crate::OddDigits`]). Thousands of sums advance together, one digit after another,
//! so that each step is one round of affine additions.

use zeroize::Zeroize;

use crate::{G1, G1Affine, OddDigits, OddTable, Scalar, add_pairs, backend};

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
    kernel: Kernel,
    table: OddTable,
}

/// Scalars that advance together. Their sums and a row of the table stay in the second cache.
const TOGETHER: usize = 2_048;

impl SharedBase {
    /// Computes the table: 130 kB for [`Kernel::ConstantTime`], 4.3 MB for [`Kernel::Fast`].
    pub fn new(base: &G1, kernel: Kernel) -> SharedBase {
        let width = match (kernel, backend::HAS_AFFINE_SUMS) {
            (Kernel::ConstantTime, _) => 6,
            (Kernel::Fast, true) => 12,
            (Kernel::Fast, false) => 8, // a larger table would cost more than it saves
        };
        SharedBase {
            kernel,
            table: OddTable::new(base, width),
        }
    }

    /// The base itself.
    pub fn base(&self) -> &G1 {
        self.table.base()
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
            let digits: Vec<OddDigits> = (scalars.iter())
                .map(|scalar| OddDigits::new(scalar, self.table.width()))
                .collect();
            let mut points = match backend::HAS_AFFINE_SUMS {
                true => self.affine_sums(&digits),
                false => self.projective_sums(&digits),
            };
            encoded.extend(points.iter().map(G1Affine::to_bytes));
            points.zeroize();
        }
        encoded
    }

    fn affine_sums(&self, digits: &[OddDigits]) -> Vec<G1Affine> {
        let mut sums: Vec<G1Affine> = self.terms(digits, 0).collect();
        let mut terms = Vec::with_capacity(sums.len());
        for position in 1..OddDigits::count(self.table.width()) {
            terms.clear();
            terms.extend(self.terms(digits, position));
            add_pairs(&mut sums, &terms);
        }
        terms.zeroize();
        sums
    }

    /// Where affine additions cost more than projective ones.
    fn projective_sums(&self, digits: &[OddDigits]) -> Vec<G1Affine> {
        let mut sums: Vec<G1> = self.terms(digits, 0).map(G1::from).collect();
        for position in 1..OddDigits::count(self.table.width()) {
            for (sum, term) in sums.iter_mut().zip(self.terms(digits, position)) {
                *sum = *sum + term;
            }
        }
        let points = G1::batch_to_affine(&sums);
        sums.zeroize();
        points
    }

    fn terms<'a>(
        &'a self,
        digits: &'a [OddDigits],
        position: usize,
    ) -> impl Iterator<Item = G1Affine> + 'a {
        digits.iter().map(move |digits| {
            let digit = digits.digit(position);
            match self.kernel {
                Kernel::ConstantTime => self.table.select(position, digit),
                Kernel::Fast => self.table.vartime_select(position, digit),
            }
        })
    }
}

impl core::fmt::Debug for SharedBase {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SharedBase(..)")
    }
}
