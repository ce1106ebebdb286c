//! A specimen federation, made by the real ceremony from a fixed seed: what is measured and tested
//! is measured and tested on it.
//!
//! Nothing here is a shortcut: keys are accredited on a signed list that is verified, credentials
//! are issued blindly, stamps are computed by the issuer's kernel. But the seed is public, and so
//! is every key that comes from it: nothing of a specimen is ever for people.
//!
//! Specimens come from constants of this crate. What could only fail if one of them were wrong
//! panics, with its reason.
#![forbid(unsafe_code)]
#![allow(non_snake_case)] // points are capitals, scalars are small

mod citizen;
mod venue;

pub use citizen::{Citizen, STREET, declaration};
pub use venue::VenueSpecimen;

use celadon_credential::charter::Charter;
use celadon_credential::ids::Epoch;
use celadon_credential::presentation::Federation;
use celadon_credential::root::RootDocument;
use celadon_credential::schema::Schema;
use celadon_credential::signed::SigningKey;
use celadon_credential::time::{Time, Zone};
use celadon_credential::trust_list::{
    AccreditationKey, Issuer, IssuerKey, KnownLists, SignedTrustList, Terms, TrustList,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// The moment at which a specimen federation lives: within its list, away from any boundary of a
/// period.
pub const NOW: Time = Time::from_secs(1_800_000_610);

/// A federation with its secrets.
pub struct Specimen {
    /// The verified list and what is computed from it.
    pub federation: Federation,
    /// The list as published.
    pub list: SignedTrustList,
    /// The root's one key.
    pub root: SigningKey,
    /// The root document.
    pub document: RootDocument,
    /// The federation's online key.
    pub online: SigningKey,
    /// The issuers' keys, in the order in which they were made.
    pub issuers: Vec<IssuerKey>,
    /// The keys that sign the issuers' manifests, in the same order.
    pub manifest_keys: Vec<SigningKey>,
    /// What the issuers handed in.
    pub members: Vec<Issuer>,
    /// Randomness of this specimen.
    pub rng: StdRng,
}

impl Specimen {
    /// A federation of this many issuers, in its first epoch, active at [`NOW`].
    pub fn new(issuers: usize) -> Specimen {
        Specimen::with_terms(issuers, |_| {})
    }

    /// The same, after a change of the list's terms.
    pub fn with_terms(issuers: usize, change: impl FnOnce(&mut Terms)) -> Specimen {
        Specimen::with(issuers, "https://region-{}.example", change)
    }

    /// The same, with issuers at other addresses: `{}` is the number, from 1.
    pub fn with(issuers: usize, endpoint: &str, change: impl FnOnce(&mut Terms)) -> Specimen {
        let mut rng = StdRng::seed_from_u64(0xCE1AD0);
        let root = key(&mut rng);
        let online = key(&mut rng);
        let document = RootDocument::new(
            "Specimen Federation"
                .parse()
                .expect("a name within its bounds"),
            vec![root.verifying_key()],
            1,
        )
        .expect("one key and one signature");
        let federation = document.id();
        let schema = Schema::declaration().id();
        let mut terms = Terms {
            federation,
            epoch: Epoch::FIRST,
            charter: Charter::standard(
                Zone::named("Asia/Shanghai").expect("a zone of the bundled database"),
            ),
            online_key: online.verifying_key(),
            online_key_until: NOW.plus(400 * 86_400),
            logged_at: NOW.minus(3 * 86_400),
            active_from: NOW.minus(2 * 86_400),
            valid_until: NOW.plus(30 * 86_400),
            sunset: NOW.plus(300 * 86_400),
            emergency: false,
            predecessor: Terms::NO_PREDECESSOR,
        };
        change(&mut terms);
        let mut keys = Vec::new();
        let mut manifest_keys = Vec::new();
        let mut members = Vec::new();
        let mut requests = Vec::new();
        for number in 1..=issuers {
            let endpoint = endpoint.replace("{}", &number.to_string());
            let manifest_key = key(&mut rng);
            let issuer = Issuer {
                name: format!("Region {number:03}")
                    .parse()
                    .expect("a name within its bounds"),
                endpoint: endpoint
                    .parse()
                    .expect("an address of the form that issuers have"),
                manifest_key: manifest_key.verifying_key(),
            };
            let own = IssuerKey::generate(federation, schema, &mut rng);
            requests.push(own.request(issuer.clone(), &mut rng));
            keys.push(own);
            manifest_keys.push(manifest_key);
            members.push(issuer);
        }
        let accreditation = AccreditationKey::generate(&mut rng);
        let unsigned = TrustList::new(terms, &accreditation, &requests)
            .expect("honest requests under terms that the caller keeps within the rules");
        let mut list = SignedTrustList::new(&document, &unsigned);
        list.sign(&root).expect("the key is the root's");
        let verified = list
            .verify(Some(&federation), &KnownLists::new(), &mut rng)
            .expect("the list is signed, honest and within its time");
        Specimen {
            federation: Federation::new(verified),
            list,
            root,
            document,
            online,
            issuers: keys,
            manifest_keys,
            members,
            rng,
        }
    }

    /// The list of the next epoch, after a change of its terms: the same issuers, accredited by a
    /// fresh key. The specimen itself stays in its epoch.
    pub fn next_list(&mut self, change: impl FnOnce(&mut Terms)) -> SignedTrustList {
        let (_, list) = self
            .list
            .unverified()
            .expect("the list was verified when it was made");
        let mut terms = list.terms().clone();
        terms.epoch = terms.epoch.next();
        terms.predecessor = list.digest();
        terms.logged_at = NOW;
        terms.active_from = NOW.plus(terms.charter.activation_delay().into());
        change(&mut terms);
        let accreditation = AccreditationKey::generate(&mut self.rng);
        let requests: Vec<_> = list.requests().collect();
        let list = TrustList::new(terms, &accreditation, &requests)
            .expect("honest requests under terms that the caller keeps within the rules");
        let mut signed = SignedTrustList::new(&self.document, &list);
        signed.sign(&self.root).expect("the key is the root's");
        signed
    }
}

/// A signing key from a specimen's randomness.
pub fn key(rng: &mut StdRng) -> SigningKey {
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    SigningKey::from_bytes(&seed)
}
