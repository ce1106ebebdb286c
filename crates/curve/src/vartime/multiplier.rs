//! What a point is multiplied by: a scalar or a short number, split for the endomorphism.

use core::ops::Neg;

use super::digits::Integer;
use crate::{Scalar, backend};

/// A public factor of a [`crate::VartimeSum`]: `±(low + high·λ)`.
#[derive(Clone, Copy)]
pub struct Multiplier {
    pub(super) low: Integer,
    pub(super) high: Integer,
    pub(super) negative: bool,
}

/// A verifier's random weight: 128 bits as one of `2^128` scalars that this backend multiplies by
/// quickly. With the endomorphism it is `low + high·λ`, two halves of 64 bits; else the integer.
/// Distinct bits are distinct scalars, so that a wrong equation holds for at most one weight.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Weight(u128);

impl Weight {
    /// One, for the term whose weight need not be random.
    pub const ONE: Weight = Weight(1);

    /// The weight of these bits; `None` for zero.
    pub fn from_bytes(bytes: &[u8; 16]) -> Option<Weight> {
        let bits = u128::from_be_bytes(*bytes);
        (bits != 0).then_some(Weight(bits))
    }

    /// The scalar that it stands for.
    pub fn to_scalar(&self) -> Scalar {
        if backend::ENDOMORPHISM {
            let half = |bits: u128| Scalar::from(bits as u64);
            half(self.0) + half(self.0 >> 64) * Scalar::from(backend::LAMBDA)
        } else {
            Scalar::from(self.0)
        }
    }
}

impl core::fmt::Debug for Weight {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Weight(..)")
    }
}

impl core::fmt::Debug for Multiplier {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Multiplier(..)")
    }
}

impl From<&Scalar> for Multiplier {
    fn from(scalar: &Scalar) -> Multiplier {
        let integer = integer(scalar);
        let (low, high) = if backend::ENDOMORPHISM {
            split(&integer)
        } else {
            (integer, [0; 4])
        };
        Multiplier {
            low,
            high,
            negative: false,
        }
    }
}

impl From<u128> for Multiplier {
    fn from(integer: u128) -> Multiplier {
        Multiplier {
            low: words(integer),
            high: [0; 4],
            negative: false,
        }
    }
}

impl From<&Weight> for Multiplier {
    fn from(weight: &Weight) -> Multiplier {
        if backend::ENDOMORPHISM {
            Multiplier {
                low: [weight.0 as u64, 0, 0, 0],
                high: [(weight.0 >> 64) as u64, 0, 0, 0],
                negative: false,
            }
        } else {
            Multiplier::from(weight.0)
        }
    }
}

impl Neg for Multiplier {
    type Output = Multiplier;
    fn neg(self) -> Multiplier {
        Multiplier {
            negative: !self.negative,
            ..self
        }
    }
}

impl Multiplier {
    /// Bits of a digit for a point of one sum alone: where few digits follow, a smaller table of
    /// multiples is enough, and one needs none but itself.
    pub(super) fn own_width(&self) -> u32 {
        let short = |integer: &Integer| integer[1..] == [0; 3];
        let is_short = self.high == [0; 4] || (short(&self.low) && short(&self.high));
        if self.high == [0; 4] && self.low == [1, 0, 0, 0] {
            2
        } else if backend::ENDOMORPHISM && is_short {
            4
        } else {
            5
        }
    }
}

/// The words of a scalar, the least significant first.
pub(super) fn integer(scalar: &Scalar) -> Integer {
    let bytes = scalar.to_bytes();
    let (words, _) = bytes.as_chunks::<8>();
    core::array::from_fn(|i| u64::from_be_bytes(words[3 - i]))
}

fn words(integer: u128) -> Integer {
    [integer as u64, (integer >> 64) as u64, 0, 0]
}

/// The curve's parameter without its sign: the order is `r = z^4 − z^2 + 1`, and `λ = z^2 − 1`.
const Z: u64 = 0xd201_0000_0001_0000;

/// `k = low + high·λ`, both of at most 129 bits. With `k = q·z² + s`, `q` and `s` below about `z²`,
/// it is `k = (s + q) + q·λ`.
fn split(k: &Integer) -> (Integer, Integer) {
    let (first, s_0) = divide(k);
    let (q, s_1) = divide(&first);
    // s = s_0 + z·s_1 fits 128 bits; its sum with q may take one more.
    let s = u128::from(s_0) + u128::from(Z) * u128::from(s_1);
    let high = u128::from(q[0]) | u128::from(q[1]) << 64;
    let (low, over) = s.overflowing_add(high);
    let mut low = words(low);
    low[2] = over.into();
    (low, words(high))
}

/// Quotient and remainder by `z`.
fn divide(integer: &Integer) -> (Integer, u64) {
    let mut quotient = [0; 4];
    let mut rest = 0u64;
    for i in (0..4).rev() {
        let part = u128::from(rest) << 64 | u128::from(integer[i]);
        quotient[i] = (part / u128::from(Z)) as u64; // rest < z, so that it fits
        rest = (part % u128::from(Z)) as u64;
    }
    (quotient, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Suite;

    fn scalar(integer: &Integer) -> Scalar {
        let half = |low: u64, high: u64| Scalar::from(u128::from(high) << 64 | u128::from(low));
        let shift = Scalar::from(1u128 << 127) + Scalar::from(1u128 << 127);
        half(integer[0], integer[1]) + half(integer[2], integer[3]) * shift
    }

    #[test]
    fn halves_make_the_scalar_and_are_short() {
        let lambda = Scalar::from(u128::from(Z) * u128::from(Z) - 1);
        assert_eq!(lambda.square() + lambda, -Scalar::ONE, "a root of unity");
        let mut all = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE, lambda, -lambda];
        all.push(lambda + Scalar::ONE);
        all.extend((0..64u8).map(|i| crate::hash_to_scalar(Suite::Sha256, &[i], b"halves")));
        for k in all {
            let (low, high) = split(&integer(&k));
            assert_eq!(scalar(&low) + scalar(&high) * lambda, k);
            assert!(high[2..] == [0; 2] && low[2] < 2 && low[3] == 0);
        }
    }

    #[test]
    fn a_weight_is_its_multiplier() {
        assert_eq!(Weight::from_bytes(&[0; 16]), None);
        assert_eq!(Weight::ONE.to_scalar(), Scalar::ONE);
        for bits in [[1; 16], [0xff; 16], core::array::from_fn(|i| i as u8)] {
            let weight = Weight::from_bytes(&bits).unwrap();
            let m = Multiplier::from(&weight);
            let lambda = Scalar::from(u128::from(Z) * u128::from(Z) - 1);
            assert_eq!(
                scalar(&m.low) + scalar(&m.high) * lambda,
                weight.to_scalar()
            );
            assert_eq!(m.own_width() == 4, backend::ENDOMORPHISM);
        }
    }
}
