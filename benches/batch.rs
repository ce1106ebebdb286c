//! How many people does one core let through a door?
//!
//! For each profile, `judge-N` checks N codes of N presentations together, from their bytes to the
//! answers, without replay control. Divide by N (the throughput counts presentations). The clock
//! counts the time of all threads: with more than one, latency is better than this and throughput
//! is not.
#![forbid(unsafe_code)]

use celadon_benches::ProcessorTime;
use celadon_measure::{Door, Profile};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const SIZES: [usize; 4] = [1, 8, 64, 512];

fn door(c: &mut Criterion<ProcessorTime>) {
    let mut group = c.benchmark_group("batch");
    celadon_benches::g1_multiplication(&mut group);
    group.sample_size(20);
    for profile in Profile::ALL {
        let name = profile.name();
        let mut door = Door::new(profile, SIZES[SIZES.len() - 1]);
        for size in SIZES {
            group.throughput(Throughput::Elements(size as u64));
            group.bench_function(format!("judge-{size}/{name}"), |b| {
                b.iter(|| door.judge(size));
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = door
}
criterion_main!(benches);
