//! Tests of the trust list: an honest one is accepted, and each check has a list that breaks it.

mod history;
mod issuers;
mod papers;
mod shape;
mod signing;

use celadon_curve::G1;
use ed25519_dalek::SigningKey;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::*;
use crate::charter::Charter;
use crate::ids::{Epoch, FederationId, SchemaId};
use crate::root::{QuorumError, RootDocument};
use crate::schema::Schema;
use crate::signed::{self, Kind};
use crate::time::{Time, Zone};

const START: u64 = 1_834_999_200; // some full hour in 2028

/// A federation of three root keys, two of which sign, and its issuers' requests.
struct Federation {
    rng: StdRng,
    roots: Vec<SigningKey>,
    root: RootDocument,
    requests: Vec<IssuerKeyRequest>,
}

fn signing_key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn issuer(number: usize) -> Issuer {
    Issuer {
        name: format!("Region {number:03}").parse().unwrap(),
        endpoint: format!("https://region{number}.example").parse().unwrap(),
        manifest_key: signing_key(100).verifying_key(),
    }
}

impl Federation {
    fn new(issuers: usize) -> Federation {
        let roots: Vec<_> = (1..=3).map(signing_key).collect();
        let keys = roots.iter().map(SigningKey::verifying_key).collect();
        let root = RootDocument::new("Federation".parse().unwrap(), keys, 2).unwrap();
        let mut federation = Federation {
            rng: StdRng::seed_from_u64(1),
            roots,
            root,
            requests: Vec::new(),
        };
        for number in 0..issuers {
            let request = federation
                .key()
                .request(issuer(number), &mut federation.rng);
            federation.requests.push(request);
        }
        federation
    }

    fn id(&self) -> FederationId {
        self.root.id()
    }

    fn key(&mut self) -> IssuerKey {
        IssuerKey::generate(self.id(), schema(), &mut self.rng)
    }

    fn terms(&self) -> Terms {
        Terms {
            federation: self.id(),
            epoch: Epoch::FIRST,
            charter: Charter::standard(Zone::named("Asia/Shanghai").unwrap()),
            online_key: signing_key(50).verifying_key(),
            online_key_until: Time::from_secs(START + 60 * 86_400),
            logged_at: Time::from_secs(START),
            active_from: Time::from_secs(START),
            valid_until: Time::from_secs(START + 30 * 86_400),
            sunset: Time::from_secs(START + 365 * 86_400),
            emergency: false,
            predecessor: Terms::NO_PREDECESSOR,
        }
    }

    /// The terms of a list that follows `list` a day later.
    fn following(&self, list: &TrustList) -> Terms {
        let before = list.terms();
        Terms {
            epoch: before.epoch.next(),
            logged_at: before.logged_at.plus(86_400),
            active_from: before.active_from.plus(2 * 86_400),
            valid_until: before.valid_until.plus(86_400),
            predecessor: list.digest(),
            ..before.clone()
        }
    }

    fn list(&mut self, terms: Terms) -> TrustList {
        let key = AccreditationKey::generate(&mut self.rng);
        TrustList::new(terms, &key, &self.requests).unwrap()
    }

    fn first(&mut self) -> TrustList {
        let terms = self.terms();
        self.list(terms)
    }

    fn sign(&self, list: &TrustList) -> SignedTrustList {
        let mut signed = SignedTrustList::new(&self.root, list);
        signed.sign(&self.roots[0]).unwrap();
        signed.sign(&self.roots[2]).unwrap();
        signed
    }

    fn verify(&mut self, list: &TrustList) -> Result<VerifiedTrustList, TrustListError> {
        self.verify_after(list, &KnownLists::new())
    }

    fn verify_after(
        &mut self,
        list: &TrustList,
        known: &KnownLists,
    ) -> Result<VerifiedTrustList, TrustListError> {
        let id = self.id();
        self.sign(list).verify(Some(&id), known, &mut self.rng)
    }

    /// A list, what is known after it, and the list that follows.
    fn two_lists(&mut self) -> (TrustList, KnownLists, TrustList) {
        let first = self.first();
        let mut known = KnownLists::new();
        known.remember(&self.verify(&first).unwrap());
        let terms = self.following(&first);
        let second = self.list(terms);
        (first, known, second)
    }
}

fn schema() -> SchemaId {
    Schema::declaration().id()
}

fn name(number: usize) -> crate::name::Name {
    issuer(number).name
}

#[test]
fn an_honest_list_is_verified_whole() {
    let mut federation = Federation::new(3);
    let list = federation.first();
    let signed = federation.sign(&list);
    let signed = SignedTrustList::from_bytes(&signed.to_bytes()).unwrap();
    let id = federation.id();
    let verified = signed
        .verify(Some(&id), &KnownLists::new(), &mut federation.rng)
        .unwrap();
    assert_eq!(*verified.federation(), id);
    assert_eq!(verified.issuer_keys(&schema()).count(), 3);
    let key = &verified.issuers()[1].keys()[0];
    assert_eq!(verified.accreditation(&schema(), &key.W), Some(&key.Y));
    let entry = verified.issuer_of(&schema(), &key.W).unwrap();
    assert_eq!(*entry.issuer(), issuer(1));
    assert_eq!(verified.accreditation(&schema(), &G2::generator()), None);
    assert_eq!(list.requests().collect::<Vec<_>>(), federation.requests);
    // A list without issuers is a list.
    let mut nobody = Federation::new(0);
    let list = nobody.first();
    assert!(nobody.verify(&list).is_ok());
}

#[test]
fn two_hundred_issuers_are_verified() {
    let mut federation = Federation::new(200);
    let list = federation.first();
    let signed = federation.sign(&list);
    assert!(signed.to_bytes().len() < 100_000);
    assert!(federation.verify(&list).is_ok());
}

#[test]
fn another_federation_is_refused() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let signed = federation.sign(&list);
    let other = FederationId::from_bytes([1; 32]);
    let refused = signed.verify(Some(&other), &KnownLists::new(), &mut federation.rng);
    assert_eq!(refused, Err(TrustListError::OtherFederation));
    // Also where only the lists that are known say which federation it is.
    let mut known = KnownLists::new();
    known.remember(&federation.verify(&list).unwrap());
    let mut stranger = Federation::new(1);
    stranger.root = RootDocument::new(
        "Stranger".parse().unwrap(),
        stranger.root.keys().to_vec(),
        2,
    )
    .unwrap();
    stranger.requests = vec![];
    let list = stranger.first();
    let signed = stranger.sign(&list);
    let refused = signed.verify(None, &known, &mut federation.rng);
    assert_eq!(refused, Err(TrustListError::OtherFederation));
    // And where the root document is right and the list names another.
    let mut list = federation.first();
    list.terms.federation = other;
    assert_eq!(
        federation.verify(&list),
        Err(TrustListError::OtherFederation)
    );
}

#[test]
fn too_few_root_signatures_or_anothers_are_refused() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let mut signed = SignedTrustList::new(&federation.root, &list);
    let verify = |signed: &SignedTrustList| {
        signed.verify(None, &KnownLists::new(), &mut StdRng::seed_from_u64(1))
    };
    let too_few = |signed| Err(QuorumError::TooFew { signed, needed: 2 }.into());
    assert_eq!(verify(&signed), too_few(0));
    // Twice by one organisation is once.
    signed.sign(&federation.roots[1]).unwrap();
    signed.sign(&federation.roots[1]).unwrap();
    assert_eq!(verify(&signed), too_few(1));
    assert_eq!(signed.sign(&signing_key(9)), Err(NotARootKey));
    let forged = signed::sign(Kind::TrustList, &signed.payload, &signing_key(9));
    let mut doubled = signed.clone();
    doubled.signatures.push(doubled.signatures[0]);
    assert!(SignedTrustList::from_bytes(&doubled.to_bytes()).is_err());
    signed.signatures.push((2, forged));
    assert_eq!(verify(&signed), Err(QuorumError::Forged { key: 2 }.into()));
    // The root document decides who may sign, and it is pinned by its hash.
    let mut self_made = federation.sign(&list);
    let one_key = RootDocument::new(
        "Federation".parse().unwrap(),
        vec![signing_key(9).verifying_key()],
        1,
    );
    self_made.root = one_key.unwrap().to_bytes();
    self_made.signatures = vec![(0, forged)];
    assert_eq!(verify(&self_made), Err(TrustListError::OtherFederation));
}
