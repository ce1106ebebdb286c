//! What does the portable backend cost?
//!
//! A build has one backend, so this file is run twice, with `CELADON_BACKEND=blst` and with
//! `CELADON_BACKEND=pure`; the names say which. `prove` and `verify` are of the full presentation,
//! the rest is what it consists of.
#![forbid(unsafe_code)]
#![allow(non_snake_case)] // points are capitals
#![allow(clippy::unwrap_used)] // a point that does not decode fails its bench

use core::hint::black_box;

use celadon_benches::ProcessorTime;
use celadon_curve::{BACKEND, G1, G2, pairing_product_is_one};
use celadon_measure::primitives::scalar;
use celadon_measure::{Door, Profile};
use criterion::{Criterion, criterion_group, criterion_main};

fn backend(c: &mut Criterion<ProcessorTime>) {
    let mut group = c.benchmark_group("backends");
    let name = |what: &str| format!("{BACKEND}/{what}");
    celadon_benches::g1_multiplication_as(&name("g1-multiplication"), &mut group);
    let (P, Q) = (G1::generator() * scalar(2), G2::generator() * scalar(3));
    let (P_bytes, Q_bytes) = (P.to_bytes(), Q.to_bytes());
    group.bench_function(name("g1-decoding"), |b| {
        b.iter(|| G1::from_bytes(black_box(&P_bytes)).unwrap());
    });
    group.bench_function(name("g2-decoding"), |b| {
        b.iter(|| G2::from_bytes(black_box(&Q_bytes)).unwrap());
    });
    let prepared = Q.prepare();
    group.bench_function(name("product-of-two"), |b| {
        let terms = [(P, &prepared), (-P, &prepared)];
        b.iter(|| assert!(pairing_product_is_one(black_box(&terms))));
    });
    let mut door = Door::new(Profile::HiddenPseudonym, 0);
    let code = door.prove();
    group.bench_function(name("prove"), |b| b.iter(|| door.prove()));
    group.bench_function(name("verify"), |b| b.iter(|| door.verify(black_box(&code))));
    group.finish();
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = backend
}
criterion_main!(benches);
