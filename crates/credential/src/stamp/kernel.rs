//! The arithmetic of stamping.
//!
//! All citizens of one colour and period share the base `E`, so a stamp is one multiplication of a
//! fixed base; the inversions of a whole batch cost one. Constant-time in the secrets.

use celadon_curve::{FixedBase, G1, Scalar, Secret, batch_invert};
use zeroize::Zeroize;

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

/// Stamps many credentials at one inversion: the encoded points, in the order given.
///
/// An exponent of `−x`, which cannot be drawn by chance, would give the identity's encoding, which
/// no wallet accepts.
pub fn stamp_all(
    issuer_key: &Secret<Scalar>,
    exponents: &[&Exponent],
    E: &FixedBase,
) -> Vec<[u8; 48]> {
    let mut scalars: Vec<Scalar> = (exponents.iter())
        .map(|e| *issuer_key.expose() + *e.scalar())
        .collect();
    batch_invert(&mut scalars);
    let bytes = multiples(&scalars, E);
    scalars.zeroize();
    bytes
}

/// `k·E` for many scalars, encoded.
pub(super) fn multiples(scalars: &[Scalar], E: &FixedBase) -> Vec<[u8; 48]> {
    let points: Vec<G1> = scalars.iter().map(|k| E.mul(k)).collect();
    G1::batch_to_affine(&points)
        .iter()
        .map(|point| point.to_bytes())
        .collect()
}
