//! A trust list with its root document and the signatures of root keys.

use ed25519_dalek::SigningKey;
use rand_core::CryptoRng;
use thiserror::Error;

use super::verify::{self, History};
use super::{KnownLists, TrustList, TrustListError, VerifiedTrustList};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::FederationId;
use crate::root::{QuorumError, RootDocument};
use crate::signed::{self, Kind};

/// What a federation publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedTrustList {
    pub(super) root: Vec<u8>,
    pub(super) payload: Vec<u8>,
    /// Ascending by the place of the key, none twice.
    pub(super) signatures: Vec<(u8, [u8; 64])>,
}

/// A key that is none of the root document's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is no root key of the federation: use one that its root document names")]
pub struct NotARootKey;

impl SignedTrustList {
    /// The most bytes that are read.
    pub const MAX_BYTES: usize = TrustList::MAX_BYTES;

    /// A list without signatures yet.
    pub fn new(root: &RootDocument, list: &TrustList) -> SignedTrustList {
        SignedTrustList {
            root: root.to_bytes(),
            payload: list.to_bytes(),
            signatures: Vec::new(),
        }
    }

    /// Adds the signature of one root key; a second one of the same key replaces the first. Look
    /// at [`SignedTrustList::unverified`] before you sign.
    pub fn sign(&mut self, key: &SigningKey) -> Result<(), NotARootKey> {
        let root = RootDocument::from_bytes(&self.root).map_err(|_| NotARootKey)?;
        let own = key.verifying_key();
        let place = root.keys().iter().position(|root| *root == own);
        let number = place
            .and_then(|place| u8::try_from(place).ok())
            .ok_or(NotARootKey)?;
        let signature = signed::sign(Kind::TrustList, &self.payload, key);
        self.signatures.retain(|(other, _)| *other != number);
        self.signatures.push((number, signature));
        self.signatures.sort_unstable_by_key(|(number, _)| *number);
        Ok(())
    }

    /// The signatures, each with the place of its root key, in ascending order.
    pub fn signatures(&self) -> &[(u8, [u8; 64])] {
        &self.signatures
    }

    /// Takes over the signatures of another copy of this very list, which a root key signed
    /// elsewhere. `None` if it is no copy, or bears a signature that does not verify; else how many
    /// were new.
    pub fn merge(&mut self, copy: &SignedTrustList) -> Option<usize> {
        if (&copy.root, &copy.payload) != (&self.root, &self.payload) {
            return None;
        }
        let root = RootDocument::from_bytes(&self.root).ok()?;
        match root.verify(Kind::TrustList, &copy.payload, &copy.signatures) {
            Ok(()) | Err(QuorumError::TooFew { .. }) => {}
            Err(_) => return None,
        }
        let before = self.signatures.len();
        for (number, signature) in &copy.signatures {
            if self.signatures.iter().all(|(own, _)| own != number) {
                self.signatures.push((*number, *signature));
            }
        }
        self.signatures.sort_unstable_by_key(|(number, _)| *number);
        Some(self.signatures.len() - before)
    }

    /// What it says, and nobody has checked yet.
    pub fn unverified(&self) -> Result<(RootDocument, TrustList), DecodeError> {
        Ok((
            RootDocument::from_bytes(&self.root)?,
            TrustList::from_bytes(&self.payload)?,
        ))
    }

    /// Verifies a list that somebody offers.
    ///
    /// Checked are: federation (`pinned`, where it is known already), root signatures, canonical
    /// encoding, dates, predecessor, that it is no step back from `known` and no second list of
    /// its epoch, that its accreditation key was never seen before, that the issuers' keys are
    /// distinct, proven and accredited. `rng` gives the coefficients of the batches: it must be
    /// unpredictable to whoever made the list.
    ///
    /// `known` stays as it is; [`KnownLists::remember`] the result, once it is stored.
    pub fn verify(
        &self,
        pinned: Option<&FederationId>,
        known: &KnownLists,
        rng: &mut impl CryptoRng,
    ) -> Result<VerifiedTrustList, TrustListError> {
        verify::signed(self, pinned, &History::Newest(known), rng)
    }

    /// All that [`SignedTrustList::verify`] checks but the number of signatures: what whoever holds a
    /// root key checks before signing. `known` are the lists before it.
    pub fn verify_unsigned(
        &self,
        pinned: Option<&FederationId>,
        known: &KnownLists,
        rng: &mut impl CryptoRng,
    ) -> Result<TrustList, TrustListError> {
        verify::to_be_signed(self, pinned, &History::Newest(known), rng)
    }

    /// Verifies a list from one's own storage, such as the one that is still in force while a
    /// newer one waits for its time: it must be one that is remembered.
    pub fn reopen(
        &self,
        known: &KnownLists,
        rng: &mut impl CryptoRng,
    ) -> Result<VerifiedTrustList, TrustListError> {
        verify::signed(self, None, &History::Held(known), rng)
    }

    /// The canonical bytes: CBOR `[1, root document, list, [[key, signature], …]]`.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode()
    }

    /// Decodes what was published; nothing is verified yet.
    pub fn from_bytes(bytes: &[u8]) -> Result<SignedTrustList, DecodeError> {
        SignedTrustList::decode(bytes)
    }
}

impl Canonical for SignedTrustList {
    const MAX_BYTES: usize = SignedTrustList::MAX_BYTES;
    fn write(&self, writer: &mut Writer) {
        writer
            .array(4)
            .uint(1)
            .bytes(&self.root)
            .bytes(&self.payload)
            .array(self.signatures.len());
        for (number, signature) in &self.signatures {
            writer.array(2).uint((*number).into()).bytes(signature);
        }
    }
    fn read(reader: &mut Reader<'_>) -> Result<SignedTrustList, DecodeError> {
        reader.versioned(4)?;
        let root = reader.bytes(SignedTrustList::MAX_BYTES)?.to_vec();
        let payload = reader.bytes(SignedTrustList::MAX_BYTES)?.to_vec();
        let len = reader.list(RootDocument::MAX_KEYS)?;
        let mut signatures: Vec<(u8, [u8; 64])> = Vec::with_capacity(len);
        for _ in 0..len {
            reader.array(2)?;
            let number = u8::try_from(reader.uint()?)
                .map_err(|_| DecodeError::Invalid("the number of a root key"))?;
            if signatures.last().is_some_and(|(last, _)| *last >= number) {
                return Err(DecodeError::Invalid("the order of the signatures"));
            }
            signatures.push((number, reader.fixed()?));
        }
        Ok(SignedTrustList {
            root,
            payload,
            signatures,
        })
    }
}
