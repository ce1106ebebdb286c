//! How long does a citizen wait for a code, and for an answer to a challenge?
//!
//! For each profile, `full` is all that a wallet computes from an opened challenge to the bytes of
//! its answer; a code for a venue's scanner costs the same. It can be cut in two: `prepare`
//! computes the points, which depend on no challenge and can be ready beforehand; `answer` is what
//! is left once the challenge is there, and so the wait of a citizen whose wallet prepared.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a presentation that cannot be made fails its bench
#![allow(non_snake_case)] // points are capitals

use core::hint::black_box;

use celadon_benches::{ProcessorTime, Scene};
use celadon_circuits::possession::Witness;
use celadon_circuits::presentation::{Prepared, Statement};
use celadon_credential::Colour;
use celadon_credential::presentation::{Ask, Federation, present};
use celadon_credential::trust_list::IssuerKey;
use celadon_curve::{G1, Scalar};
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

    let statement = || ask.statement(Colour::Green, federation);
    let transcript = || {
        let header = ask.header(Colour::Green, federation).unwrap();
        ask.transcript(&header, federation)
    };
    let witness = witness(&statement(), &specimen.issuers[0], federation, rng);
    let prepare = |rng: &mut StdRng| statement().prepare(black_box(&witness), rng);
    let answer =
        |prepared: Prepared, rng: &mut StdRng| statement().finish(prepared, transcript(), rng);
    let proof = answer(prepare(rng), rng);
    statement().verify(&proof, transcript(), rng).unwrap();

    group.bench_function(format!("prepare/{profile}"), |b| b.iter(|| prepare(rng)));
    let mut answering = StdRng::from_rng(rng);
    group.bench_function(format!("answer/{profile}"), |b| {
        b.iter_batched(
            || prepare(rng),
            |prepared| answer(prepared, &mut answering).to_bytes(),
            BatchSize::SmallInput,
        );
    });
}

/// A credential of this issuer with its stamp, from the definition: a wallet keeps its own to
/// itself.
fn witness(
    statement: &Statement<'_>,
    issuer: &IssuerKey,
    federation: &Federation,
    rng: &mut StdRng,
) -> Witness {
    let possession = &statement.possession;
    let generators = possession.generators;
    let [e, blind] = [(); 2].map(|()| Scalar::random_nonzero(rng));
    let messages: Vec<Scalar> = (0..generators.messages())
        .map(|_| Scalar::random_nonzero(rng))
        .collect();
    let sum: G1 = (generators.H.iter().zip(&messages))
        .map(|(H, m)| H.mul(m))
        .sum();
    let B = generators.P1
        + generators.Q1 * possession.domain
        + generators.Q2.mul(&blind)
        + sum
        + possession.E;
    let W = issuer.W();
    let accreditation = federation.list().accreditation(issuer.schema(), &W);
    let witness = Witness {
        A: B * (*issuer.secret().expose() + e).invert().unwrap(),
        e,
        blind,
        messages,
        W,
        Y: *accreditation.unwrap(),
    };
    assert!(statement.holds(&witness));
    witness
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = wallet
}
criterion_main!(benches);
