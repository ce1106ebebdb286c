//! A venue's secrets: the key that signs its challenges, and the digest of the API key that its
//! devices send.

use std::fmt;

use celadon_credential::signed::{SigningKey, VerifyingKey};
use celadon_service::{SecretToken, TokenDigest};
use rand::CryptoRng;
use zeroize::Zeroizing;

/// What a verifier holds for one venue. The signing key is wiped on drop; the API key itself is
/// not here.
#[derive(Clone)]
pub struct VenueKey {
    signing: SigningKey,
    api_key: TokenDigest,
}

/// Not the content of a venue's key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it holds no venue key: is it the right file?")]
pub struct NotAVenueKey;

impl VenueKey {
    /// Bytes of the encoding: version 1, the seed of the Ed25519 key, the digest of the API key.
    pub const BYTES: usize = 1 + 32 + 32;

    const VERSION: u8 = 1;

    /// Fresh ones. The API key is to be shown once; nobody can read it again.
    pub fn generate(rng: &mut impl CryptoRng) -> (VenueKey, SecretToken) {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        let token = SecretToken::random(rng);
        let key = VenueKey {
            signing: SigningKey::from_bytes(&seed),
            api_key: token.digest(),
        };
        (key, token)
    }

    /// The public half, for the venue's certificate.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        self.signing.verifying_key()
    }

    /// The key that signs challenges.
    #[must_use]
    pub fn signing(&self) -> &SigningKey {
        &self.signing
    }

    /// The digest that the API key of the venue's devices has.
    #[must_use]
    pub fn api_key(&self) -> &TokenDigest {
        &self.api_key
    }

    /// The encoding, to be sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(VenueKey::BYTES));
        bytes.push(VenueKey::VERSION);
        bytes.extend_from_slice(self.signing.as_bytes());
        bytes.extend_from_slice(self.api_key.as_bytes());
        bytes
    }

    /// Decodes exactly what [`Self::to_bytes`] gives.
    ///
    /// # Errors
    /// [`NotAVenueKey`].
    pub fn from_bytes(bytes: &[u8]) -> Result<VenueKey, NotAVenueKey> {
        let [VenueKey::VERSION, rest @ ..] = bytes else {
            return Err(NotAVenueKey);
        };
        let (seed, digest) = rest.split_first_chunk().ok_or(NotAVenueKey)?;
        Ok(VenueKey {
            signing: SigningKey::from_bytes(seed),
            api_key: TokenDigest::from_bytes(digest.try_into().map_err(|_| NotAVenueKey)?),
        })
    }
}

/// The public half only.
impl fmt::Debug for VenueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VenueKey({})", hex(&self.public()))
    }
}

/// A public key as 64 lower-case hexadecimal digits.
#[must_use]
pub fn hex(key: &VerifyingKey) -> String {
    data_encoding::HEXLOWER.encode(key.as_bytes())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn has_one_encoding_and_tells_nothing() {
        let (key, token) = VenueKey::generate(&mut StdRng::seed_from_u64(1));
        let bytes = key.to_bytes();
        let again = VenueKey::from_bytes(&bytes).unwrap();
        assert_eq!(again.public(), key.public());
        assert_eq!(*again.api_key(), token.digest());
        for length in [0, 1, 33, 64, 66] {
            let mut other = bytes.to_vec();
            other.resize(length, 0);
            assert!(VenueKey::from_bytes(&other).is_err(), "{length}");
        }
        let told = format!("{key:?} {token:?}");
        let seed = data_encoding::HEXLOWER.encode(key.signing().as_bytes());
        assert!(!told.contains(&seed) && !told.contains(token.to_text().as_str()));
    }
}
