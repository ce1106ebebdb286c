//! Wallets in a federation.

use celadon_credential::records::{HealthDeclaration, Residence, Transport, TravelHistory, Trip};
use celadon_credential::time::Day;
use celadon_credential::{Colour, Period, Time};
use celadon_specimen::{NOW, STREET, Specimen};
use celadon_wallet::Wallet;
use celadon_wallet::enrol::Declared;

use crate::issuing::Publication;
pub use crate::issuing::World;

impl World {
    /// A federation of this many issuers.
    pub fn new(issuers: usize) -> World {
        World::of(Specimen::new(issuers))
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
