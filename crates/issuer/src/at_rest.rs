//! Personal data at rest: sealed, and found by keyed hashes.
//!
//! Whoever reads the database without the issuer's secrets learns how many people there are, of
//! which colour and until when; not who, and not which credential is whose.

use celadon_credential::identity::IdentityNumber;
use celadon_credential::issuance::Exponent;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rand::CryptoRng;
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use celadon_curve::Secret;

use crate::IssuerSecrets;

/// A sealed column. A value of one cannot be opened as a value of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Number and name of a person.
    PersonIdentity,
    /// The seed by which a person's bucket is chosen.
    PersonBucketSeed,
    /// The handle `e` of a credential.
    CredentialExponent,
    /// An issuer's answer, kept for a retry.
    IssuanceResponse,
}

impl Column {
    /// Table and column, as bound into the ciphertext.
    pub const fn name(self) -> &'static str {
        match self {
            Column::PersonIdentity => "person.identity",
            Column::PersonBucketSeed => "person.bucket_seed",
            Column::CredentialExponent => "credential.exponent",
            Column::IssuanceResponse => "issuance.response",
        }
    }
}

/// A sealed value does not open: the database was changed by something else, or belongs to other
/// keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a value of {0} does not open with this issuer's keys: restore a copy, or use its keys")]
pub struct SealedError(pub &'static str);

/// A keyed hash: finds a row without saying what it is of.
pub type Index = [u8; 32];

/// The keys for data at rest.
pub struct AtRest {
    cipher: XChaCha20Poly1305,
    index: Secret<[u8; 32]>,
}

impl AtRest {
    /// With an issuer's keys.
    pub fn new(secrets: &IssuerSecrets) -> AtRest {
        AtRest {
            cipher: XChaCha20Poly1305::new(secrets.sealing().expose().into()),
            index: secrets.index().clone(),
        }
    }

    /// Seals a value for one column of one row: a random nonce of 24 bytes, then the ciphertext.
    /// Column and row are authenticated, so that values cannot be moved.
    pub fn seal(
        &self,
        column: Column,
        row: &[u8],
        value: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let place = place(column, row);
        let payload = Payload {
            msg: value,
            aad: &place,
        };
        let ciphertext = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a value in memory is far below the cipher's bound");
        [&nonce[..], &ciphertext].concat()
    }

    /// Opens what [`AtRest::seal`] made for this column and row.
    pub fn open(
        &self,
        column: Column,
        row: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealedError> {
        let fail = SealedError(column.name());
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>().ok_or(fail)?;
        let payload = Payload {
            msg: ciphertext,
            aad: &place(column, row),
        };
        self.cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| fail)
    }

    /// The index of a person: kind and number of the document, in the one spelling.
    pub fn person(&self, number: &IdentityNumber) -> Index {
        let kind = [number.kind().code()];
        self.hash("person", &[&kind, number.as_str().as_bytes()])
    }

    /// The index of a one-time code.
    pub fn code(&self, symbols: &[u8]) -> Index {
        self.hash("code", &[symbols])
    }

    /// The index of a session's token.
    pub fn session(&self, token: &[u8]) -> Index {
        self.hash("session", &[token])
    }

    /// The index of a credential's handle: unique, as two credentials under one `e` would let
    /// their holder forge.
    pub fn exponent(&self, exponent: &Exponent) -> Index {
        self.hash("exponent", &[exponent.to_bytes().expose()])
    }

    fn hash(&self, of: &str, parts: &[&[u8]]) -> Index {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(self.index.expose())
            .expect("HMAC takes keys of any length");
        mac.update(of.as_bytes());
        mac.update(&[0]);
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for AtRest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AtRest(..)")
    }
}

const NONCE: usize = 24;

fn place(column: Column, row: &[u8]) -> Vec<u8> {
    [b"celadon-v1-issuer ", column.name().as_bytes(), b"\0", row].concat()
}

#[cfg(test)]
mod tests {
    use celadon_credential::ids::FederationId;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn at_rest(seed: u64) -> (AtRest, StdRng) {
        let mut rng = StdRng::seed_from_u64(seed);
        let secrets = IssuerSecrets::generate(FederationId::from_bytes([7; 32]), &mut rng);
        (AtRest::new(&secrets), rng)
    }

    #[test]
    fn opens_in_its_own_place_only() {
        let (own, mut rng) = at_rest(1);
        let sealed = own.seal(Column::PersonIdentity, b"row", b"value", &mut rng);
        assert_eq!(
            **own.open(Column::PersonIdentity, b"row", &sealed).unwrap(),
            *b"value"
        );
        let (other, _) = at_rest(2);
        assert!(other.open(Column::PersonIdentity, b"row", &sealed).is_err());
        assert!(own.open(Column::PersonIdentity, b"row2", &sealed).is_err());
        assert!(own.open(Column::PersonBucketSeed, b"row", &sealed).is_err());
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(own.open(Column::PersonIdentity, b"row", &changed).is_err());
            assert!(
                own.open(Column::PersonIdentity, b"row", &sealed[..place])
                    .is_err()
            );
        }
    }

    #[test]
    fn two_sealings_of_one_value_differ() {
        let (own, mut rng) = at_rest(1);
        let one = own.seal(Column::PersonIdentity, b"row", b"value", &mut rng);
        let two = own.seal(Column::PersonIdentity, b"row", b"value", &mut rng);
        assert_ne!(one, two);
    }

    #[test]
    fn indexes_hang_on_key_kind_and_value() {
        let (own, _) = at_rest(1);
        let (other, _) = at_rest(2);
        assert_eq!(own.code(b"x"), own.code(b"x"));
        assert_ne!(own.code(b"x"), own.code(b"y"));
        assert_ne!(own.code(b"x"), own.session(b"x"));
        assert_ne!(own.code(b"x"), other.code(b"x"));
        let number = "99999919000101004X";
        let resident = IdentityNumber::parse(number).unwrap();
        let passport = IdentityNumber::passport(number).unwrap();
        assert_ne!(own.person(&resident), own.person(&passport));
    }
}
