//! What the benches share: the clock as criterion takes it, and the yardstick.
//!
//! | file | question |
//! | --- | --- |
//! | `issue.rs` | what does one credential cost its citizen and its issuer? |
//! | `stamp.rs` | how many citizens does one core stamp in an hour? |
//! | `present.rs` | how long does a citizen wait for a code, and for an answer to a challenge? |
//! | `verify.rs` | how long does one check at a door take? |
//! | `batch.rs` | how many people does one core let through a door? |
//! | `wire.rs` | what does it cost to write a code, draw it, and read it again? |
//! | `backends.rs` | what does the portable backend cost? |
//!
//! A time depends on the machine, so each file measures one multiplication in G1 as well: quote a
//! time as a multiple of it. The program `figures` compares them with peers and writes
//! docs/benchmarks.md.
#![forbid(unsafe_code)]

mod clock;

pub use clock::ProcessorTime;

use core::hint::black_box;

use celadon_curve::G1;
use celadon_measure::primitives::scalar;
use criterion::{BenchmarkGroup, Criterion};

/// Criterion with the clock of the benches.
pub fn criterion() -> Criterion<ProcessorTime> {
    Criterion::default().with_measurement(ProcessorTime)
}

/// The yardstick: `k·P` in constant time, for a point that no table was made for.
pub fn g1_multiplication(group: &mut BenchmarkGroup<'_, ProcessorTime>) {
    g1_multiplication_as("g1-multiplication", group);
}

/// The yardstick under another name.
pub fn g1_multiplication_as(name: &str, group: &mut BenchmarkGroup<'_, ProcessorTime>) {
    let (scalar, point) = (scalar(1), G1::generator() * scalar(2));
    group.bench_function(name, |b| {
        b.iter(|| black_box(point) * black_box(scalar));
    });
}
