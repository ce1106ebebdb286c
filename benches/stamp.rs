//! How many citizens does one core stamp in an hour?
//!
//! For each kernel `stamp_all-2048` is the arithmetic of 2,048 citizens of one colour, and `rows-2048`
//! all that makes the files of two buckets with the same citizens: labels, sorting and encoding too.
//! The throughput counts citizens; compare with `g1-multiplication`, what each stamp would cost at
//! least without the table of the common base. `table` is paid once for a publication, `stamp` by a
//! citizen who is stamped alone, such as after an appeal.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a stamp that cannot be made fails its bench
#![allow(non_snake_case)] // points are capitals

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

const CITIZENS: usize = 2_048;
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
    let round = Round { period, number: 0 };
    let buckets: Vec<Bucket> = (BucketIndex::all(1).zip(entries.chunks(ROWS)))
        .map(|(index, entries)| Bucket {
            index,
            entries: entries.to_vec(),
        })
        .collect();
    for (name, kernel) in [
        ("constant-time", Kernel::ConstantTime),
        ("fast", Kernel::Fast),
    ] {
        group.bench_function(format!("table-{name}"), |b| {
            b.iter(|| SharedBase::new(black_box(&E), kernel));
        });
        group.throughput(Throughput::Elements(CITIZENS as u64));
        let table = SharedBase::new(&E, kernel);
        group.bench_function(format!("stamp_all-{CITIZENS}-{name}"), |b| {
            b.iter(|| kernel::stamp_all(key, black_box(&exponents), &table));
        });
        let keys = StampKeys::new(key, &padding, period, parameters, kernel);
        group.bench_function(format!("rows-{CITIZENS}-{name}"), |b| {
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
