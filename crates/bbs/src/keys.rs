//! Keys of an issuer: a scalar and its multiple of `P2`.

use core::fmt;

use celadon_curve::{G1, G2, Scalar, Secret, hash_to_scalar};
use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use crate::codec::nonzero;
use crate::{Error, Interface, Signature};

/// An issuer's secret key, a scalar from 1 to `r - 1`, with the public key that belongs to it.
/// Wiped on drop; `Debug` shows that there is one.
#[derive(Clone)]
pub struct SecretKey {
    scalar: Secret<Scalar>,
    public: PublicKey,
}

/// An issuer's public key, a point of G2 other than the identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(G2);

impl SecretKey {
    /// Bytes of an encoded secret key.
    pub const BYTES: usize = Scalar::BYTES;

    /// `KeyGen` of the core draft: a key from secret `key_material` of at least 32 bytes and
    /// public `key_info` of at most 65,535. `key_dst`, 1 to 255 bytes, is
    /// `api_id || "KEYGEN_DST_"` where `None` is given, as the official vectors have it.
    ///
    /// # Errors
    /// [`Error::Length`] where a length is outside these bounds.
    pub fn generate(
        interface: &Interface,
        key_material: &[u8],
        key_info: &[u8],
        key_dst: Option<&[u8]>,
    ) -> Result<SecretKey, Error> {
        let wrong = |what, found, expected| Error::Length {
            what,
            found,
            expected,
        };
        if key_material.len() < 32 {
            return Err(wrong("the key material", key_material.len(), "at least 32"));
        }
        let info_len = u16::try_from(key_info.len())
            .map_err(|_| wrong("the key info", key_info.len(), "at most 65,535"))?;
        let tag = match key_dst {
            Some(tag) => tag.to_vec(),
            None => interface.tag(b"KEYGEN_DST_"),
        };
        if !(1..=255).contains(&tag.len()) {
            return Err(wrong("the key's tag", tag.len(), "1 to 255"));
        }
        let mut input = Zeroizing::new(Vec::with_capacity(key_material.len() + 2 + key_info.len()));
        input.extend_from_slice(key_material);
        input.extend_from_slice(&info_len.to_be_bytes());
        input.extend_from_slice(key_info);
        SecretKey::from_scalar(hash_to_scalar(interface.suite(), &input, &tag))
    }

    /// A key from 48 bytes of `rng`.
    pub fn random(rng: &mut impl CryptoRng) -> SecretKey {
        SecretKey::from_scalar(Scalar::random_nonzero(rng)).expect("the scalar is not zero")
    }

    /// Decodes 32 bytes, big-endian.
    ///
    /// # Errors
    /// [`Error::Scalar`] for zero or a value not below `r`.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<SecretKey, Error> {
        SecretKey::from_scalar(nonzero("the secret key", bytes)?)
    }

    /// The 32 bytes, big-endian.
    pub fn to_bytes(&self) -> Secret<[u8; 32]> {
        Secret::new(self.scalar.expose().to_bytes())
    }

    /// The public key, `SK·P2`.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The scalar, for proofs about the key. The name is meant to be seen in review.
    pub fn expose(&self) -> &Scalar {
        self.scalar.expose()
    }

    /// Signs a point: `A = 1/(SK + e)·B`. Whoever chooses `e` must never use one value for two
    /// points of one key: two such signatures give any third.
    ///
    /// # Errors
    /// [`Error::Degenerate`] if `e` is zero or `-SK`, or `B` is the identity.
    pub fn sign_point(&self, b: &G1, e: &Scalar) -> Result<Signature, Error> {
        let mut inverse = (*self.expose() + *e).invert().ok_or(Error::Degenerate)?;
        let a = *b * inverse;
        inverse.zeroize();
        Signature::new(a, *e)
    }

    fn from_scalar(scalar: Scalar) -> Result<SecretKey, Error> {
        let scalar = Secret::new(scalar);
        if scalar.expose().is_zero() {
            return Err(Error::Degenerate);
        }
        let public = PublicKey(G2::generator() * *scalar.expose());
        Ok(SecretKey { scalar, public })
    }
}

impl PublicKey {
    /// Bytes of an encoded public key.
    pub const BYTES: usize = G2::BYTES;

    /// Decodes 96 bytes: canonical, on the curve, in the subgroup, not the identity.
    ///
    /// # Errors
    /// [`Error::Point`] with the reason.
    pub fn from_bytes(bytes: &[u8; 96]) -> Result<PublicKey, Error> {
        match G2::from_bytes(bytes) {
            Ok(point) => Ok(PublicKey(point)),
            Err(reason) => Err(Error::Point {
                what: "the public key",
                reason,
            }),
        }
    }

    /// The 96 bytes of the compressed encoding.
    pub fn to_bytes(&self) -> [u8; 96] {
        self.0.to_bytes()
    }

    /// The point.
    pub fn point(&self) -> &G2 {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Suite;
    use celadon_curve::PointError;

    const MATERIAL: [u8; 32] = [7; 32];

    #[test]
    fn key_lengths_are_bounded() {
        let interface = Interface::core(Suite::Sha256);
        let generate = |material: &[u8], info: &[u8], tag: Option<&[u8]>| {
            SecretKey::generate(&interface, material, info, tag).map(|key| *key.public_key())
        };
        let good = generate(&MATERIAL, b"", None).unwrap();
        assert!(generate(&MATERIAL, &[0; 65_535], Some(&[1; 255])).is_ok());
        for (refused, expected) in [
            (generate(&MATERIAL[..31], b"", None), 31),
            (generate(&MATERIAL, &[0; 65_536], None), 65_536),
            (generate(&MATERIAL, b"", Some(&[])), 0),
            (generate(&MATERIAL, b"", Some(&[1; 256])), 256),
        ] {
            match refused {
                Err(Error::Length { found, .. }) => assert_eq!(found, expected),
                other => panic!("{other:?}"),
            }
        }
        // Info and tag count; the suite's default tag is what `None` stands for.
        assert_ne!(generate(&MATERIAL, b"info", None).unwrap(), good);
        assert_ne!(generate(&MATERIAL, b"", Some(b"tag")).unwrap(), good);
        let default = [interface.api_id(), b"KEYGEN_DST_"].concat();
        assert_eq!(generate(&MATERIAL, b"", Some(&default)).unwrap(), good);
    }

    #[test]
    fn keys_are_decoded_strictly_and_shown_to_nobody() {
        let zero = SecretKey::from_bytes(&[0; 32]);
        assert!(matches!(zero, Err(Error::Scalar { .. })));
        let hashed = SecretKey::from_scalar(Scalar::ZERO).map(|_| ());
        assert_eq!(hashed, Err(Error::Degenerate));
        let above = SecretKey::from_bytes(&[0xff; 32]);
        assert!(matches!(above, Err(Error::Scalar { .. })));
        let mut one = [0; 32];
        one[31] = 1;
        let key = SecretKey::from_bytes(&one).unwrap();
        assert_eq!(key.public_key().point(), &G2::generator());
        assert_eq!(format!("{key:?}"), "SecretKey(..)");

        let mut identity = [0; 96];
        identity[0] = 0xc0;
        assert_eq!(
            PublicKey::from_bytes(&identity),
            Err(Error::Point {
                what: "the public key",
                reason: PointError::Identity
            })
        );
        assert!(PublicKey::from_bytes(&[0; 96]).is_err());
    }

    #[test]
    fn a_point_is_not_signed_with_a_degenerate_exponent() {
        let mut one = [0; 32];
        one[31] = 1;
        let key = SecretKey::from_bytes(&one).unwrap();
        let b = G1::generator();
        let signs = |b: &G1, e: Scalar| key.sign_point(b, &e).map(|_| ());
        assert_eq!(signs(&b, Scalar::from(5u64)), Ok(()));
        assert_eq!(signs(&b, Scalar::ZERO), Err(Error::Degenerate));
        assert_eq!(signs(&b, -Scalar::ONE), Err(Error::Degenerate));
        assert_eq!(
            signs(&G1::identity(), Scalar::from(5u64)),
            Err(Error::Degenerate)
        );
    }
}
