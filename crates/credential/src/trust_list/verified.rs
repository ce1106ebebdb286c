//! A trust list that was verified, and what it is at a given time.

use core::fmt;

use celadon_curve::{G1, G2};
use ed25519_dalek::VerifyingKey;

use super::{AccreditedKey, IssuerEntry, TrustList};
use crate::charter::Charter;
use crate::ids::{Epoch, FederationId, SchemaId};
use crate::root::RootDocument;
use crate::time::Time;

/// What a verified list is at a given time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListState {
    /// Before its `active_from`: the list before it is in force still.
    NotYetActive,
    /// In force.
    Active,
    /// Past its validity: nothing is accepted until a newer list is there.
    Expired,
    /// Past the sunset: nothing is accepted any more.
    Sunset,
}

/// A trust list all of whose checks have passed. Only
/// [`SignedTrustList::verify`](super::SignedTrustList::verify) makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifiedTrustList {
    pub(super) root: RootDocument,
    pub(super) list: TrustList,
    pub(super) digest: [u8; 32],
}

impl VerifiedTrustList {
    /// What the list is at this time.
    pub fn state(&self, now: Time) -> ListState {
        let terms = self.list.terms();
        if now >= terms.sunset {
            ListState::Sunset
        } else if now >= terms.valid_until {
            ListState::Expired
        } else if now >= terms.active_from {
            ListState::Active
        } else {
            ListState::NotYetActive
        }
    }

    /// The list itself.
    pub fn list(&self) -> &TrustList {
        &self.list
    }

    /// Who may sign the federation's lists.
    pub fn root(&self) -> &RootDocument {
        &self.root
    }

    /// SHA-256 of the list: what the next one names as its predecessor.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The federation.
    pub fn federation(&self) -> &FederationId {
        &self.list.terms.federation
    }

    /// The number of the list.
    pub fn epoch(&self) -> Epoch {
        self.list.terms.epoch
    }

    /// What holds for all members.
    pub fn charter(&self) -> &Charter {
        &self.list.terms.charter
    }

    /// `V`, under which this epoch's issuers are accredited.
    pub fn accreditation_key(&self) -> &G2 {
        &self.list.V
    }

    /// The key that signs venue certificates, policies and registries.
    pub fn online_key(&self) -> &VerifyingKey {
        &self.list.terms.online_key
    }

    /// The end of the online key.
    pub fn online_key_until(&self) -> Time {
        self.list.terms.online_key_until
    }

    /// When it begins.
    pub fn active_from(&self) -> Time {
        self.list.terms.active_from
    }

    /// When it ends.
    pub fn valid_until(&self) -> Time {
        self.list.terms.valid_until
    }

    /// When everything ends.
    pub fn sunset(&self) -> Time {
        self.list.terms.sunset
    }

    /// All issuers, by name.
    pub fn issuers(&self) -> &[IssuerEntry] {
        self.list.issuers()
    }

    /// All keys for one schema: those that a presentation hides among.
    pub fn issuer_keys(&self, schema: &SchemaId) -> impl Iterator<Item = &AccreditedKey> {
        let schema = *schema;
        self.list
            .issuers
            .iter()
            .flat_map(|entry| &entry.keys)
            .filter(move |key| key.schema == schema)
    }

    /// The issuer whose key `W` is for this schema.
    pub fn issuer_of(&self, schema: &SchemaId, W: &G2) -> Option<&IssuerEntry> {
        let own = |key: &AccreditedKey| key.schema == *schema && key.W == *W;
        self.list
            .issuers
            .iter()
            .find(|entry| entry.keys.iter().any(own))
    }

    /// `Y`, the accreditation of a key `W` for this schema.
    pub fn accreditation(&self, schema: &SchemaId, W: &G2) -> Option<&G1> {
        self.issuer_keys(schema)
            .find(|key| key.W == *W)
            .map(|key| &key.Y)
    }
}

impl fmt::Debug for VerifiedTrustList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "VerifiedTrustList({}, epoch {})",
            self.federation(),
            self.epoch()
        )
    }
}
