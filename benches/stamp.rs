//! How many citizens does one core stamp in an hour?
//!
//! For each kernel, `points-8192` is the arithmetic of 8,192 citizens of one colour, and
//! `files-8192` their bucket files, with labels and sorting. Divide by 8,192 (the throughput counts
//! citizens), and compare with `g1-multiplication`: what each stamp would cost at least without the
//! table of the common base. `table` is paid once for a colour and period, `stamp` by a citizen who
//! is stamped alone, such as after an appeal.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a stamp that cannot be made fails its bench
#![allow(non_snake_case)] // points are capitals, scalars are small

use core::hint::black_box;

use celadon_benches::ProcessorTime;
use celadon_credential::issuance::Exponent;
use celadon_credential::stamp::round::{Entry, PaddingSecret, Round, StampKeys};
use celadon_credential::stamp::write::{Bucket, write_group};
use celadon_credential::stamp::{BucketIndex, Kernel, kernel};
use celadon_credential::{Colour, Grid};
use celadon_curve::{Secret, SharedBase};
use celadon_specimen::{NOW, Specimen};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const ROWS: usize = 1_024;
const BITS: u8 = 3;

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
    let round = Round {
        period: Grid::HOUR.period_of(NOW),
        number: 0,
    };
    let E = parameters.stamp_base(Colour::Green, round.period);
    let mut entry = || Entry {
        exponent: Exponent::random(&mut rng),
        colour: Colour::Green,
    };
    let buckets: Vec<Bucket> = BucketIndex::all(BITS)
        .map(|index| Bucket {
            index,
            entries: (0..ROWS).map(|_| entry()).collect(),
        })
        .collect();
    let entries = buckets.iter().flat_map(|bucket| &bucket.entries);
    let exponents: Vec<&Exponent> = entries.map(|entry| &entry.exponent).collect();

    let mut group = c.benchmark_group("stamp");
    celadon_benches::g1_multiplication(&mut group);
    group.bench_function("stamp", |b| {
        b.iter(|| kernel::stamp(key, black_box(exponents[0]), &E).unwrap());
    });
    group.sample_size(20);
    for (name, kernel) in [
        ("constant-time", Kernel::ConstantTime),
        ("fast", Kernel::Fast),
    ] {
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("table/{name}"), |b| {
            b.iter_with_large_drop(|| SharedBase::new(black_box(&E), kernel));
        });
        group.throughput(Throughput::Elements(exponents.len() as u64));
        let table = SharedBase::new(&E, kernel);
        group.bench_function(format!("points-8192/{name}"), |b| {
            b.iter(|| kernel::stamp_all(key, black_box(&exponents), &table));
        });
        let keys = StampKeys::new(key, &padding, round.period, parameters, kernel);
        group.bench_function(format!("files-8192/{name}"), |b| {
            b.iter(|| write_group(round, black_box(&buckets), ROWS, &keys));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = publication
}
criterion_main!(benches);
