//! How long does one check at a door take?
//!
//! For each profile, `judge` is the whole check of one scanned code, from its bytes to the answer,
//! without replay control. `decode` is its first part, the checks of every point; `proof` is
//! decoding and the proof with its pairings, without the venue's cheap checks.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a code that does not decode fails its bench

use core::hint::black_box;

use celadon_benches::ProcessorTime;
use celadon_credential::presentation::Presentation;
use celadon_measure::{Door, Profile};
use criterion::{Criterion, criterion_group, criterion_main};

fn door(c: &mut Criterion<ProcessorTime>) {
    let mut group = c.benchmark_group("verify");
    celadon_benches::g1_multiplication(&mut group);
    for profile in Profile::ALL {
        let name = profile.name();
        let mut door = Door::new(profile, 1);
        let code = door.prove();
        group.bench_function(format!("decode/{name}"), |b| {
            b.iter(|| Presentation::from_bytes(black_box(&code)).unwrap());
        });
        group.bench_function(format!("proof/{name}"), |b| {
            b.iter(|| door.verify(black_box(&code)));
        });
        group.bench_function(format!("judge/{name}"), |b| b.iter(|| door.judge(1)));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = door
}
criterion_main!(benches);
