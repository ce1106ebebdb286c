//! Secret scalars in two odd halves, for the curve's endomorphism.

use zeroize::Zeroize;

use crate::{OddDigit, Scalar};

/// Bits of a digit.
pub(crate) const WIDTH: u32 = 5;
/// Digits of a half: 130 bits.
pub(crate) const DIGITS: usize = 26;

/// 192 bits, the least significant word first.
type Words = [u64; 3];

/// `z²`, of the curve's parameter `z`: the order is `r = z⁴ − z² + 1`, and `λ = z² − 1` is what
/// the endomorphism multiplies by, with `λ² + λ + 1 = 0` modulo `r`.
const Z2: Words = [0x0000_0001_0000_0000, 0xac45_a401_0001_a402, 0];
/// `λ`.
const LAMBDA: Words = [0x0000_0000_ffff_ffff, 0xac45_a401_0001_a402, 0];
/// `⌊2^256 / z²⌋`.
const RECIPROCAL: Words = [0x63f6_e522_f6cf_ee2e, 0x7c6b_ecf1_e01f_aadd, 1];

/// `k = low + high·λ` modulo `r`, both odd, positive and below `2^130`: so neither has a digit that
/// is zero. Wiped on drop.
pub(crate) struct OddHalves {
    /// `(x + 2^130 − 1)/2` of each half `x`, whose bits are its digits (see [`crate::OddDigits`]).
    digits: [Words; 2],
}

impl OddHalves {
    /// Splits a scalar, in constant time.
    pub(crate) fn new(scalar: &Scalar) -> OddHalves {
        let [mut low, mut high] = split(scalar);
        let mut digits = [low, high].map(|half| {
            let shifted = [
                half[0] >> 1 | half[1] << 63,
                half[1] >> 1 | half[2] << 63,
                half[2] >> 1,
            ];
            add(&shifted, &[0, 0, 2], u64::MAX) // 2^129
        });
        low.zeroize();
        high.zeroize();
        let halves = OddHalves { digits };
        digits.zeroize();
        halves
    }

    /// The digit of `2^(5·position)` of the low half, or of the high.
    pub(crate) fn digit(&self, high: bool, position: usize) -> OddDigit {
        let words = &self.digits[usize::from(high)];
        let bit = position * WIDTH as usize;
        let pair = |at: usize| words.get(at).copied().unwrap_or(0);
        let wide = u128::from(pair(bit / 64)) | u128::from(pair(bit / 64 + 1)) << 64;
        OddDigit::of((wide >> (bit % 64)) as u32, WIDTH)
    }
}

impl Drop for OddHalves {
    fn drop(&mut self) {
        self.digits.zeroize();
    }
}

/// With `q = ⌊k/z²⌋`, or one less, and `s = k − q·z²`, `k = (s + q) + q·λ`. To halves that are even
/// a relation is added: `1 + z²·λ = 0` changes the parity of the low one alone, and
/// `z² + λ·λ = 0` that of the high one.
fn split(scalar: &Scalar) -> [Words; 2] {
    let mut bytes = scalar.to_bytes();
    let (words, _) = bytes.as_chunks::<8>();
    let mut k: [u64; 4] = core::array::from_fn(|i| u64::from_be_bytes(words[3 - i]));
    bytes.zeroize();
    // Of k·⌊2^256/z²⌋ the bits from 256 on: below 2^128, as k is below 2^255.
    let mut product = [0u64; 7];
    for (i, word) in k.iter().enumerate() {
        let mut carry = 0;
        for (j, factor) in RECIPROCAL.iter().enumerate() {
            (product[i + j], carry) = word.carrying_mul_add(*factor, carry, product[i + j]);
        }
        product[i + 3] = carry;
    }
    let mut q = [product[4], product[5], 0];
    let mut s: Words = [k[0], k[1], k[2]]; // what is left has 129 bits
    for i in 0..2 {
        let mut carry = 0;
        let mut times = [0; 3];
        for j in 0..3 - i {
            (times[i + j], carry) = q[i].carrying_mul_add(Z2[j], carry, 0);
        }
        s = subtract(&s, &times);
        times.zeroize();
    }
    let mut low = add(&s, &q, u64::MAX);
    let mut high = q;
    let even = |half: &Words| (half[0] & 1).wrapping_sub(1);
    let mask = even(&low);
    low = add(&low, &[1, 0, 0], mask);
    high = add(&high, &Z2, mask);
    let mask = even(&high);
    low = add(&low, &Z2, mask);
    high = add(&high, &LAMBDA, mask);
    k.zeroize();
    product.zeroize();
    q.zeroize();
    s.zeroize();
    [low, high]
}

/// `x + (y & mask)`.
fn add(x: &Words, y: &Words, mask: u64) -> Words {
    let mut carry = 0;
    core::array::from_fn(|i| {
        let sum = u128::from(x[i]) + u128::from(y[i] & mask) + carry;
        carry = sum >> 64;
        sum as u64
    })
}

/// `x − y` modulo `2^192`.
fn subtract(x: &Words, y: &Words) -> Words {
    add(
        &add(x, &y.map(|word| !word), u64::MAX),
        &[1, 0, 0],
        u64::MAX,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Suite;

    fn scalar(words: &Words) -> Scalar {
        let two_64 = Scalar::from(1u128 << 64);
        let word = |i: usize| Scalar::from(words[i]);
        word(0) + two_64 * (word(1) + two_64 * word(2))
    }

    fn scalars() -> Vec<Scalar> {
        let (lambda, z2) = (scalar(&LAMBDA), scalar(&Z2));
        let mut all = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE, lambda, z2, z2 + z2];
        all.extend([-lambda, -z2, lambda * z2, z2 * z2, z2 * z2 - Scalar::ONE]);
        all.extend((0..200u8).map(|i| crate::hash_to_scalar(Suite::Sha256, &[i], b"odd halves")));
        all
    }

    #[test]
    fn halves_are_odd_and_short_and_make_the_scalar() {
        let lambda = scalar(&LAMBDA);
        assert_eq!(lambda.square() + lambda, -Scalar::ONE);
        assert_eq!(scalar(&Z2), lambda + Scalar::ONE);
        for k in scalars() {
            let [low, high] = split(&k);
            assert_eq!(scalar(&low) + scalar(&high) * lambda, k);
            for half in [low, high] {
                assert_eq!(half[0] & 1, 1);
                assert!(half[2] < 4, "130 bits");
            }
        }
    }

    #[test]
    fn digits_add_up_to_their_half() {
        for k in scalars() {
            let halves = OddHalves::new(&k);
            for (high, half) in [false, true].into_iter().zip(split(&k)) {
                let sum = (0..DIGITS).rev().fold(Scalar::ZERO, |sum, position| {
                    let digit = halves.digit(high, position);
                    assert!(digit.index < 16);
                    let size = Scalar::from(2 * digit.index as u64 + 1);
                    let shifted = (0..WIDTH).fold(sum, |sum, _| sum + sum);
                    shifted + if digit.negative { -size } else { size }
                });
                assert_eq!(sum, scalar(&half));
            }
        }
    }
}
