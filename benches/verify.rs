//! How many people does one core let through a door?
//!
//! For each profile, `judge` is the whole check of one scanned code, from its bytes to the answer,
//! without replay control: its inverse is what a core manages at a busy door. `judge_all-64` checks
//! 64 codes of 64 presentations together; divide by 64 (the throughput counts presentations).
//! `decode` and `proof` are the two parts that take time: checking the points, and the proof with
//! its pairings.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a door that cannot judge fails its bench

use core::hint::black_box;

use celadon_admission::{Code, Judgement, NoReplay, Venue};
use celadon_benches::{ProcessorTime, Scene};
use celadon_credential::presentation::{Presentation, verify};
use celadon_specimen::NOW;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const BATCH: usize = 64;

fn door(c: &mut Criterion<ProcessorTime>) {
    let mut group = c.benchmark_group("verify");
    celadon_benches::g1_multiplication(&mut group);
    for mut scene in Scene::all() {
        let profile = scene.profile;
        let ask = scene.ask();
        let bytes = scene.code(&ask);
        let batch: Vec<Vec<u8>> = (0..BATCH)
            .map(|_| {
                let ask = scene.ask();
                scene.code(&ask)
            })
            .collect();
        let codes: Vec<Code<'_>> = batch.iter().map(|bytes| Code::Bytes(bytes)).collect();
        let papers = &scene.venue;
        let federation = &scene.specimen.federation;
        let rng = &mut scene.specimen.rng;
        let venue = Venue::new(
            &papers.signed_certificate,
            &papers.signed_policy,
            federation,
        )
        .unwrap();
        let presentation = Presentation::from_bytes(&bytes).unwrap();

        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("decode/{profile}"), |b| {
            b.iter(|| Presentation::from_bytes(black_box(&bytes)).unwrap());
        });
        group.bench_function(format!("proof/{profile}"), |b| {
            b.iter(|| verify(black_box(&presentation), &ask, federation, rng).unwrap());
        });
        group.bench_function(format!("judge/{profile}"), |b| {
            b.iter(|| {
                let code = Code::Bytes(black_box(&bytes));
                let judgement = venue.judge(code, federation, NOW, &mut NoReplay, rng);
                assert!(matches!(judgement, Ok(Judgement::Accepted(_))));
            });
        });
        group.throughput(Throughput::Elements(BATCH as u64));
        group.bench_function(format!("judge_all-64/{profile}"), |b| {
            b.iter(|| {
                let codes = black_box(&codes);
                let judgements = venue
                    .judge_all(codes, federation, NOW, &mut NoReplay, rng)
                    .unwrap();
                let accepted = |judgement| matches!(judgement, &Judgement::Accepted(_));
                assert!(judgements.iter().all(accepted));
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = door
}
criterion_main!(benches);
