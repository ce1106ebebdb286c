//! Scalars in digits none of which is zero, and tables for them.
//!
//! After Joye and Tunstall, "Exponent Recoding and Regular Exponentiation Algorithms" (2009). With
//! digits that are all odd a sum takes the same additions whatever the scalar, and never adds the
//! identity.

use std::sync::OnceLock;

use zeroize::{Zeroize, Zeroizing};

use crate::{G1, G1Affine, Scalar, add_pairs, backend};

/// Bits of a scalar.
const BITS: u32 = 255;

/// A scalar as `Σ d_i·2^(w·i)` modulo `r`, each digit `d_i` odd and below `2^w` in size. Wiped on
/// drop.
///
/// With `n` digits of `w` bits, `K = (k + 2^(wn) − 1)/2` modulo `r` has the bits `b_j` of
/// `k = Σ (2·b_j − 1)·2^j`, so that `w` bits of `K` with the value `u` are the digit
/// `2u − (2^w − 1)`.
#[derive(Clone)]
pub struct OddDigits {
    bytes: Zeroizing<[u8; 40]>,
    width: u32,
}

/// One digit.
#[derive(Clone, Copy)]
pub struct OddDigit {
    /// Where the multiple of its size is in a row of `1, 3, 5, …`.
    pub index: usize,
    /// Whether the multiple is to be negated.
    pub negative: bool,
}

impl OddDigits {
    /// The widest digits, in bits.
    pub const MAX_WIDTH: u32 = 16;

    /// How many digits of `width` bits a scalar has.
    pub const fn count(width: u32) -> usize {
        BITS.div_ceil(width) as usize
    }

    /// Recodes a scalar, in constant time.
    ///
    /// # Panics
    /// If the width is not within 1 to [`OddDigits::MAX_WIDTH`].
    pub fn new(scalar: &Scalar, width: u32) -> OddDigits {
        OddRecoder::of(width).digits(scalar)
    }

    /// The digit of `2^(width·position)`.
    pub fn digit(&self, position: usize) -> OddDigit {
        let bit = position * self.width as usize;
        let word: [u8; 4] = core::array::from_fn(|i| self.bytes[bit / 8 + i]);
        OddDigit::of(u32::from_le_bytes(word) >> (bit % 8), self.width)
    }

    /// The recoded scalar, the least significant word first; the last is zero.
    #[cfg_attr(not(all(backend_blst, target_arch = "x86_64")), expect(dead_code))]
    pub(crate) fn words(&self) -> [u64; 5] {
        let word = |i| u64::from_le_bytes(core::array::from_fn(|j| self.bytes[8 * i + j]));
        core::array::from_fn(word)
    }

    /// All digits, the least significant first.
    pub fn iter(&self) -> impl Iterator<Item = OddDigit> + '_ {
        (0..OddDigits::count(self.width)).map(|position| self.digit(position))
    }
}

impl OddDigit {
    /// The digit of the lowest `width` bits.
    pub(crate) fn of(bits: u32, width: u32) -> OddDigit {
        let half = 1 << (width - 1);
        let value = bits & (2 * half - 1);
        // With the upper bit the digit is positive: 2·(value − half) + 1.
        let upper = value >> (width - 1);
        let flip = upper.wrapping_sub(1) & (half - 1);
        OddDigit {
            index: ((value & (half - 1)) ^ flip) as usize,
            negative: upper == 0,
        }
    }
}

impl core::fmt::Debug for OddDigits {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("OddDigits(..)")
    }
}

impl core::fmt::Debug for OddDigit {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("OddDigit(..)")
    }
}

/// The constants of one width.
pub(crate) struct OddRecoder {
    width: u32,
    half: Scalar,
    shift: Scalar,
}

/// The recoders of the widths that were asked for.
static RECODERS: [OnceLock<OddRecoder>; OddDigits::MAX_WIDTH as usize] =
    [const { OnceLock::new() }; OddDigits::MAX_WIDTH as usize];

impl OddRecoder {
    /// # Panics
    /// If the width is not within 1 to [`OddDigits::MAX_WIDTH`].
    pub(crate) fn of(width: u32) -> &'static OddRecoder {
        assert!(
            (1..=OddDigits::MAX_WIDTH).contains(&width),
            "digits of 1 to 16 bits"
        );
        RECODERS[width as usize - 1].get_or_init(|| OddRecoder::new(width))
    }

    fn new(width: u32) -> OddRecoder {
        let two = Scalar::from(2u64);
        let half = two.invert().expect("2 is not zero modulo an odd number");
        let bits = width as usize * OddDigits::count(width);
        let power = (0..bits).fold(Scalar::ONE, |power, _| power + power);
        OddRecoder {
            width,
            half,
            shift: (power - Scalar::ONE) * half,
        }
    }

    pub(crate) fn digits(&self, scalar: &Scalar) -> OddDigits {
        let mut sum = *scalar * self.half + self.shift;
        let mut be = sum.to_bytes();
        let mut bytes = Zeroizing::new([0; 40]);
        for (to, from) in bytes.iter_mut().zip(be.iter().rev()) {
            *to = *from;
        }
        sum.zeroize();
        be.zeroize();
        OddDigits {
            bytes,
            width: self.width,
        }
    }
}

/// Additions of one round as a table is made.
const TOGETHER: usize = 1_024;

/// For each position of a digit the odd multiples `1, 3, …, 2^w − 1` of `2^(w·i)·P`:
/// `2^(w−1)` points of 96 bytes for each of `⌈255/w⌉` positions.
#[derive(Clone)]
pub struct OddTable {
    base: G1,
    width: u32,
    points: Vec<G1Affine>,
}

impl OddTable {
    /// Computes the table: one affine addition a point.
    ///
    /// # Panics
    /// If the width is not within 1 to [`OddDigits::MAX_WIDTH`].
    pub fn new(base: &G1, width: u32) -> OddTable {
        assert!(
            (1..=OddDigits::MAX_WIDTH).contains(&width),
            "digits of 1 to 16 bits"
        );
        let positions = OddDigits::count(width);
        let bits = positions * width as usize;
        let doubles: Vec<G1> = core::iter::successors(Some(*base), |point| Some(point.double()))
            .take(bits)
            .collect();
        let doubles = G1::batch_to_affine(&doubles);
        let row = 1 << (width - 1);
        let digit = width as usize;
        let mut points = vec![doubles[0]; positions * row];
        for (row, unit) in points
            .chunks_exact_mut(row)
            .zip(doubles.chunks_exact(digit))
        {
            row[0] = unit[0];
        }
        // The multiples below 2^j, and the same plus 2^j, are those below 2^(j+1).
        let (mut sums, mut addends) = (Vec::new(), Vec::new());
        for j in 1..digit {
            let known = 1 << (j - 1);
            // Several rows at once while they are short, so that they share an inversion.
            let rows = (TOGETHER / known).max(1);
            for (points, units) in points
                .chunks_mut(rows * row)
                .zip(doubles.chunks(rows * digit))
            {
                sums.clear();
                addends.clear();
                for (row, unit) in points.chunks_exact(row).zip(units.chunks_exact(digit)) {
                    sums.extend_from_slice(&row[..known]);
                    addends.resize(sums.len(), unit[j]);
                }
                add_pairs(&mut sums, &addends);
                for (row, sums) in points.chunks_exact_mut(row).zip(sums.chunks_exact(known)) {
                    row[known..2 * known].copy_from_slice(sums);
                }
            }
        }
        OddTable {
            base: *base,
            width,
            points,
        }
    }

    /// The base itself.
    pub fn base(&self) -> &G1 {
        &self.base
    }

    /// All points, row by row.
    #[cfg_attr(not(all(backend_blst, target_arch = "x86_64")), expect(dead_code))]
    pub(crate) fn points(&self) -> &[G1Affine] {
        &self.points
    }

    /// Bits of a digit.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// `d·2^(w·position)·P` for a secret digit: the row is read in full.
    pub fn select(&self, position: usize, digit: OddDigit) -> G1Affine {
        backend::negate_if(
            &backend::select(self.row(position), digit.index),
            digit.negative,
        )
    }

    /// `d·2^(w·position)·P` for a public digit, or on a machine that is shared with nobody: the
    /// digit tells the address.
    pub fn vartime_select(&self, position: usize, digit: OddDigit) -> G1Affine {
        backend::negate_if(&self.row(position)[digit.index], digit.negative)
    }

    /// The points whose sum is `scalar·P`, one for each position, in constant time: what
    /// [`crate::sum_lists`] takes. Only the last addition can be of equal or inverse points, and
    /// that for few scalars, zero among them.
    pub fn terms(&self, scalar: &Scalar) -> impl Iterator<Item = G1Affine> + '_ {
        let digits = OddDigits::new(scalar, self.width);
        (0..OddDigits::count(self.width))
            .map(move |position| self.select(position, digits.digit(position)))
    }

    fn row(&self, position: usize) -> &[G1Affine] {
        let row = 1 << (self.width - 1);
        &self.points[position * row..][..row]
    }
}

impl core::fmt::Debug for OddTable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("OddTable(..)")
    }
}
