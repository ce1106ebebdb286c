//! A federation with issuers that sign and stamp, and wallets in it.

use celadon_credential::identity::IdentityNumber;
use celadon_credential::issuance::{Exponent, IssuanceRequest, Offer, issue};
use celadon_credential::record::Record;
use celadon_credential::records::{
    HealthDeclaration, Identity, Residence, Transport, TravelHistory, Trip,
};
use celadon_credential::signed::{Signed, SigningKey};
use celadon_credential::stamp::round::{self, Entry, PaddingSecret, Round, StampKeys};
use celadon_credential::stamp::{BucketIndex, Manifest};
use celadon_credential::time::Day;
use celadon_credential::{Colour, Period, Time};
use celadon_curve::Secret;
use celadon_specimen::{NOW, STREET, Specimen};
use celadon_wallet::Wallet;
use celadon_wallet::enrol::Declared;
use rand::Rng;

/// Buckets are two: enough to be wrong about.
pub const BITS: u8 = 1;

/// What an issuer knows of a person.
#[derive(Clone)]
pub struct Registered {
    pub exponent: Exponent,
    pub seed: [u8; 16],
    pub colour: Colour,
}

/// One published round.
#[derive(Clone)]
pub struct Publication {
    pub manifest: Signed,
    pub files: Vec<Vec<u8>>,
}

pub struct World {
    pub specimen: Specimen,
    pub registered: Vec<Registered>,
}

impl World {
    pub fn new(issuers: usize) -> World {
        World::of(Specimen::new(issuers))
    }

    pub fn of(specimen: Specimen) -> World {
        World {
            specimen,
            registered: Vec::new(),
        }
    }

    /// A wallet with the federation's list and these people.
    pub fn wallet(&mut self, people: &[&str]) -> Wallet {
        let mut wallet = Wallet::new(None);
        let list = self.specimen.list.to_bytes();
        wallet
            .load_list(&list, NOW, &mut self.specimen.rng)
            .unwrap();
        for label in people {
            let label = label.parse().unwrap();
            wallet.add_person(label, &mut self.specimen.rng).unwrap();
        }
        wallet
    }

    /// What the issuer at this place offers.
    pub fn offer(&mut self, issuer: usize) -> Offer {
        let parameters = self.specimen.federation.parameters();
        let mut nonce = [0; 32];
        self.specimen.rng.fill_bytes(&mut nonce);
        Offer {
            federation: *parameters.federation(),
            schema: parameters.schema().id(),
            issuer_key: self.specimen.issuers[issuer].W(),
            nonce,
        }
    }

    /// Signs a request as the issuer does, and registers the person.
    pub fn issue(&mut self, issuer: usize, offer: &Offer, request: &[u8]) -> Vec<u8> {
        let parameters = self.specimen.federation.parameters();
        let verified = IssuanceRequest::from_bytes(request)
            .unwrap()
            .verify(offer, parameters)
            .unwrap();
        let rng = &mut self.specimen.rng;
        let identity = Identity {
            number: IdentityNumber::parse("99999919000101004X").unwrap(),
            name: "Specimen".into(),
        };
        let exponent = Exponent::random(rng);
        let mut seed = [0; 16];
        rng.fill_bytes(&mut seed);
        self.registered.push(Registered {
            exponent: exponent.clone(),
            seed,
            colour: Colour::Green,
        });
        issue(
            self.specimen.issuers[issuer].secret(),
            &verified,
            Record::seal(&identity, rng).unwrap(),
            exponent,
            seed,
            parameters,
        )
        .unwrap()
        .to_bytes()
    }

    /// Brings a person to its credential.
    pub fn credential(&mut self, wallet: &mut Wallet, label: &str, issuer: usize) {
        let offer = self.offer(issuer);
        let endpoint = self.specimen.members[issuer].endpoint.clone();
        wallet
            .enrol(label, endpoint, "session", &offer.to_bytes(), NOW)
            .unwrap();
        wallet
            .begin(label, &declared(), NOW, &mut self.specimen.rng)
            .unwrap();
        let request = wallet.person(label).unwrap().request().unwrap().to_vec();
        let response = self.issue(issuer, &offer, &request);
        wallet.receive(label, &response, NOW).unwrap();
    }

    /// Publishes a round with these people, by place, in their colours.
    pub fn publish(
        &mut self,
        issuer: usize,
        period: Period,
        number: u32,
        people: &[usize],
    ) -> Publication {
        let parameters = self.specimen.federation.parameters();
        let padding: PaddingSecret = Secret::new([9; 32]);
        let keys = StampKeys::new(
            self.specimen.issuers[issuer].secret(),
            &padding,
            period,
            parameters,
        );
        let round = Round { period, number };
        let files: Vec<Vec<u8>> = BucketIndex::all(BITS)
            .map(|bucket| {
                let entries: Vec<Entry> = people
                    .iter()
                    .map(|place| &self.registered[*place])
                    .filter(|person| BucketIndex::of(&person.seed, BITS) == Some(bucket))
                    .map(|person| Entry {
                        exponent: person.exponent.clone(),
                        colour: person.colour,
                    })
                    .collect();
                round::write_bucket(round, bucket, &entries, round::MIN_ROWS, &keys)
            })
            .collect();
        let manifest = Manifest {
            federation: *parameters.federation(),
            schema: parameters.schema().id(),
            period,
            round: number,
            bits: BITS,
            rows: round::MIN_ROWS as u32,
            digests: files.iter().map(|file| round::digest(file)).collect(),
            previous: [0; 32],
        };
        Publication {
            manifest: manifest.seal(self.manifest_key(issuer)),
            files,
        }
    }

    fn manifest_key(&self, issuer: usize) -> &SigningKey {
        &self.specimen.manifest_keys[issuer]
    }

    /// Publishes a round for everybody registered, and lets a person take its stamp.
    pub fn stamp(&mut self, wallet: &mut Wallet, label: &str, issuer: usize, period: Period) {
        let everybody: Vec<usize> = (0..self.registered.len()).collect();
        let publication = self.publish(issuer, period, 0, &everybody);
        let taken = take(wallet, label, period, 0, &publication, NOW);
        assert!(taken.is_some(), "{label} has a stamp");
    }

    /// A wallet with one person, credential and stamps of the present periods of all grids.
    pub fn ready(&mut self, colour: Colour) -> Wallet {
        let mut wallet = self.wallet(&["Ada"]);
        self.credential(&mut wallet, "Ada", 0);
        let place = self.registered.len() - 1;
        self.registered[place].colour = colour;
        for wanted in wallet.wanted("Ada", NOW).unwrap() {
            self.stamp(&mut wallet, "Ada", 0, wanted.period);
        }
        wallet
    }

    /// The wallet as it comes back from its bytes.
    pub fn reopened(&mut self, wallet: &Wallet) -> Wallet {
        Wallet::from_bytes(&wallet.to_bytes(), &mut self.specimen.rng).unwrap()
    }
}

/// Takes a person's stamp from a publication, by its bucket.
pub fn take(
    wallet: &mut Wallet,
    label: &str,
    period: Period,
    round: u32,
    publication: &Publication,
    now: Time,
) -> Option<Colour> {
    let manifest = &publication.manifest;
    let bucket = wallet.bucket(label, period, round, manifest, now).unwrap();
    let file = &publication.files[bucket.index() as usize];
    wallet
        .take(label, period, round, manifest, file, now)
        .unwrap()
}

/// A healthy citizen's declaration.
pub fn declared() -> Declared {
    let day = Day::new(20_833).unwrap();
    Declared {
        residence: Residence {
            province: "Azure Province".into(),
            city: "Lakeside".into(),
            district: "West Shore".into(),
            address: STREET.into(),
        },
        travel_history: TravelHistory {
            trips: vec![Trip {
                from: day.minus(5),
                to: day.minus(3),
                area_code: "990102".into(),
                place: "Riverton".into(),
                transport: Transport::Rail,
            }],
        },
        health_declaration: HealthDeclaration {
            date: day,
            temperature_tenths: 366,
            symptoms: Vec::new(),
            contact_with_case: false,
            positive_test: false,
        },
    }
}
