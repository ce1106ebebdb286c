//! What a wallet or verifier remembers of the lists that it has seen.

use celadon_curve::G2;
use sha2::{Digest, Sha256};

use super::{TrustListError, VerifiedTrustList};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::{Epoch, FederationId};

/// Epoch, digest and accreditation key of every list that was accepted: enough to refuse a step
/// back, a second list of one epoch, and a key that comes back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownLists {
    federation: Option<FederationId>,
    /// The newest list's delay, in seconds: the next list is held to it.
    delay: u32,
    /// Ascending by epoch.
    lists: Vec<Known>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    epoch: Epoch,
    digest: [u8; 32],
    key: [u8; 32],
}

impl KnownLists {
    /// The most lists that are remembered: the oldest is forgotten for another.
    pub const MAX: usize = 4_096;

    /// Nothing is known yet.
    pub fn new() -> KnownLists {
        KnownLists::default()
    }

    /// Remembers a list. Store it before: what is remembered cannot be stepped back from.
    pub fn remember(&mut self, list: &VerifiedTrustList) {
        let known = Known {
            epoch: list.epoch(),
            digest: *list.digest(),
            key: key_digest(list.accreditation_key()),
        };
        if self
            .lists
            .last()
            .is_none_or(|newest| newest.epoch < known.epoch)
        {
            self.federation = Some(*list.federation());
            self.delay = list.charter().activation_delay();
            if self.lists.len() == KnownLists::MAX {
                self.lists.remove(0);
            }
            self.lists.push(known);
        }
    }

    /// The federation whose lists these are; `None` before the first.
    pub fn federation(&self) -> Option<&FederationId> {
        self.federation.as_ref()
    }

    /// The newest epoch that is known.
    pub fn newest(&self) -> Option<Epoch> {
        self.lists.last().map(|known| known.epoch)
    }

    /// The canonical bytes: CBOR `[1, federation or empty, delay, [[epoch, digest, key], …]]`.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode()
    }

    /// Decodes the canonical bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<KnownLists, DecodeError> {
        KnownLists::decode(bytes)
    }

    /// The delay that the list after the newest is held to.
    pub(super) fn delay(&self) -> u32 {
        self.delay
    }

    /// Whether a list may come after, or is, the newest that is known.
    pub(super) fn admits(
        &self,
        epoch: Epoch,
        digest: &[u8; 32],
        predecessor: &[u8; 32],
        V: &G2,
    ) -> Result<(), TrustListError> {
        if let Some(newest) = self.lists.last() {
            if epoch < newest.epoch {
                return Err(TrustListError::StepBack {
                    known: newest.epoch,
                    offered: epoch,
                });
            }
            if epoch == newest.epoch && *digest != newest.digest {
                return Err(TrustListError::Equivocation(epoch));
            }
            if epoch > newest.epoch && epoch == newest.epoch.next() && *predecessor != newest.digest
            {
                return Err(TrustListError::Predecessor);
            }
        }
        let key = key_digest(V);
        let reused = |known: &Known| known.epoch != epoch && known.key == key;
        if self.lists.iter().any(reused) {
            return Err(TrustListError::ReusedAccreditationKey);
        }
        Ok(())
    }

    /// Whether this very list was accepted before.
    pub(super) fn holds(&self, epoch: Epoch, digest: &[u8; 32]) -> Result<(), TrustListError> {
        let held = |known: &Known| known.epoch == epoch && known.digest == *digest;
        if self.lists.iter().any(held) {
            Ok(())
        } else {
            Err(TrustListError::NotRemembered)
        }
    }
}

fn key_digest(V: &G2) -> [u8; 32] {
    Sha256::digest(V.to_bytes()).into()
}

impl Canonical for KnownLists {
    const MAX_BYTES: usize = 64 + KnownLists::MAX * 80;
    fn write(&self, writer: &mut Writer) {
        let federation = self.federation.as_ref().map(FederationId::as_bytes);
        writer
            .array(4)
            .uint(1)
            .bytes(federation.map_or(&[][..], |id| &id[..]))
            .uint(self.delay.into())
            .array(self.lists.len());
        for known in &self.lists {
            writer
                .array(3)
                .item(&known.epoch)
                .bytes(&known.digest)
                .bytes(&known.key);
        }
    }
    fn read(reader: &mut Reader<'_>) -> Result<KnownLists, DecodeError> {
        reader.versioned(4)?;
        let federation = match reader.bytes(FederationId::BYTES)? {
            [] => None,
            bytes => Some(FederationId::from_bytes(
                bytes
                    .try_into()
                    .map_err(|_| DecodeError::Invalid("a federation id"))?,
            )),
        };
        let delay = u32::try_from(reader.uint()?).map_err(|_| DecodeError::Invalid("a delay"))?;
        let len = reader.list(KnownLists::MAX)?;
        let mut lists: Vec<Known> = Vec::with_capacity(len);
        for _ in 0..len {
            reader.array(3)?;
            let known = Known {
                epoch: reader.item()?,
                digest: reader.fixed()?,
                key: reader.fixed()?,
            };
            if lists.last().is_some_and(|last| last.epoch >= known.epoch) {
                return Err(DecodeError::Invalid("the order of the lists"));
            }
            lists.push(known);
        }
        if federation.is_some() == lists.is_empty() {
            return Err(DecodeError::Invalid("lists without a federation"));
        }
        Ok(KnownLists {
            federation,
            delay,
            lists,
        })
    }
}
