//! The arithmetic of stamping.
//!
//! All citizens of one colour and period share the base `E`, so that a stamp is a sum of a few
//! points of a table, and thousands of sums advance together; the inversions of a whole batch cost
//! one. The secrets are those of [`Kernel`]: constant-time by default, and on a host that is shared
//! with nobody several times as fast, if asked for by name. Both give the same bytes.

use celadon_curve::{G1, Scalar, Secret, SharedBase, batch_invert};
use zeroize::{Zeroize, Zeroizing};

pub use celadon_curve::Kernel;

use crate::cbor::DecodeError;
use crate::issuance::Exponent;

/// `S = E / (x + e)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp(G1);

impl Stamp {
    /// Bytes of a stamp.
    pub const BYTES: usize = 48;

    /// Decodes a compressed point of the subgroup.
    pub fn from_bytes(bytes: &[u8; 48]) -> Result<Stamp, DecodeError> {
        G1::from_bytes(bytes)
            .map(Stamp)
            .map_err(|_| DecodeError::Invalid("a stamp"))
    }

    /// The compressed point.
    pub fn to_bytes(&self) -> [u8; 48] {
        self.0.to_bytes()
    }

    pub(crate) fn point(&self) -> &G1 {
        &self.0
    }
}

/// Stamps one credential.
pub fn stamp(issuer_key: &Secret<Scalar>, exponent: &Exponent, E: &G1) -> Option<Stamp> {
    let sum = Secret::new(*issuer_key.expose() + *exponent.scalar());
    let mut inverse = sum.expose().invert()?;
    let stamp = *E * inverse;
    inverse.zeroize();
    Some(Stamp(stamp))
}

/// Stamps many credentials together: the encoded points, in the order given.
///
/// An exponent of `−x`, which cannot be drawn by chance, would give the identity's encoding, which
/// no wallet accepts.
pub fn stamp_all(
    issuer_key: &Secret<Scalar>,
    exponents: &[&Exponent],
    E: &SharedBase,
) -> Vec<[u8; 48]> {
    E.multiply(&inverses(issuer_key, exponents.iter().copied()))
}

/// `1/(x + e)` for each, zero for zero.
pub(super) fn inverses<'a>(
    issuer_key: &Secret<Scalar>,
    exponents: impl ExactSizeIterator<Item = &'a Exponent>,
) -> Zeroizing<Vec<Scalar>> {
    let sums = exponents.map(|e| *issuer_key.expose() + *e.scalar());
    let mut scalars = Zeroizing::new(sums.collect::<Vec<_>>());
    batch_invert(&mut scalars);
    scalars
}
