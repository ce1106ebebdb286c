//! A federation's root document: who may sign its trust lists.

use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::FederationId;
use crate::name::Name;
use crate::signed::{self, Kind};

/// Name, root keys and how many of them have to sign. Its hash is the federation's id, which
/// wallets and verifiers are given with the program or by hand: whoever knows the id knows the
/// keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootDocument {
    name: Name,
    keys: Vec<VerifyingKey>,
    threshold: u8,
}

/// Why keys and threshold are no root document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RootError {
    /// None, more than 15, or one twice.
    #[error("a federation has 1 to 15 root keys, none twice")]
    Keys,
    /// Zero, or more than there are keys.
    #[error("the threshold is at least 1 and at most the number of root keys")]
    Threshold,
}

/// Why a set of signatures is not the federation's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum QuorumError {
    /// Fewer root keys have signed than have to. Several signatures of one key are one.
    #[error("{signed} of the {needed} root signatures that are needed")]
    TooFew {
        /// How many root keys have signed.
        signed: usize,
        /// How many have to.
        needed: usize,
    },
    /// A signature under the number of a root key that is not this key's.
    #[error("the signature under root key {key} does not verify")]
    Forged {
        /// The place of the key in the root document, from zero.
        key: u8,
    },
    /// There is no root key of this number.
    #[error("there is no root key {key}")]
    UnknownKey {
        /// The number that was given.
        key: u8,
    },
}

impl RootDocument {
    /// The most root keys.
    pub const MAX_KEYS: usize = 15;

    /// A root document; `threshold` of the keys have to sign.
    pub fn new(
        name: Name,
        keys: Vec<VerifyingKey>,
        threshold: u8,
    ) -> Result<RootDocument, RootError> {
        let distinct = keys
            .iter()
            .enumerate()
            .all(|(place, key)| !keys[..place].contains(key));
        if keys.is_empty() || keys.len() > RootDocument::MAX_KEYS || !distinct {
            return Err(RootError::Keys);
        }
        if threshold == 0 || usize::from(threshold) > keys.len() {
            return Err(RootError::Threshold);
        }
        Ok(RootDocument {
            name,
            keys,
            threshold,
        })
    }

    /// The federation's id: SHA-256 of the canonical bytes.
    pub fn id(&self) -> FederationId {
        FederationId::from_bytes(Sha256::digest(self.to_bytes()).into())
    }

    /// The federation's name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The root keys, in the order by which signatures name them.
    pub fn keys(&self) -> &[VerifyingKey] {
        &self.keys
    }

    /// How many of the keys have to sign.
    pub fn threshold(&self) -> u8 {
        self.threshold
    }

    /// Verifies signatures, each with the place of its key: at least as many keys as have to must
    /// have signed, and nothing else may be there.
    pub fn verify(
        &self,
        kind: Kind,
        payload: &[u8],
        signatures: &[(u8, [u8; 64])],
    ) -> Result<(), QuorumError> {
        let mut signed = [false; RootDocument::MAX_KEYS];
        for (number, signature) in signatures {
            let place = usize::from(*number);
            let key = self
                .keys
                .get(place)
                .ok_or(QuorumError::UnknownKey { key: *number })?;
            signed::verify(kind, payload, key, signature)
                .map_err(|_| QuorumError::Forged { key: *number })?;
            signed[place] = true;
        }
        let signed = signed.into_iter().filter(|signed| *signed).count();
        let needed = usize::from(self.threshold);
        if signed >= needed {
            Ok(())
        } else {
            Err(QuorumError::TooFew { signed, needed })
        }
    }

    /// The canonical bytes: CBOR `[1, name, [key, …], threshold]`.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode()
    }

    /// Decodes the canonical bytes of a root document.
    pub fn from_bytes(bytes: &[u8]) -> Result<RootDocument, DecodeError> {
        RootDocument::decode(bytes)
    }
}

impl Canonical for RootDocument {
    const MAX_BYTES: usize = 1_024;
    fn write(&self, writer: &mut Writer) {
        writer.array(4).uint(1).item(&self.name);
        writer.array(self.keys.len());
        for key in &self.keys {
            writer.item(key);
        }
        writer.uint(self.threshold.into());
    }
    fn read(reader: &mut Reader<'_>) -> Result<RootDocument, DecodeError> {
        reader.versioned(4)?;
        let name = reader.item()?;
        let len = reader.list(RootDocument::MAX_KEYS)?;
        let keys = (0..len).map(|_| reader.item()).collect::<Result<_, _>>()?;
        let threshold =
            u8::try_from(reader.uint()?).map_err(|_| DecodeError::Invalid("a threshold"))?;
        RootDocument::new(name, keys, threshold)
            .map_err(|_| DecodeError::Invalid("the root keys and their threshold"))
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;

    fn keys(n: u8) -> Vec<SigningKey> {
        (1..=n)
            .map(|seed| SigningKey::from_bytes(&[seed; 32]))
            .collect()
    }

    fn root(n: u8, threshold: u8) -> Result<RootDocument, RootError> {
        let keys = keys(n).iter().map(SigningKey::verifying_key).collect();
        RootDocument::new("Federation".parse().unwrap(), keys, threshold)
    }

    #[test]
    fn one_to_fifteen_distinct_keys_and_a_threshold_among_them() {
        for (n, threshold) in [(1, 1), (3, 2), (15, 15)] {
            let root = root(n, threshold).unwrap();
            assert_eq!(RootDocument::from_bytes(&root.to_bytes()), Ok(root));
        }
        for (n, threshold) in [(0, 0), (0, 1), (16, 3), (3, 0), (3, 4)] {
            assert!(root(n, threshold).is_err(), "{threshold} of {n}");
        }
        let one = keys(1)[0].verifying_key();
        let twice = RootDocument::new("F".parse().unwrap(), vec![one, one], 1);
        assert_eq!(twice, Err(RootError::Keys));
    }

    #[test]
    fn the_id_is_the_hash_of_every_field() {
        let own = root(3, 2).unwrap();
        assert_eq!(own.id(), root(3, 2).unwrap().id());
        assert_ne!(own.id(), root(3, 3).unwrap().id());
        assert_ne!(own.id(), root(4, 2).unwrap().id());
        let mut renamed = own.clone();
        renamed.name = "Other".parse().unwrap();
        assert_ne!(own.id(), renamed.id());
    }

    #[test]
    fn t_different_keys_have_to_sign_and_nothing_else_may_be_there() {
        let root = root(3, 2).unwrap();
        let keys = keys(4);
        let sign = |number: u8, key: usize| {
            (
                number,
                signed::sign(Kind::TrustList, b"payload", &keys[key]),
            )
        };
        let verify = |signatures: &[_]| root.verify(Kind::TrustList, b"payload", signatures);
        assert_eq!(verify(&[sign(0, 0), sign(2, 2)]), Ok(()));
        assert_eq!(verify(&[sign(0, 0), sign(1, 1), sign(2, 2)]), Ok(()));
        let too_few = |signed| Err(QuorumError::TooFew { signed, needed: 2 });
        assert_eq!(verify(&[]), too_few(0));
        assert_eq!(verify(&[sign(1, 1)]), too_few(1));
        assert_eq!(verify(&[sign(1, 1), sign(1, 1), sign(1, 1)]), too_few(1));
        assert_eq!(
            verify(&[sign(0, 0), sign(1, 1), sign(2, 3)]),
            Err(QuorumError::Forged { key: 2 })
        );
        assert_eq!(verify(&[sign(0, 1)]), Err(QuorumError::Forged { key: 0 }));
        assert_eq!(
            verify(&[sign(3, 3)]),
            Err(QuorumError::UnknownKey { key: 3 })
        );
        let other_kind = signed::sign(Kind::Policy, b"payload", &keys[0]);
        assert!(verify(&[(0, other_kind), sign(1, 1)]).is_err());
    }
}
