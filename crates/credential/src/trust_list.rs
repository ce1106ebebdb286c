//! The trust list: whom a federation has accredited, in one epoch, and on which terms.
//!
//! Wallet and verifier check all of it before they use any of it ([`SignedTrustList::verify`]):
//! an unchecked key is a way to forge, an unchecked accreditation a tag by which the root would
//! recognise a region, and a list of its own for one citizen a crowd of one.

mod accreditation;
mod entry;
mod error;
mod issuer_key;
mod known;
mod papers;
mod possession;
mod signed;
mod terms;
mod verified;
mod verify;

pub use accreditation::AccreditationKey;
pub use entry::{AccreditedKey, Issuer, IssuerEntry};
pub use error::TrustListError;
pub use issuer_key::{IssuerKey, IssuerKeyError, IssuerKeyRequest};
pub use known::KnownLists;
pub use possession::Possession;
pub use signed::{NotARootKey, SignedTrustList};
pub use terms::Terms;
pub use verified::{ListState, VerifiedTrustList};

use celadon_curve::G2;
use sha2::{Digest, Sha256};

use crate::cbor::{Canonical, DecodeError, Reader, Writer};

/// A federation's list for one epoch: what the root keys sign. It is not to be used before
/// [`SignedTrustList::verify`] has turned it into a [`VerifiedTrustList`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustList {
    terms: Terms,
    V: G2,
    issuers: Vec<IssuerEntry>,
}

impl TrustList {
    /// The most bytes of a list with its signatures.
    pub const MAX_BYTES: usize = 1 << 20;
    /// The most issuers.
    pub const MAX_ISSUERS: usize = 1_000;

    /// A list on these terms: verifies each request and accredits its key.
    pub fn new(
        terms: Terms,
        key: &AccreditationKey,
        requests: &[IssuerKeyRequest],
    ) -> Result<TrustList, TrustListError> {
        let mut issuers: Vec<IssuerEntry> = Vec::new();
        for request in requests {
            let issuer = &request.issuer;
            if request.federation != terms.federation {
                return Err(TrustListError::OtherFederation);
            }
            if !request.is_proven() {
                return Err(TrustListError::Possession(issuer.name.clone()));
            }
            let accredited = request.accredit(key);
            match issuers
                .iter_mut()
                .find(|own| own.issuer.name == issuer.name)
            {
                Some(own) if own.issuer == *issuer => own.keys.push(accredited),
                Some(_) => return Err(TrustListError::IssuerTwice(issuer.name.clone())),
                None => issuers.push(IssuerEntry {
                    issuer: issuer.clone(),
                    keys: vec![accredited],
                }),
            }
        }
        issuers.sort_by(|a, b| a.issuer.name.cmp(&b.issuer.name));
        let list = TrustList {
            terms,
            V: key.public(),
            issuers,
        };
        verify::terms(&list, None)?;
        verify::names(&list)?;
        Ok(list)
    }

    /// Federation, epoch, charter, dates.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// `V`, under which this epoch's issuers are accredited.
    pub fn accreditation_key(&self) -> &G2 {
        &self.V
    }

    /// All issuers, by name.
    pub fn issuers(&self) -> &[IssuerEntry] {
        &self.issuers
    }

    /// What the issuers handed in, to be accredited anew in another epoch.
    pub fn requests(&self) -> impl Iterator<Item = IssuerKeyRequest> + '_ {
        self.issuers.iter().flat_map(|entry| {
            entry
                .keys
                .iter()
                .map(|key| key.request(self.terms.federation, &entry.issuer))
        })
    }

    /// SHA-256 of the canonical bytes: what the next list names as its predecessor.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.to_bytes()).into()
    }

    /// The canonical bytes: CBOR `[1, terms, V, [issuer, …]]`.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode()
    }

    /// Decodes the canonical bytes of a list. It is decoded, not verified.
    pub fn from_bytes(bytes: &[u8]) -> Result<TrustList, DecodeError> {
        TrustList::decode(bytes)
    }
}

impl Canonical for TrustList {
    const MAX_BYTES: usize = TrustList::MAX_BYTES;
    fn write(&self, writer: &mut Writer) {
        writer.array(4).uint(1).item(&self.terms).G2(&self.V);
        writer.array(self.issuers.len());
        for issuer in &self.issuers {
            writer.item(issuer);
        }
    }
    fn read(reader: &mut Reader<'_>) -> Result<TrustList, DecodeError> {
        reader.versioned(4)?;
        let terms = reader.item()?;
        let V = reader.G2()?;
        let len = reader.list(TrustList::MAX_ISSUERS)?;
        let issuers = (0..len).map(|_| reader.item()).collect::<Result<_, _>>()?;
        Ok(TrustList { terms, V, issuers })
    }
}

#[cfg(test)]
mod tests;
