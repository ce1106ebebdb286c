//! What does one credential cost its citizen and its issuer?
//!
//! `request` and `receive` are the wallet's work, once in a credential's life. `verify` and `sign`
//! are the issuer's: their sum, on one core, bounds how many people it can enrol; transport,
//! review and the database come on top. Bytes are decoded within the step that receives them and
//! encoded within the one that sends them.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)] // a ceremony that fails, fails its bench

use core::hint::black_box;

use celadon_benches::ProcessorTime;
use celadon_credential::identity::IdentityNumber;
use celadon_credential::issuance::{
    Exponent, IssuanceRequest, IssuanceResponse, Offer, PendingCredential, issue,
};
use celadon_credential::record::Record;
use celadon_credential::records::Identity;
use celadon_curve::{Scalar, Secret};
use celadon_specimen::{Specimen, declaration};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

fn ceremony(c: &mut Criterion<ProcessorTime>) {
    let mut specimen = Specimen::new(3);
    let declaration = declaration(&mut specimen);
    let Specimen {
        federation,
        issuers,
        mut rng,
        ..
    } = specimen;
    let (list, parameters) = (federation.list(), federation.parameters());
    let offer = Offer {
        federation: *parameters.federation(),
        schema: parameters.schema().id(),
        issuer_key: issuers[0].W(),
        nonce: [7; 32],
    };
    let holder_secret = Secret::new(Scalar::random_nonzero(&mut rng));
    let identity = Identity {
        number: IdentityNumber::parse("99999919000101004X").unwrap(),
        name: "Specimen".into(),
    };
    let identity = Record::seal(&identity, &mut rng).unwrap();

    let mut group = c.benchmark_group("issue");
    celadon_benches::g1_multiplication(&mut group);

    let mut begin = || {
        let secret = holder_secret.clone();
        PendingCredential::begin(
            offer.clone(),
            &declaration,
            secret,
            list,
            parameters,
            &mut rng,
        )
        .unwrap()
    };
    let (_, pending) = begin();
    group.bench_function("request", |b| b.iter(&mut begin));

    let verify = || {
        IssuanceRequest::from_bytes(black_box(pending.request()))
            .unwrap()
            .verify(&offer, parameters)
            .unwrap()
    };
    let verified = verify();
    group.bench_function("verify", |b| b.iter(verify));

    let mut sign = |identity: Record| {
        let exponent = Exponent::random(&mut rng);
        let key = issuers[0].secret();
        issue(key, &verified, identity, exponent, [3; 16], parameters)
            .unwrap()
            .to_bytes()
    };
    let response = sign(identity.clone());
    group.bench_function("sign", |b| {
        b.iter_batched(|| identity.clone(), &mut sign, BatchSize::SmallInput);
    });

    group.bench_function("receive", |b| {
        b.iter(|| {
            let response = IssuanceResponse::from_bytes(black_box(&response)).unwrap();
            pending.receive(response, parameters).unwrap()
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = celadon_benches::criterion();
    targets = ceremony
}
criterion_main!(benches);
