//! A list, before somebody who holds a root key signs it on a machine of their own.

use celadon_credential::ids::FederationId;
use celadon_credential::name::Name;
use celadon_credential::trust_list::{
    IssuerEntry, KnownLists, SignedTrustList, TrustList, TrustListError,
};
use rand::CryptoRng;

/// What a signer has to look at. Every check but the number of signatures has passed.
#[derive(Debug)]
pub struct Proposal {
    /// The list.
    pub list: TrustList,
    /// How many root keys have signed.
    pub signed: usize,
    /// How many have to.
    pub needed: usize,
    /// What changes; `None` if the list before it was not given.
    pub changes: Option<Changes>,
}

/// How a list differs from the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Issuers that come in.
    pub added: Vec<Name>,
    /// Issuers that go.
    pub removed: Vec<Name>,
    /// Issuers whose keys, address or manifest key are others.
    pub changed: Vec<Name>,
    /// Whether the charter is another.
    pub charter: bool,
    /// Whether the online key is another.
    pub online_key: bool,
}

/// Checks a list that somebody is asked to sign, and says what it changes since `previous`, a list
/// that is known to be good.
///
/// # Errors
/// [`TrustListError`]: sign nothing.
pub fn proposal(
    list: &SignedTrustList,
    pinned: Option<&FederationId>,
    previous: Option<&SignedTrustList>,
    rng: &mut impl CryptoRng,
) -> Result<Proposal, TrustListError> {
    let mut known = KnownLists::new();
    let before = match previous {
        Some(previous) => {
            let before = previous.verify(pinned, &known, rng)?;
            known.remember(&before);
            Some(before)
        }
        None => None,
    };
    let new = list.verify_unsigned(pinned, &known, rng)?;
    let (root, _) = list.unverified()?;
    Ok(Proposal {
        signed: list.signatures().len(),
        needed: root.threshold().into(),
        changes: before.map(|before| Changes::between(before.list(), &new)),
        list: new,
    })
}

impl Changes {
    fn between(before: &TrustList, after: &TrustList) -> Changes {
        let find = |list: &TrustList, name: &Name| -> Option<IssuerEntry> {
            let own = |entry: &&IssuerEntry| entry.issuer().name == *name;
            list.issuers().iter().find(own).cloned()
        };
        let mut changes = Changes {
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
            charter: before.terms().charter != after.terms().charter,
            online_key: before.terms().online_key != after.terms().online_key,
        };
        for entry in after.issuers() {
            let name = &entry.issuer().name;
            match find(before, name) {
                None => changes.added.push(name.clone()),
                Some(old) if !same_keys(&old, entry) => changes.changed.push(name.clone()),
                Some(_) => {}
            }
        }
        for entry in before.issuers() {
            let name = &entry.issuer().name;
            if find(after, name).is_none() {
                changes.removed.push(name.clone());
            }
        }
        changes
    }
}

/// Accreditations differ in every epoch; all else is the issuer's.
fn same_keys(a: &IssuerEntry, b: &IssuerEntry) -> bool {
    let keys = |entry: &IssuerEntry| -> Vec<_> {
        let keys = entry.keys().iter();
        keys.map(|key| (key.schema, key.W.to_bytes())).collect()
    };
    a.issuer() == b.issuer() && keys(a) == keys(b)
}
