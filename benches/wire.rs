//! What does it cost to write a code, draw it, and read it again?
//!
//! All is of one full presentation. `encode` and `decode` are between its parts and its bytes, the
//! checks of every point included; `text` and `read-text` between bytes and the digits of a QR
//! code, `typed` after a scanner that adds to them; `draw` makes the QR code's modules at level L,
//! `png` its picture, and `read-picture` finds it there again.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a code that cannot be read fails its bench

use core::hint::black_box;

use celadon_benches::ProcessorTime;
use celadon_credential::presentation::Presentation;
use celadon_credential::text::{self, Prefix};
use celadon_measure::{Door, Profile};
use celadon_qr::{Code, Level, Picture};
use criterion::{Criterion, criterion_group, criterion_main};

fn wire(c: &mut Criterion<ProcessorTime>) {
    let mut group = c.benchmark_group("wire");
    celadon_benches::g1_multiplication(&mut group);
    let bytes = Door::new(Profile::HiddenPseudonym, 0).prove();
    let presentation = Presentation::from_bytes(&bytes).unwrap();
    group.bench_function("encode", |b| b.iter(|| black_box(&presentation).to_bytes()));
    group.bench_function("decode", |b| {
        b.iter(|| Presentation::from_bytes(black_box(&bytes)).unwrap());
    });

    let digits = text::encode(Prefix::Presentation, &bytes);
    group.bench_function("text", |b| {
        b.iter(|| text::encode(Prefix::Presentation, black_box(&bytes)));
    });
    group.bench_function("read-text", |b| {
        b.iter(|| text::strict::presentation(black_box(&digits)).unwrap());
    });
    let typed = format!("]Q3{}\r\n", digits.to_lowercase());
    group.bench_function("typed", |b| {
        b.iter(|| text::typed::presentation(black_box(&typed)).unwrap());
    });

    let code = Code::encode(&digits, Level::L).unwrap();
    group.bench_function("draw", |b| {
        b.iter(|| Code::encode(black_box(&digits), Level::L).unwrap());
    });
    let picture = code.to_png(4);
    group.bench_function("png", |b| b.iter(|| black_box(&code).to_png(4)));
    group.sample_size(20);
    group.bench_function("read-picture", |b| {
        b.iter(|| {
            Picture::from_png(black_box(&picture))
                .unwrap()
                .read()
                .unwrap()
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = wire
}
criterion_main!(benches);
