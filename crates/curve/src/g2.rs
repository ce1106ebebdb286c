//! G2: the group of public keys.

use core::fmt;
use core::iter::Sum;
use core::ops::{Add, Mul, Neg};

use crate::backend;
#[allow(unused_imports)] // one backend has as inherent methods what the other has as traits
use crate::backend::{Curve, Group, PrimeCurveAffine};
use crate::{PointError, Scalar};

/// A point of G2 in projective coordinates.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct G2(pub(crate) backend::G2Projective);

/// A point of G2 with the lines of its Miller loop computed ahead, for repeated pairings.
#[derive(Clone)]
pub struct G2Prepared(pub(crate) backend::G2Prepared);

impl G2 {
    /// Bytes of an encoded point.
    pub const BYTES: usize = 96;

    /// The identity. It is never decoded from bytes.
    pub fn identity() -> G2 {
        G2(backend::G2Projective::identity())
    }

    /// The standard generator, `P2`.
    pub fn generator() -> G2 {
        G2(backend::G2Projective::generator())
    }

    /// Decodes 96 bytes: canonical, on the curve, in the subgroup, not the identity.
    pub fn from_bytes(bytes: &[u8; 96]) -> Result<G2, PointError> {
        let point: Option<backend::G2Affine> =
            backend::G2Affine::from_compressed_unchecked(bytes).into();
        let point = point.ok_or(PointError::NotCanonical)?;
        if point.to_compressed() != *bytes {
            return Err(PointError::NotCanonical);
        }
        if bool::from(point.is_identity()) {
            return Err(PointError::Identity);
        }
        if !bool::from(point.is_torsion_free()) {
            return Err(PointError::NotInSubgroup);
        }
        Ok(G2(point.into()))
    }

    /// The 96 bytes of the compressed encoding.
    pub fn to_bytes(&self) -> [u8; 96] {
        self.0.to_affine().to_compressed()
    }

    /// The same point with coordinates that are affine, so that encoding it costs no inversion.
    pub fn normalised(&self) -> G2 {
        G2(self.0.to_affine().into())
    }

    /// Whether this is the identity.
    pub fn is_identity(&self) -> bool {
        self.0.is_identity().into()
    }

    /// Computes the Miller-loop lines once.
    pub fn prepare(&self) -> G2Prepared {
        G2Prepared(self.0.to_affine().into())
    }
}

impl fmt::Debug for G2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("G2(..)")
    }
}

impl fmt::Debug for G2Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("G2Prepared(..)")
    }
}

impl Neg for G2 {
    type Output = G2;
    fn neg(self) -> G2 {
        G2(-self.0)
    }
}

impl Add for G2 {
    type Output = G2;
    fn add(self, rhs: G2) -> G2 {
        G2(self.0 + rhs.0)
    }
}

/// Constant-time in the scalar; on `blst` except zero (see the crate's documentation).
impl Mul<Scalar> for G2 {
    type Output = G2;
    fn mul(self, scalar: Scalar) -> G2 {
        G2(self.0 * scalar.0)
    }
}

impl Sum for G2 {
    fn sum<I: Iterator<Item = G2>>(iter: I) -> G2 {
        iter.fold(G2::identity(), Add::add)
    }
}
