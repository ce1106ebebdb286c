//! A signature: 80 bytes, `A ‖ e`.

use std::sync::LazyLock;

use celadon_curve::{G1, G2, G2Prepared, Scalar, pairing_product_is_one};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::codec::Reader;
use crate::{Error, PublicKey};

/// A BBS signature. Its holder keeps it to itself: a proof shows that there is one, never which.
#[derive(Debug, Clone, Zeroize, ZeroizeOnDrop)]
pub struct Signature {
    a: G1,
    e: Scalar,
}

impl Signature {
    /// Bytes of an encoded signature.
    pub const BYTES: usize = 80;

    /// The signature `(A, e)`.
    ///
    /// # Errors
    /// [`Error::Degenerate`] if `A` is the identity or `e` is zero.
    pub fn new(a: G1, e: Scalar) -> Result<Signature, Error> {
        if a.is_identity() || e.is_zero() {
            return Err(Error::Degenerate);
        }
        Ok(Signature { a, e })
    }

    /// Decodes `A ‖ e`: 80 bytes, `A` in the subgroup and not the identity, `0 < e < r`.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Point`] or [`Error::Scalar`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Signature, Error> {
        if bytes.len() != Signature::BYTES {
            return Err(Error::Length {
                what: "the signature",
                found: bytes.len(),
                expected: "80",
            });
        }
        let mut reader = Reader::new(bytes);
        Ok(Signature {
            a: reader.point("A of the signature")?,
            e: reader.scalar("e of the signature")?,
        })
    }

    /// `A ‖ e`.
    pub fn to_bytes(&self) -> [u8; 80] {
        let mut bytes = [0; 80];
        bytes[..48].copy_from_slice(&self.a.to_bytes());
        bytes[48..].copy_from_slice(&self.e.to_bytes());
        bytes
    }

    /// The point.
    pub fn a(&self) -> &G1 {
        &self.a
    }

    /// The exponent.
    pub fn e(&self) -> &Scalar {
        &self.e
    }

    /// Whether this signs the point `b`: `e(A, W)·e(e·A − B, P2) = 1`.
    pub fn signs(&self, b: &G1, public_key: &PublicKey) -> bool {
        pairing_product_is_one(&[
            (self.a, &public_key.point().prepare()),
            (self.a * self.e - *b, p2()),
        ])
    }
}

/// The generator of G2, prepared once.
pub(crate) fn p2() -> &'static G2Prepared {
    static P2: LazyLock<G2Prepared> = LazyLock::new(|| G2::generator().prepare());
    &P2
}
