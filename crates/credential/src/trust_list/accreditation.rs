//! The federation's accreditation key of one epoch.
//!
//! `Y = (1/v)·X` is the one-dimensional linearly homomorphic signature of Libert, Peters, Joye and
//! Yung (Crypto 2013): multiples of an accreditation are accreditations of multiples, which is what
//! lets a holder blind it, and nothing else is.

use celadon_curve::{G1, G2, Scalar, Secret};
use rand_core::CryptoRng;

use super::IssuerKeyError;

/// The secret `v` of one epoch, fresh for each: made in a ceremony, used offline. Whoever holds it
/// can accredit silently. Wiped when dropped, silent in `Debug`.
#[derive(Debug)]
pub struct AccreditationKey {
    v: Secret<Scalar>,
    v_inverse: Secret<Scalar>,
}

impl AccreditationKey {
    /// A fresh key.
    pub fn generate(rng: &mut impl CryptoRng) -> AccreditationKey {
        AccreditationKey::new(Scalar::random_nonzero(rng)).expect("not zero")
    }

    /// The key of 32 secret bytes, big-endian.
    pub fn from_bytes(v: &[u8; 32]) -> Result<AccreditationKey, IssuerKeyError> {
        Scalar::from_bytes(v)
            .and_then(AccreditationKey::new)
            .ok_or(IssuerKeyError)
    }

    /// The 32 secret bytes, to be stored encrypted.
    pub fn to_bytes(&self) -> Secret<[u8; 32]> {
        Secret::new(self.v.expose().to_bytes())
    }

    /// `V = v·P2`.
    pub fn public(&self) -> G2 {
        G2::generator() * *self.v.expose()
    }

    /// `Y = (1/v)·X`. Only for an `X` whose proof of possession was verified.
    pub fn accredit(&self, X: &G1) -> G1 {
        *X * *self.v_inverse.expose()
    }

    fn new(v: Scalar) -> Option<AccreditationKey> {
        let v_inverse = Secret::new(v.invert()?);
        Some(AccreditationKey {
            v: Secret::new(v),
            v_inverse,
        })
    }
}
