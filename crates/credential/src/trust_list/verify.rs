//! The checks of a trust list, cheapest first.

use std::collections::HashSet;

use celadon_curve::{G1, G2, G2Prepared, Scalar, pairing_product_is_one, vartime_msm};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

use super::possession::Statement;
use super::{
    AccreditedKey, Issuer, KnownLists, SignedTrustList, TrustList, TrustListError,
    VerifiedTrustList,
};
use crate::cbor::Canonical;
use crate::ids::{Epoch, FederationId, SchemaId, accreditation_base};
use crate::root::{QuorumError, RootDocument};
use crate::signed::Kind;

/// What the list is compared with.
pub(super) enum History<'a> {
    /// Lists that it must not step back from.
    Newest(&'a KnownLists),
    /// Lists that it must be one of.
    Held(&'a KnownLists),
}

/// Every check, on what was published.
pub(super) fn signed(
    signed: &SignedTrustList,
    pinned: Option<&FederationId>,
    history: &History<'_>,
    rng: &mut impl CryptoRng,
) -> Result<VerifiedTrustList, TrustListError> {
    let root = root(signed, pinned, history)?;
    root.verify(Kind::TrustList, &signed.payload, &signed.signatures)?;
    let (list, digest) = unsigned(signed, &root, history, rng)?;
    Ok(VerifiedTrustList { root, list, digest })
}

/// Every check but that enough root keys have signed: those that have must verify.
pub(super) fn to_be_signed(
    signed: &SignedTrustList,
    pinned: Option<&FederationId>,
    history: &History<'_>,
    rng: &mut impl CryptoRng,
) -> Result<TrustList, TrustListError> {
    let root = root(signed, pinned, history)?;
    match root.verify(Kind::TrustList, &signed.payload, &signed.signatures) {
        Ok(()) | Err(QuorumError::TooFew { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    unsigned(signed, &root, history, rng).map(|(list, _)| list)
}

fn root(
    signed: &SignedTrustList,
    pinned: Option<&FederationId>,
    history: &History<'_>,
) -> Result<RootDocument, TrustListError> {
    let (History::Newest(known) | History::Held(known)) = history;
    let root = RootDocument::from_bytes(&signed.root)?;
    let expected = [pinned, known.federation()];
    if expected.into_iter().flatten().any(|id| *id != root.id()) {
        return Err(TrustListError::OtherFederation);
    }
    Ok(root)
}

/// All that the signatures are over, and its SHA-256.
fn unsigned(
    signed: &SignedTrustList,
    root: &RootDocument,
    history: &History<'_>,
    rng: &mut impl CryptoRng,
) -> Result<(TrustList, [u8; 32]), TrustListError> {
    let list = TrustList::decode(&signed.payload)?;
    if list.terms.federation != root.id() {
        return Err(TrustListError::OtherFederation);
    }
    let digest = Sha256::digest(&signed.payload).into();
    match history {
        History::Newest(known) => {
            let terms = &list.terms;
            known.admits(terms.epoch, &digest, &terms.predecessor, &list.V)?;
            let follows = known.newest().is_some_and(|newest| newest < terms.epoch);
            self::terms(&list, follows.then(|| known.delay()))?;
        }
        History::Held(known) => {
            known.holds(list.terms.epoch, &digest)?;
            self::terms(&list, None)?;
        }
    }
    names(&list)?;
    keys(&list, rng)?;
    Ok((list, digest))
}

/// Dates and beginning. A list is held to its own delay and to that of the known list before it:
/// otherwise it could shorten the time in which it can be noticed.
pub(super) fn terms(list: &TrustList, known_delay: Option<u32>) -> Result<(), TrustListError> {
    let terms = &list.terms;
    let no_predecessor = terms.predecessor == super::Terms::NO_PREDECESSOR;
    if terms.epoch < Epoch::FIRST || no_predecessor != (terms.epoch == Epoch::FIRST) {
        return Err(TrustListError::Beginning);
    }
    let ordered = terms.logged_at <= terms.active_from
        && terms.active_from < terms.valid_until
        && terms.valid_until <= terms.sunset
        && terms.active_from < terms.online_key_until;
    if !ordered {
        return Err(TrustListError::Dates);
    }
    let own_delay = terms.charter.activation_delay();
    let earliest = terms.earliest_start(own_delay.max(known_delay.unwrap_or(0)));
    if terms.active_from < earliest {
        return Err(TrustListError::TooSoon { earliest });
    }
    Ok(())
}

/// Issuers by name, keys for the charter's schemas, no key twice over the whole list.
pub(super) fn names(list: &TrustList) -> Result<(), TrustListError> {
    for two in list.issuers.windows(2) {
        if two[0].issuer.name >= two[1].issuer.name {
            return Err(TrustListError::IssuerTwice(two[1].issuer.name.clone()));
        }
    }
    let mut seen = HashSet::new();
    for (issuer, key) in all_keys(list) {
        if !list.terms.charter.schemas().contains(&key.schema) {
            return Err(TrustListError::Schema(issuer.name.clone()));
        }
        if !seen.insert(key.W.to_bytes()) {
            return Err(TrustListError::DuplicateKey(issuer.name.clone()));
        }
    }
    Ok(())
}

/// `X` belongs to `W`, the issuer knows their logarithm, and `Y` is its accreditation.
fn keys(list: &TrustList, rng: &mut impl CryptoRng) -> Result<(), TrustListError> {
    let generator = G2::generator().prepare();
    for schema in list.terms.charter.schemas() {
        let keys: Vec<_> = all_keys(list)
            .filter(|(_, key)| key.schema == *schema)
            .collect();
        if keys.is_empty() {
            continue;
        }
        let Z = accreditation_base(&list.terms.federation, schema);
        let halves = Equation {
            G: &generator,
            Z,
            keys: &keys,
            left: |key: &AccreditedKey| key.X,
        };
        if let Some(issuer) = halves.first_failure(rng) {
            return Err(TrustListError::KeyMismatch(issuer.name.clone()));
        }
        if let Some(issuer) = unproven(list, schema, &keys) {
            return Err(TrustListError::Possession(issuer.name.clone()));
        }
        let V = list.V.prepare();
        let accreditations = Equation {
            G: &V,
            Z,
            keys: &keys,
            left: |key: &AccreditedKey| key.Y,
        };
        if let Some(issuer) = accreditations.first_failure(rng) {
            return Err(TrustListError::Accreditation(issuer.name.clone()));
        }
    }
    Ok(())
}

fn unproven<'a>(
    list: &TrustList,
    schema: &SchemaId,
    keys: &[(&'a Issuer, &AccreditedKey)],
) -> Option<&'a Issuer> {
    keys.iter()
        .find(|(issuer, key)| {
            let statement = Statement {
                federation: &list.terms.federation,
                schema,
                issuer,
                W: &key.W,
                X: &key.X,
            };
            !statement.verify(&key.possession)
        })
        .map(|(issuer, _)| *issuer)
}

/// `e(left_i, G) = e(Z, W_i)` for every key, by one product: `e(Σ ρ_i·left_i, G) = e(Z, Σ ρ_i·W_i)`
/// with fresh 128-bit `ρ_i`. All points are in their subgroups, so a false equation passes with
/// probability 2^-128 (Bellare, Garay and Rabin, Eurocrypt 1998).
struct Equation<'a, F> {
    G: &'a G2Prepared,
    Z: G1,
    keys: &'a [(&'a Issuer, &'a AccreditedKey)],
    left: F,
}

impl<'a, F: Fn(&AccreditedKey) -> G1> Equation<'a, F> {
    /// `None` if all hold, else whose key is the first for which it does not.
    fn first_failure(&self, rng: &mut impl CryptoRng) -> Option<&'a Issuer> {
        let coefficients: Vec<u128> = self
            .keys
            .iter()
            .map(|_| {
                let mut bytes = [0; 16];
                rng.fill_bytes(&mut bytes);
                u128::from_be_bytes(bytes)
            })
            .collect();
        let scalars: Vec<Scalar> = coefficients.iter().copied().map(Scalar::from).collect();
        let points: Vec<G1> = self.keys.iter().map(|(_, key)| (self.left)(key)).collect();
        let left = vartime_msm(&points, &scalars).expect("one coefficient for each key");
        let Ws: Vec<G2> = self.keys.iter().map(|(_, key)| key.W).collect();
        if self.holds(left, combination(&Ws, &coefficients)) {
            return None;
        }
        self.keys
            .iter()
            .find(|(_, key)| !self.holds((self.left)(key), key.W))
            .map(|(issuer, _)| *issuer)
    }

    fn holds(&self, left: G1, W: G2) -> bool {
        pairing_product_is_one(&[(left, self.G), (-self.Z, &W.prepare())])
    }
}

/// `Σ ρ_i·W_i`, with one run of doublings for all. The coefficients are public.
fn combination(points: &[G2], coefficients: &[u128]) -> G2 {
    let mut sum = G2::identity();
    for bit in (0..u128::BITS).rev() {
        sum = sum + sum;
        for (point, coefficient) in points.iter().zip(coefficients) {
            if coefficient >> bit & 1 == 1 {
                sum = sum + *point;
            }
        }
    }
    sum
}

fn all_keys(list: &TrustList) -> impl Iterator<Item = (&Issuer, &AccreditedKey)> {
    list.issuers
        .iter()
        .flat_map(|entry| entry.keys.iter().map(|key| (&entry.issuer, key)))
}
