//! How long does a citizen wait for a code, and for an answer to a challenge?
//!
//! For each profile, `full` is all that a wallet computes from an opened challenge to the bytes of
//! its answer; a code for a venue's scanner costs the same. It can be cut in two: `prepare`
//! computes the points, which depend on no challenge and can be ready beforehand; `answer` is what
//! is left once the challenge is there, and so the wait of a citizen whose wallet prepared.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a presentation that cannot be made fails its bench

use core::hint::black_box;

use celadon_benches::{ProcessorTime, Scene};
use celadon_credential::Colour;
use celadon_credential::presentation::{Ask, Prepared, present};
use celadon_specimen::NOW;
use criterion::{BatchSize, BenchmarkGroup, Criterion, criterion_group, criterion_main};
use rand::SeedableRng;
use rand::rngs::StdRng;

fn wallet(c: &mut Criterion<ProcessorTime>) {
    let mut group = c.benchmark_group("present");
    celadon_benches::g1_multiplication(&mut group);
    for scene in Scene::all() {
        profile(&mut group, scene);
    }
    group.finish();
}

fn profile(group: &mut BenchmarkGroup<'_, ProcessorTime>, scene: Scene) {
    let Scene {
        profile,
        mut specimen,
        venue,
        citizen,
    } = scene;
    let (_, token) = specimen.challenge(&venue, NOW);
    let id = venue.certificate.venue;
    let ask = Ask::challenge(id, &venue.policy, NOW, &token, &specimen.federation);
    let stamped = specimen.stamped(&citizen, Colour::Green, ask.period());
    let federation = &specimen.federation;
    let rng = &mut specimen.rng;
    group.bench_function(format!("full/{profile}"), |b| {
        b.iter(|| {
            present(black_box(&stamped), &ask, federation, rng)
                .unwrap()
                .to_bytes()
        });
    });

    let scope = ask.scope(federation);
    let prepare = |rng: &mut StdRng| Prepared::new(black_box(&stamped), scope, federation, rng);
    group.bench_function(format!("prepare/{profile}"), |b| b.iter(|| prepare(rng)));
    let mut answering = StdRng::from_rng(rng);
    group.bench_function(format!("answer/{profile}"), |b| {
        b.iter_batched(
            || prepare(rng).unwrap(),
            |prepared| {
                let presentation = prepared.answer(&ask, federation, &mut answering);
                presentation.unwrap().to_bytes()
            },
            BatchSize::SmallInput,
        );
    });
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = wallet
}
criterion_main!(benches);
