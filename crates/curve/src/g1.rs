//! G1: the group of signatures, commitments, stamps and pseudonyms.

use core::fmt;
use core::iter::Sum;
use core::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

use crate::backend;
#[allow(unused_imports)] // one backend has as inherent methods what the other has as traits
use crate::backend::{Curve, Group, PrimeCurveAffine};
use crate::{PointError, Scalar};

/// A point of G1 in projective coordinates.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct G1(pub(crate) backend::G1Projective);

/// A point of G1 in affine coordinates: what tables and pairings take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct G1Affine(pub(crate) backend::G1Affine);

/// `(0, ±2)`, the points of order 3 on the curve with `x = 0`. One backend refuses them with the
/// subgroup, the other as it decompresses; here the reason is the same.
const ORDER_THREE: [[u8; 48]; 2] = [x_zero(0x80), x_zero(0xa0)];

const fn x_zero(flags: u8) -> [u8; 48] {
    let mut bytes = [0; 48];
    bytes[0] = flags;
    bytes
}

impl G1 {
    /// Bytes of an encoded point.
    pub const BYTES: usize = 48;

    /// The identity. It is never decoded from bytes.
    pub fn identity() -> G1 {
        G1(backend::G1Projective::identity())
    }

    /// The standard generator.
    pub fn generator() -> G1 {
        G1(backend::G1Projective::generator())
    }

    /// Decodes 48 bytes: canonical, on the curve, in the subgroup, not the identity.
    pub fn from_bytes(bytes: &[u8; 48]) -> Result<G1, PointError> {
        let point: Option<backend::G1Affine> =
            backend::G1Affine::from_compressed_unchecked(bytes).into();
        let point = point.ok_or(if ORDER_THREE.contains(bytes) {
            PointError::NotInSubgroup
        } else {
            PointError::NotCanonical
        })?;
        if point.to_compressed() != *bytes {
            return Err(PointError::NotCanonical);
        }
        if bool::from(point.is_identity()) {
            return Err(PointError::Identity);
        }
        if !bool::from(point.is_torsion_free()) {
            return Err(PointError::NotInSubgroup);
        }
        Ok(G1(point.into()))
    }

    /// Decodes several, each exactly as [`G1::from_bytes`] does; together they may cost less.
    pub fn from_bytes_each(encodings: &[[u8; 48]]) -> Vec<Result<G1, PointError>> {
        let together = backend::decode_together(encodings);
        (encodings.iter().zip(together))
            .map(|(bytes, point)| match point {
                Some(point) => Ok(G1(point.into())),
                None => G1::from_bytes(bytes),
            })
            .collect()
    }

    /// The 48 bytes of the compressed encoding.
    pub fn to_bytes(&self) -> [u8; 48] {
        self.0.to_affine().to_compressed()
    }

    /// Whether this is the identity.
    pub fn is_identity(&self) -> bool {
        self.0.is_identity().into()
    }

    /// The affine form (one field inversion).
    pub fn to_affine(&self) -> G1Affine {
        G1Affine(self.0.to_affine())
    }

    /// The same point with coordinates that are affine, so that encoding it costs no inversion.
    pub fn normalised(&self) -> G1 {
        self.to_affine().into()
    }

    /// The affine forms of many points for one field inversion (for each 1,536 points by
    /// `blst`). The identity may be among them.
    pub fn batch_to_affine(points: &[G1]) -> Vec<G1Affine> {
        backend::batch_to_affine(points.iter().map(|point| point.0))
            .into_iter()
            .map(G1Affine)
            .collect()
    }

    /// The encodings of many points, at the cost of [`G1::batch_to_affine`].
    pub fn batch_to_bytes(points: &[G1]) -> Vec<[u8; 48]> {
        backend::batch_to_affine(points.iter().map(|point| point.0))
            .iter()
            .map(|point| point.to_compressed())
            .collect()
    }

    /// Twice this point.
    pub fn double(&self) -> G1 {
        G1(self.0.double())
    }
}

impl G1Affine {
    /// Bytes of an encoded point.
    pub const BYTES: usize = 48;

    /// The 48 bytes of the compressed encoding.
    pub fn to_bytes(&self) -> [u8; 48] {
        self.0.to_compressed()
    }
}

impl From<G1Affine> for G1 {
    fn from(point: G1Affine) -> G1 {
        G1(point.0.into())
    }
}

impl ConditionallySelectable for G1Affine {
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        G1Affine(backend::G1Affine::conditional_select(&a.0, &b.0, choice))
    }
}

impl fmt::Debug for G1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("G1(..)")
    }
}

impl fmt::Debug for G1Affine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("G1Affine(..)")
    }
}

impl ConstantTimeEq for G1 {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.to_bytes().ct_eq(&other.to_bytes())
    }
}

impl Zeroize for G1 {
    fn zeroize(&mut self) {
        *self = G1::identity();
        zeroize::optimization_barrier(self);
    }
}

impl Zeroize for G1Affine {
    fn zeroize(&mut self) {
        *self = G1Affine(backend::G1Affine::identity());
        zeroize::optimization_barrier(self);
    }
}

impl Neg for G1 {
    type Output = G1;
    fn neg(self) -> G1 {
        G1(-self.0)
    }
}

impl Neg for G1Affine {
    type Output = G1Affine;
    fn neg(self) -> G1Affine {
        G1Affine(-self.0)
    }
}

impl Add for G1 {
    type Output = G1;
    fn add(self, rhs: G1) -> G1 {
        G1(self.0 + rhs.0)
    }
}

impl Add<G1Affine> for G1 {
    type Output = G1;
    fn add(self, rhs: G1Affine) -> G1 {
        G1(self.0 + rhs.0)
    }
}

impl Sub for G1 {
    type Output = G1;
    fn sub(self, rhs: G1) -> G1 {
        G1(self.0 - rhs.0)
    }
}

impl Sub<G1Affine> for G1 {
    type Output = G1;
    fn sub(self, rhs: G1Affine) -> G1 {
        G1(self.0 - rhs.0)
    }
}

impl AddAssign for G1 {
    fn add_assign(&mut self, rhs: G1) {
        self.0 += rhs.0;
    }
}

impl SubAssign for G1 {
    fn sub_assign(&mut self, rhs: G1) {
        self.0 -= rhs.0;
    }
}

/// Constant-time in the scalar; on `blst` except zero (see the crate's documentation).
impl Mul<Scalar> for G1 {
    type Output = G1;
    fn mul(self, scalar: Scalar) -> G1 {
        G1(self.0 * scalar.0)
    }
}

impl Sum for G1 {
    fn sum<I: Iterator<Item = G1>>(iter: I) -> G1 {
        iter.fold(G1::identity(), Add::add)
    }
}
