//! What the benches share: the clock, the yardstick, and a citizen at a door in each profile.
//!
//! | file | question |
//! | --- | --- |
//! | `issue.rs` | what does one credential cost its citizen and its issuer? |
//! | `stamp.rs` | how many citizens does one core stamp in an hour? |
//! | `present.rs` | how long does a citizen wait for a code, and for an answer to a challenge? |
//! | `verify.rs` | how many people does one core let through a door? |
//!
//! A time depends on the machine, so each file measures one multiplication in G1 as well: quote a
//! time as a multiple of it.
#![forbid(unsafe_code)]
#![allow(non_snake_case)] // points are capitals, scalars are small
#![allow(clippy::unwrap_used)] // a scene that cannot be made fails its bench

mod clock;

pub use clock::ProcessorTime;

use core::hint::black_box;

use celadon_credential::Colour;
use celadon_credential::presentation::Ask;
use celadon_curve::{G1, Scalar};
use celadon_specimen::{Citizen, NOW, Specimen, VenueSpecimen};
use criterion::{BenchmarkGroup, Criterion};

/// Criterion with the clock of the benches.
pub fn criterion() -> Criterion<ProcessorTime> {
    Criterion::default().with_measurement(ProcessorTime)
}

/// The yardstick: `k·P` in constant time, for a point that no table was made for.
pub fn g1_multiplication(group: &mut BenchmarkGroup<'_, ProcessorTime>) {
    let (k, l) = (scalar(1), scalar(2));
    let P = G1::generator() * l;
    group.bench_function("g1-multiplication", |b| {
        b.iter(|| black_box(P) * black_box(k));
    });
}

/// A scalar with as many digits as any, from a small number.
fn scalar(number: u8) -> Scalar {
    Scalar::from_wide(&[number; 48])
}

/// A citizen at a venue that admits green on the hour grid, in display mode.
pub struct Scene {
    /// The profile's name, as benchmarks call it.
    pub profile: &'static str,
    /// The federation.
    pub specimen: Specimen,
    /// The venue.
    pub venue: VenueSpecimen,
    /// A citizen of the first issuer.
    pub citizen: Citizen,
}

impl Scene {
    /// The four profiles: known issuer or hidden among three, without and with a pseudonym.
    pub fn all() -> [Scene; 4] {
        [
            Scene::new("known", 1, false),
            Scene::new("known-pseudonym", 1, true),
            Scene::new("hidden", 3, false),
            Scene::new("hidden-pseudonym", 3, true),
        ]
    }

    fn new(profile: &'static str, issuers: usize, pseudonym: bool) -> Scene {
        let mut specimen = Specimen::new(issuers);
        let venue = specimen.venue(1, |policy| {
            policy.pseudonym = pseudonym.then(|| "One visit a day.".into());
        });
        let citizen = specimen.citizen(0);
        Scene {
            profile,
            specimen,
            venue,
            citizen,
        }
    }

    /// What the venue asks for, with a fresh nonce.
    pub fn ask(&mut self) -> Ask {
        self.specimen.display(&self.venue, NOW)
    }

    /// A fresh presentation of the citizen, as the venue scans it.
    pub fn code(&mut self, ask: &Ask) -> Vec<u8> {
        self.specimen
            .present(&self.citizen, Colour::Green, ask)
            .to_bytes()
    }
}
