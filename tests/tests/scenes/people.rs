//! People with wallets, each standing as it stands.

use celadon_credential::records::{HealthDeclaration, Residence, TravelHistory};
use celadon_credential::time::Day;
use celadon_credential::{Colour, Grid, Period, Time};
use celadon_specimen::NOW;
use celadon_wallet::Wallet;
use celadon_wallet::enrol::Declared;

use super::world::World;

/// How a person stands with their issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Stamped in this colour.
    Stamped(Colour),
    /// Was green, and is not stamped any more.
    Withdrawn,
    /// Has no credential.
    NotEnrolled,
}

pub const GREEN: Standing = Standing::Stamped(Colour::Green);
pub const YELLOW: Standing = Standing::Stamped(Colour::Yellow);
pub const RED: Standing = Standing::Stamped(Colour::Red);

impl World {
    /// A wallet with the federation's list and these people, each with what their standing gives.
    pub fn wallet(&mut self, people: &[(&str, Standing)]) -> Wallet {
        let mut wallet = Wallet::new(None);
        let specimen = self.specimen();
        let list = specimen.list.to_bytes();
        wallet.load_list(&list, NOW, &mut specimen.rng).unwrap();
        for (number, (label, standing)) in people.iter().enumerate() {
            let name = label.parse().unwrap();
            wallet.add_person(name, &mut self.specimen().rng).unwrap();
            self.give(&mut wallet, label, *standing, number % 3);
        }
        wallet
    }

    fn give(&mut self, wallet: &mut Wallet, label: &str, standing: Standing, issuer: usize) {
        if standing == Standing::NotEnrolled {
            return;
        }
        self.credential(wallet, label, issuer);
        let before = NOW.minus(3_600);
        match standing {
            Standing::Stamped(colour) => {
                self.issuing.registered.last_mut().unwrap().colour = colour;
                for grid in [Grid::HOUR, Grid::DAY] {
                    self.stamp(wallet, label, issuer, grid.period_of(NOW), NOW);
                }
            }
            // What it holds of the hour before is good for nothing any more.
            _ => self.stamp(wallet, label, issuer, Grid::HOUR.period_of(before), before),
        }
    }

    fn credential(&mut self, wallet: &mut Wallet, label: &str, issuer: usize) {
        let offer = self.issuing.offer(issuer);
        let endpoint = self.specimen().members[issuer].endpoint.clone();
        wallet
            .enrol(label, endpoint, "session", &offer.to_bytes(), NOW)
            .unwrap();
        wallet
            .begin(label, &declared(), NOW, &mut self.specimen().rng)
            .unwrap();
        let request = wallet.person(label).unwrap().request().unwrap().to_vec();
        let response = self.issuing.issue(issuer, &offer, &request);
        wallet.receive(label, &response, NOW).unwrap();
    }

    /// Publishes a round for whoever was registered last, and lets the wallet take the stamp.
    pub fn stamp(
        &mut self,
        wallet: &mut Wallet,
        label: &str,
        issuer: usize,
        period: Period,
        now: Time,
    ) {
        let last = self.issuing.registered.len() - 1;
        let published = self.issuing.publish(issuer, period, 0, &[last]);
        let manifest = &published.manifest;
        let bucket = wallet.bucket(label, period, 0, manifest, now).unwrap();
        let file = &published.files[bucket.index() as usize];
        let taken = wallet.take(label, period, 0, manifest, file, now).unwrap();
        assert!(taken.is_some());
    }
}

fn declared() -> Declared {
    Declared {
        residence: Residence {
            province: "Azure Province".into(),
            city: "Lakeside".into(),
            district: "West Shore".into(),
            address: celadon_specimen::STREET.into(),
        },
        travel_history: TravelHistory { trips: Vec::new() },
        health_declaration: HealthDeclaration {
            date: Day::new(20_833).unwrap(),
            temperature_tenths: 366,
            symptoms: Vec::new(),
            contact_with_case: false,
            positive_test: false,
        },
    }
}
