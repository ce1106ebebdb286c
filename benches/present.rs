//! How long does a citizen wait for a code, and for an answer to a challenge?
//!
//! For each profile, `full` is all that a wallet computes for a code, from the stamped credential
//! to its bytes. It can be cut in two: `prepare` computes the points, which depend on no challenge
//! and can be ready beforehand, and tables of them; `answer` is what is left once the challenge is
//! there, and so the wait of a citizen whose wallet prepared. Nonces are drawn in `answer`.
#![forbid(unsafe_code)]

use core::cell::RefCell;

use celadon_benches::ProcessorTime;
use celadon_measure::{Door, Profile};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

fn wallet(c: &mut Criterion<ProcessorTime>) {
    let mut group = c.benchmark_group("present");
    celadon_benches::g1_multiplication(&mut group);
    for profile in Profile::ALL {
        let name = profile.name();
        let door = RefCell::new(Door::new(profile, 0));
        group.bench_function(format!("full/{name}"), |b| {
            b.iter(|| door.borrow_mut().prove());
        });
        group.bench_function(format!("prepare/{name}"), |b| {
            b.iter_with_large_drop(|| door.borrow_mut().prepare());
        });
        group.bench_function(format!("answer/{name}"), |b| {
            b.iter_batched(
                || door.borrow_mut().prepare(),
                |prepared| door.borrow_mut().answer(prepared),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = wallet
}
criterion_main!(benches);
