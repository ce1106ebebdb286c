//! Tests of the trust list: an honest one is accepted, and each check has a list that breaks it.

use celadon_curve::{G1, Scalar};
use ed25519_dalek::SigningKey;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::*;
use crate::charter::Charter;
use crate::grid::Grids;
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
fn a_list_is_active_between_its_dates() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let verified = federation.verify(&list).unwrap();
    let day = 86_400;
    for (seconds, state) in [
        (START - 1, ListState::NotYetActive),
        (START, ListState::Active),
        (START + 30 * day - 1, ListState::Active),
        (START + 30 * day, ListState::Expired),
        (START + 365 * day - 1, ListState::Expired),
        (START + 365 * day, ListState::Sunset),
    ] {
        assert_eq!(verified.state(Time::from_secs(seconds)), state);
    }
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

#[test]
fn dates_have_an_order() {
    let mut federation = Federation::new(1);
    let good = federation.first();
    type Change = fn(&mut Terms);
    let changes: [Change; 4] = [
        |terms| terms.logged_at = terms.active_from.plus(1),
        |terms| terms.valid_until = terms.active_from,
        |terms| terms.sunset = terms.valid_until.minus(1),
        |terms| terms.online_key_until = terms.active_from,
    ];
    for change in changes {
        let mut list = good.clone();
        change(&mut list.terms);
        assert_eq!(federation.verify(&list), Err(TrustListError::Dates));
    }
}

#[test]
fn a_list_waits_for_its_delay_unless_first_or_in_an_emergency() {
    let mut federation = Federation::new(1);
    let (first, known, second) = federation.two_lists();
    let logged = second.terms.logged_at;
    let begins = |seconds: u64, emergency: bool| {
        let mut list = second.clone();
        list.terms.active_from = logged.plus(seconds);
        list.terms.emergency = emergency;
        list
    };
    assert!(
        federation
            .verify_after(&begins(86_400, false), &known)
            .is_ok()
    );
    let too_soon = |seconds| {
        Err(TrustListError::TooSoon {
            earliest: logged.plus(seconds),
        })
    };
    let refused = federation.verify_after(&begins(86_399, false), &known);
    assert_eq!(refused, too_soon(86_400));
    // The log's time is a full hour: the next one is an hour later.
    assert!(
        federation
            .verify_after(&begins(3_600, true), &known)
            .is_ok()
    );
    let refused = federation.verify_after(&begins(3_599, true), &known);
    assert_eq!(refused, too_soon(3_600));
    // A list cannot shorten its own delay against the known one's.
    let mut hasty = begins(3_600, false);
    let charter = hasty.terms.charter.clone();
    hasty.terms.charter = charter.with_activation_delay(0).unwrap();
    assert_eq!(federation.verify_after(&hasty, &known), too_soon(86_400));
    assert!(first.terms.is_first());
}

#[test]
fn only_the_first_list_has_no_predecessor() {
    let mut federation = Federation::new(1);
    let good = federation.first();
    for (epoch, predecessor) in [(0, [0; 32]), (2, [0; 32]), (1, [7; 32]), (0, [7; 32])] {
        let mut list = good.clone();
        list.terms.epoch = Epoch::new(epoch);
        list.terms.predecessor = predecessor;
        assert_eq!(federation.verify(&list), Err(TrustListError::Beginning));
    }
}

#[test]
fn steps_back_second_lists_and_strangers_are_refused() {
    let mut federation = Federation::new(1);
    let (first, mut known, second) = federation.two_lists();
    let verified = federation.verify_after(&second, &known).unwrap();
    // A list that is known may come again.
    assert!(federation.verify_after(&first, &known).is_ok());
    known.remember(&verified);
    assert!(federation.verify_after(&second, &known).is_ok());
    assert_eq!(
        federation.verify_after(&first, &known),
        Err(TrustListError::StepBack {
            known: Epoch::new(2),
            offered: Epoch::new(1)
        })
    );
    let terms = federation.following(&first);
    let other_second = federation.list(terms);
    assert_eq!(
        federation.verify_after(&other_second, &known),
        Err(TrustListError::Equivocation(Epoch::new(2)))
    );
    let terms = Terms {
        predecessor: first.digest(),
        ..federation.following(&second)
    };
    let other_third = federation.list(terms);
    assert_eq!(
        federation.verify_after(&other_third, &known),
        Err(TrustListError::Predecessor)
    );
    // Who missed some lists takes the newest.
    let terms = Terms {
        epoch: Epoch::new(9),
        predecessor: [9; 32],
        ..federation.following(&second)
    };
    let ninth = federation.list(terms);
    assert!(federation.verify_after(&ninth, &known).is_ok());
}

#[test]
fn an_accreditation_key_serves_one_epoch() {
    let mut federation = Federation::new(1);
    let key = AccreditationKey::generate(&mut federation.rng);
    let first = TrustList::new(federation.terms(), &key, &federation.requests).unwrap();
    let mut known = KnownLists::new();
    known.remember(&federation.verify(&first).unwrap());
    let terms = federation.following(&first);
    let second = TrustList::new(terms, &key, &federation.requests).unwrap();
    let reused = Err(TrustListError::ReusedAccreditationKey);
    assert_eq!(federation.verify_after(&second, &known), reused);
    // Also after others have come between.
    let terms = federation.following(&first);
    let second = federation.list(terms);
    known.remember(&federation.verify_after(&second, &known).unwrap());
    let terms = federation.following(&second);
    let third = TrustList::new(terms, &key, &federation.requests).unwrap();
    assert_eq!(federation.verify_after(&third, &known), reused);
}

#[test]
fn a_stored_list_is_reopened_only_if_it_is_remembered() {
    let mut federation = Federation::new(1);
    let (first, mut known, second) = federation.two_lists();
    let second = federation.sign(&second);
    let id = federation.id();
    let refused = second.reopen(&known, &mut federation.rng);
    assert_eq!(refused, Err(TrustListError::NotRemembered));
    let verified = second
        .verify(Some(&id), &known, &mut federation.rng)
        .unwrap();
    known.remember(&verified);
    assert_eq!(second.reopen(&known, &mut federation.rng), Ok(verified));
    // The list that is still in force, though a newer one is there.
    let first = federation.sign(&first);
    assert!(first.reopen(&known, &mut federation.rng).is_ok());
}

#[test]
fn issuers_have_one_entry_each_in_order() {
    let mut federation = Federation::new(2);
    let mut list = federation.first();
    list.issuers.swap(0, 1);
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::IssuerTwice(name(0))));
    list.issuers[0] = list.issuers[1].clone();
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::IssuerTwice(name(0))));
    list.issuers.truncate(1);
    list.issuers[0].keys.clear();
    assert!(matches!(
        federation.verify(&list),
        Err(TrustListError::Decode(_))
    ));
    // One name, two addresses.
    let mut other = issuer(0);
    other.endpoint = "https://other.example".parse().unwrap();
    let request = federation.key().request(other, &mut federation.rng);
    federation.requests.push(request);
    let key = AccreditationKey::generate(&mut federation.rng);
    let refused = TrustList::new(federation.terms(), &key, &federation.requests);
    assert_eq!(refused, Err(TrustListError::IssuerTwice(name(0))));
}

#[test]
fn a_key_stands_once() {
    let mut federation = Federation::new(2);
    let mut list = federation.first();
    let key = list.issuers[0].keys[0].clone();
    list.issuers[1].keys[0] = key.clone();
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::DuplicateKey(name(1))));
    let mut list = federation.first();
    list.issuers[0].keys.push(key);
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::DuplicateKey(name(0))));
}

#[test]
fn a_key_for_another_schema_is_refused() {
    let mut federation = Federation::new(2);
    let mut list = federation.first();
    list.issuers[1].keys[0].schema = SchemaId::from_bytes([1; 16]);
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::Schema(name(1))));
    // A request for it does not even become a list.
    let other = SchemaId::from_bytes([1; 16]);
    let key = IssuerKey::generate(federation.id(), other, &mut federation.rng);
    federation.requests = vec![key.request(issuer(5), &mut federation.rng)];
    let v = AccreditationKey::generate(&mut federation.rng);
    let refused = TrustList::new(federation.terms(), &v, &federation.requests);
    assert_eq!(refused, Err(TrustListError::Schema(name(5))));
}

#[test]
fn halves_of_different_keys_are_refused() {
    let mut federation = Federation::new(3);
    let mut list = federation.first();
    list.issuers[2].keys[0].X = list.issuers[1].keys[0].X;
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::KeyMismatch(name(2))));
    // A pair whose errors cancel passes any batch with equal coefficients.
    let mut list = federation.first();
    let shift = G1::generator();
    list.issuers[0].keys[0].X += shift;
    list.issuers[1].keys[0].X -= shift;
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::KeyMismatch(name(0))));
}

/// `W₂ = k·W₁` with everything else computed from public values: the owner of the first key would
/// sign for the second. Only the proof of possession stands in the way.
#[test]
fn a_related_key_without_proof_of_possession_is_refused() {
    let mut federation = Federation::new(1);
    let v = AccreditationKey::generate(&mut federation.rng);
    let mut list = TrustList::new(federation.terms(), &v, &federation.requests).unwrap();
    let victim = list.issuers[0].keys[0].clone();
    let k = Scalar::from(7u64);
    let mut thief = issuer(1);
    thief.name = name(1);
    let related = AccreditedKey {
        schema: victim.schema,
        W: victim.W * k,
        X: victim.X * k,
        possession: victim.possession,
        Y: victim.Y * k,
    };
    list.issuers.push(IssuerEntry {
        issuer: thief.clone(),
        keys: vec![related.clone()],
    });
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::Possession(name(1))));
    let request = related.request(federation.id(), &thief);
    let refused = TrustList::new(federation.terms(), &v, &[request]);
    assert_eq!(refused, Err(TrustListError::Possession(name(1))));
}

#[test]
fn a_proof_of_possession_is_bound_to_everything_about_the_key() {
    let federation = Federation::new(2);
    let good = &federation.requests[0];
    assert!(good.is_proven());
    type Change = fn(&mut IssuerKeyRequest);
    let changes: [Change; 7] = [
        |request| request.federation = FederationId::from_bytes([1; 32]),
        |request| request.schema = SchemaId::from_bytes([1; 16]),
        |request| request.issuer.name = "Other".parse().unwrap(),
        |request| request.issuer.endpoint = "https://other.example".parse().unwrap(),
        |request| request.issuer.manifest_key = signing_key(9).verifying_key(),
        |request| request.W = request.W + G2::generator(),
        |request| request.X += G1::generator(),
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut request = good.clone();
        change(&mut request);
        assert!(!request.is_proven(), "change {number}");
    }
    let mut request = good.clone();
    request.possession = federation.requests[1].possession;
    assert!(!request.is_proven());
}

/// A tag by which the root would recognise the holders of one region.
#[test]
fn a_junk_accreditation_is_refused() {
    let mut federation = Federation::new(3);
    let other_key = AccreditationKey::generate(&mut federation.rng);
    let mut list = federation.first();
    let key = &mut list.issuers[1].keys[0];
    key.Y = other_key.accredit(&key.X);
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::Accreditation(name(1))));
    let mut list = federation.first();
    list.issuers[0].keys[0].Y += G1::generator();
    list.issuers[2].keys[0].Y -= G1::generator();
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::Accreditation(name(0))));
    let mut list = federation.first();
    list.V = other_key.public();
    assert!(matches!(
        federation.verify(&list),
        Err(TrustListError::Accreditation(_))
    ));
}

#[test]
fn identity_points_cannot_be_encoded() {
    let mut federation = Federation::new(1);
    let good = federation.first();
    type Change = fn(&mut TrustList);
    let changes: [Change; 4] = [
        |list| list.V = G2::identity(),
        |list| list.issuers[0].keys[0].W = G2::identity(),
        |list| list.issuers[0].keys[0].X = G1::identity(),
        |list| list.issuers[0].keys[0].Y = G1::identity(),
    ];
    for change in changes {
        let mut list = good.clone();
        change(&mut list);
        assert!(matches!(
            federation.verify(&list),
            Err(TrustListError::Decode(DecodeError::Invalid(_)))
        ));
    }
}

/// The bytes of a list, with the bytes of its charter replaced.
fn with_charter(list: &TrustList, from: &[u8], to: &[u8]) -> Vec<u8> {
    let bytes = list.to_bytes();
    let at = bytes
        .windows(from.len())
        .position(|window| window == from)
        .unwrap();
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn grids_and_schemas_are_a_closed_list() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let grids = Grids::default().encode();
    let hour = [0x44, 0, 0, 0x0e, 0x10];
    let seconds = |s: u32| [&[0x44][..], &s.to_be_bytes()].concat();
    let many = |count: u8| {
        let grids = (0..u32::from(count)).flat_map(|n| seconds(900 + 30 * n));
        [0x80 + count].into_iter().chain(grids).collect::<Vec<u8>>()
    };
    let own = schema().encode();
    let other = SchemaId::from_bytes([1; 16]).encode();
    for (from, to, what) in [
        (&hour[..], seconds(870), "a grid"),
        (&hour, seconds(3_601), "a grid"),
        (&grids, many(5), "the length of a list"),
        (&grids, many(0), "the grids"),
        (&own, other, "a schema that is not known here"),
    ] {
        let payload = with_charter(&list, from, &to);
        let mut signed = SignedTrustList::new(&federation.root, &list);
        signed.payload = payload;
        signed.sign(&federation.roots[0]).unwrap();
        signed.sign(&federation.roots[1]).unwrap();
        let refused = signed.verify(None, &KnownLists::new(), &mut federation.rng);
        assert_eq!(refused, Err(DecodeError::Invalid(what).into()), "{what}");
    }
    // Four are allowed, and the replacement itself is right.
    let payload = with_charter(&list, &grids, &many(4));
    assert!(TrustList::from_bytes(&payload).is_ok());
}

#[test]
fn lists_of_more_issuers_than_there_may_be_are_not_read() {
    let mut federation = Federation::new(1);
    let mut list = federation.first();
    list.issuers = vec![list.issuers[0].clone(); TrustList::MAX_ISSUERS + 1];
    let refused = TrustList::from_bytes(&list.to_bytes());
    assert_eq!(refused, Err(DecodeError::Invalid("the length of a list")));
    let limit = SignedTrustList::MAX_BYTES;
    assert_eq!(
        SignedTrustList::from_bytes(&vec![0; limit + 1]),
        Err(DecodeError::TooLong { limit })
    );
}

#[test]
fn c12_a_bad_answer_changes_nothing() {
    let mut federation = Federation::new(2);
    let (last_month, mut known, current) = federation.two_lists();
    known.remember(&federation.verify_after(&current, &known).unwrap());
    let before = known.to_bytes();
    let terms = federation.following(&current);
    let next = federation.list(terms);
    let good = federation.sign(&next).to_bytes();
    let mut by_another_key = federation.sign(&next);
    by_another_key.signatures[1].1 =
        signed::sign(Kind::TrustList, &by_another_key.payload, &signing_key(9));
    let id = federation.id();
    let mut answer = |bytes: &[u8]| {
        SignedTrustList::from_bytes(bytes)
            .map_err(TrustListError::from)?
            .verify(Some(&id), &known, &mut federation.rng)
    };
    for bad in [
        &b""[..],
        b"{}",
        b"<!DOCTYPE html><html><body>Welcome to the hotel's Wi-Fi</body></html>",
        &good[..good.len() / 2],
        &good[..good.len() - 1],
        &[&good[..], b"\n"].concat(),
    ] {
        assert!(matches!(answer(bad), Err(TrustListError::Decode(_))));
    }
    assert_eq!(
        answer(&by_another_key.to_bytes()),
        Err(QuorumError::Forged { key: 2 }.into())
    );
    let last_month = Federation::new(0).sign(&last_month).to_bytes();
    assert_eq!(
        answer(&last_month),
        Err(TrustListError::StepBack {
            known: Epoch::new(2),
            offered: Epoch::new(1)
        })
    );
    // The next good answer is taken.
    let taken = answer(&good).unwrap();
    assert_eq!(known.to_bytes(), before);
    known.remember(&taken);
    assert_eq!(known.newest(), Some(Epoch::new(3)));
    assert_eq!(KnownLists::from_bytes(&known.to_bytes()), Ok(known));
}

#[test]
fn c12_every_byte_matters() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let bytes = federation.sign(&list).to_bytes();
    let id = federation.id();
    for place in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1 << (place % 8);
        let refused = match SignedTrustList::from_bytes(&flipped) {
            Err(_) => true,
            Ok(signed) => signed
                .verify(Some(&id), &KnownLists::new(), &mut federation.rng)
                .is_err(),
        };
        assert!(refused, "byte {place}");
    }
}

#[test]
fn requests_and_secret_keys_have_one_encoding() {
    let mut federation = Federation::new(1);
    let request = &federation.requests[0];
    let bytes = request.to_bytes();
    assert_eq!(IssuerKeyRequest::from_bytes(&bytes).as_ref(), Ok(request));
    assert!(IssuerKeyRequest::from_bytes(&bytes[1..]).is_err());
    let key = federation.key();
    let again = IssuerKey::from_bytes(*key.federation(), *key.schema(), key.to_bytes().expose());
    assert_eq!(again.unwrap().W(), key.W());
    let v = AccreditationKey::generate(&mut federation.rng);
    let again = AccreditationKey::from_bytes(v.to_bytes().expose()).unwrap();
    assert_eq!(again.public(), v.public());
    for bad in [[0; 32], [255; 32]] {
        assert!(IssuerKey::from_bytes(federation.id(), schema(), &bad).is_err());
        assert!(AccreditationKey::from_bytes(&bad).is_err());
    }
    let shown = format!("{:?}{v:?}", federation.key());
    assert!(shown.contains("Secret(..)"), "{shown}");
}

#[test]
fn known_lists_are_ordered_and_bounded() {
    let mut federation = Federation::new(1);
    let (_, known, _) = federation.two_lists();
    assert_eq!(known.newest(), Some(Epoch::FIRST));
    assert_eq!(known.federation(), Some(&federation.id()));
    let empty = KnownLists::new();
    for lists in [&known, &empty] {
        assert_eq!(
            KnownLists::from_bytes(&lists.to_bytes()).as_ref(),
            Ok(lists)
        );
    }
    let bytes = known.to_bytes();
    for cut in 0..bytes.len() {
        assert!(KnownLists::from_bytes(&bytes[..cut]).is_err());
    }
}
