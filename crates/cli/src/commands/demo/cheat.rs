//! A cheating wallet: it holds a stamped credential of an issuer that nobody accredited, and shows
//! it as if its key stood on the trust list. The wallet crate has no switch for this.
#![allow(non_snake_case)] // points are capitals, scalars are small

use celadon_circuits::possession::Witness;
use celadon_credential::Colour;
use celadon_credential::presentation::{Ask, Federation, Presentation};
use celadon_curve::{G1, G2, Scalar};
use rand::CryptoRng;

/// Signs, stamps, accredits and proves, all by itself. Everything is right but the accreditation,
/// which only the root's key can make.
pub fn unaccredited(
    ask: &Ask,
    federation: &Federation,
    rng: &mut impl CryptoRng,
) -> Option<Presentation> {
    let header = ask.header(Colour::Green, federation)?;
    let statement = ask.statement(Colour::Green, federation);
    let possession = &statement.possession;
    let generators = possession.generators;

    let x = Scalar::random_nonzero(rng);
    let e = Scalar::random_nonzero(rng);
    let blind = Scalar::random_nonzero(rng);
    let messages: Vec<Scalar> = (0..generators.messages())
        .map(|_| Scalar::random_nonzero(rng))
        .collect();
    let sum: G1 = generators
        .H
        .iter()
        .zip(&messages)
        .map(|(H, m)| H.mul(m))
        .sum();
    let B = generators.P1
        + generators.Q1 * possession.domain
        + generators.Q2.mul(&blind)
        + sum
        + possession.E;
    let witness = Witness {
        A: B * (x + e).invert()?,
        signed: None,
        e,
        blind,
        messages,
        W: G2::generator() * x,
        // The root would have made (1/v)·x·Z. Without v, this is the best guess there is.
        Y: federation.parameters().accreditation_base() * Scalar::random_nonzero(rng),
    };
    let proof = statement.prove(&witness, ask.transcript(&header, federation), rng);
    Some(Presentation::new(header, proof))
}
