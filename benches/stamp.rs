//! How many citizens does one core stamp in an hour?
//!
//! `stamp_all-1000` is the arithmetic of 1,000 citizens of one colour; `write_bucket-1024` is the
//! bucket file of the same 1,000 with its labels, 24 padding rows and the sorting. Divide by 1,000
//! (the throughput counts citizens), and compare with `g1-multiplication`: what each stamp would
//! cost at least without the table of the common base. `tables` is paid once for a publication,
//! `stamp` by a citizen who is stamped alone, such as after an appeal.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a stamp that cannot be made fails its bench
#![allow(non_snake_case)] // points are capitals

use core::hint::black_box;

use celadon_benches::ProcessorTime;
use celadon_credential::issuance::Exponent;
use celadon_credential::stamp::round::{self, Entry, PaddingSecret, Round, StampKeys};
use celadon_credential::stamp::{BucketIndex, kernel};
use celadon_credential::{Colour, Grid};
use celadon_curve::{FixedBase, Secret};
use celadon_specimen::{NOW, Specimen};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const CITIZENS: usize = 1_000;
const ROWS: usize = 1_024;

fn publication(c: &mut Criterion<ProcessorTime>) {
    let Specimen {
        federation,
        issuers,
        mut rng,
        ..
    } = Specimen::new(1);
    let parameters = federation.parameters();
    let key = issuers[0].secret();
    let padding: PaddingSecret = Secret::new([9; 32]);
    let period = Grid::HOUR.period_of(NOW);
    let E = parameters.stamp_base(Colour::Green, period);
    let entries: Vec<Entry> = (0..CITIZENS)
        .map(|_| Entry {
            exponent: Exponent::random(&mut rng),
            colour: Colour::Green,
        })
        .collect();
    let exponents: Vec<&Exponent> = entries.iter().map(|entry| &entry.exponent).collect();

    let mut group = c.benchmark_group("stamp");
    celadon_benches::g1_multiplication(&mut group);
    group.bench_function("stamp", |b| {
        b.iter(|| kernel::stamp(key, black_box(exponents[0]), &E).unwrap());
    });
    group.bench_function("tables", |b| {
        b.iter(|| StampKeys::new(key, &padding, black_box(period), parameters));
    });

    group.throughput(Throughput::Elements(CITIZENS as u64));
    let table = FixedBase::new(&E);
    group.bench_function("stamp_all-1000", |b| {
        b.iter(|| kernel::stamp_all(key, black_box(&exponents), &table));
    });

    let keys = StampKeys::new(key, &padding, period, parameters);
    let round = Round { period, number: 0 };
    let bucket = BucketIndex::new(0, 0).unwrap();
    group.bench_function("write_bucket-1024", |b| {
        b.iter(|| round::write_bucket(round, bucket, black_box(&entries), ROWS, &keys));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = publication
}
criterion_main!(benches);
