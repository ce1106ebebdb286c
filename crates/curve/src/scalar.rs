//! Scalars: integers modulo the group order `r`.

use core::fmt;
use core::iter::Sum;
use core::ops::{Add, AddAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use rand_core::CryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

use crate::backend::{self, Field};

/// An integer modulo `r`, the order of G1 and G2. Arithmetic is constant-time.
///
/// `Debug` prints nothing of the value, since a scalar may be a secret; wrap one that must be
/// wiped in [`crate::Secret`].
#[derive(Clone, Copy, Default)]
pub struct Scalar(pub(crate) backend::Scalar);

impl Scalar {
    /// Bytes of an encoded scalar.
    pub const BYTES: usize = 32;
    /// Zero.
    pub const ZERO: Scalar = Scalar(<backend::Scalar as Field>::ZERO);
    /// One.
    pub const ONE: Scalar = Scalar(<backend::Scalar as Field>::ONE);

    /// Decodes 32 bytes, big-endian; `None` unless the value is below `r`.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Scalar> {
        backend::scalar_from_be(bytes).map(Scalar)
    }

    /// The 32 bytes, big-endian.
    pub fn to_bytes(&self) -> [u8; 32] {
        backend::scalar_to_be(&self.0)
    }

    /// `OS2IP(bytes) mod r` of 48 bytes: `hash_to_scalar`'s and the random scalar's reduction,
    /// with a bias below 2^-128.
    pub fn from_wide(bytes: &[u8; 48]) -> Scalar {
        let half = |range: core::ops::Range<usize>| {
            let mut padded = [0u8; 32];
            padded[8..].copy_from_slice(&bytes[range]);
            let scalar = Scalar::from_bytes(&padded).expect("192 bits are below r");
            padded.zeroize();
            scalar
        };
        let mut shift = [0u8; 32];
        shift[7] = 1; // 2^192
        let shift = Scalar::from_bytes(&shift).expect("2^192 is below r");
        half(0..24) * shift + half(24..48)
    }

    /// A uniformly random scalar from 48 bytes of `rng`.
    pub fn random(rng: &mut impl CryptoRng) -> Scalar {
        let mut bytes = [0u8; 48];
        rng.fill_bytes(&mut bytes);
        let scalar = Scalar::from_wide(&bytes);
        bytes.zeroize();
        scalar
    }

    /// A uniformly random scalar other than zero.
    pub fn random_nonzero(rng: &mut impl CryptoRng) -> Scalar {
        loop {
            let scalar = Scalar::random(rng);
            if !scalar.is_zero() {
                return scalar;
            }
        }
    }

    /// `1/self`, or `None` for zero.
    pub fn invert(&self) -> Option<Scalar> {
        Option::<backend::Scalar>::from(Field::invert(&self.0)).map(Scalar)
    }

    /// The square.
    pub fn square(&self) -> Scalar {
        Scalar(Field::square(&self.0))
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        Field::is_zero(&self.0).into()
    }
}

/// Replaces each scalar by its inverse, at the cost of one inversion and three multiplications
/// each. Constant-time. Zero stays zero.
pub fn batch_invert(scalars: &mut [Scalar]) {
    // A zero is replaced by one on the way in and put back on the way out.
    let mut running = Vec::with_capacity(scalars.len());
    let mut product = Scalar::ONE;
    for scalar in scalars.iter() {
        running.push(product);
        let zero = scalar.ct_eq(&Scalar::ZERO);
        product *= Scalar::conditional_select(scalar, &Scalar::ONE, zero);
    }
    let mut inverse = product
        .invert()
        .expect("a product of non-zero scalars is not zero");
    for (scalar, before) in scalars.iter_mut().zip(running.iter()).rev() {
        let zero = scalar.ct_eq(&Scalar::ZERO);
        let nonzero = Scalar::conditional_select(scalar, &Scalar::ONE, zero);
        let inverted = inverse * *before;
        inverse *= nonzero;
        *scalar = Scalar::conditional_select(&inverted, &Scalar::ZERO, zero);
    }
    running.zeroize();
    product.zeroize();
    inverse.zeroize();
}

impl From<u64> for Scalar {
    fn from(value: u64) -> Self {
        Scalar(backend::Scalar::from(value))
    }
}

impl From<u128> for Scalar {
    fn from(value: u128) -> Self {
        let mut bytes = [0u8; 32];
        bytes[16..].copy_from_slice(&value.to_be_bytes());
        Scalar::from_bytes(&bytes).expect("128 bits are below r")
    }
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scalar(..)")
    }
}

impl ConstantTimeEq for Scalar {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for Scalar {}

impl ConditionallySelectable for Scalar {
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Scalar(backend::Scalar::conditional_select(&a.0, &b.0, choice))
    }
}

impl Zeroize for Scalar {
    fn zeroize(&mut self) {
        *self = Scalar::ZERO;
        zeroize::optimization_barrier(self);
    }
}

impl Neg for Scalar {
    type Output = Scalar;
    fn neg(self) -> Scalar {
        Scalar(-self.0)
    }
}

impl Add for Scalar {
    type Output = Scalar;
    fn add(self, rhs: Scalar) -> Scalar {
        Scalar(self.0 + rhs.0)
    }
}

impl Sub for Scalar {
    type Output = Scalar;
    fn sub(self, rhs: Scalar) -> Scalar {
        Scalar(self.0 - rhs.0)
    }
}

impl Mul for Scalar {
    type Output = Scalar;
    fn mul(self, rhs: Scalar) -> Scalar {
        Scalar(self.0 * rhs.0)
    }
}

impl AddAssign for Scalar {
    fn add_assign(&mut self, rhs: Scalar) {
        *self = *self + rhs;
    }
}

impl SubAssign for Scalar {
    fn sub_assign(&mut self, rhs: Scalar) {
        *self = *self - rhs;
    }
}

impl MulAssign for Scalar {
    fn mul_assign(&mut self, rhs: Scalar) {
        *self = *self * rhs;
    }
}

impl Sum for Scalar {
    fn sum<I: Iterator<Item = Scalar>>(iter: I) -> Scalar {
        iter.fold(Scalar::ZERO, Add::add)
    }
}
