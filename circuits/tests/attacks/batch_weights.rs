//! What random weights prevent: proofs that fit weights known beforehand.

use celadon_circuits::Transcript;
use celadon_circuits::batch;
use celadon_circuits::possession::Points;
use celadon_circuits::presentation::{Proof, Statement};
use celadon_curve::{G1, G2, Scalar, Weight};
use rand_core::Rng;

use crate::random::ConstantRng;
use crate::reference;
use crate::world::{MESSAGES, profile, rng, scalar, transcript, world};

const ATTACK: &str = "attack";

/// Whoever knows the weight shows a key of its own, `W' = w·P2` and `Y' = Y_1`, and hides the
/// difference `ρ·(w·Z − X_1)` in `Bbar`.
fn forge_for(statement: &Statement<'_>, rho: Scalar) -> Proof {
    let world = world();
    let w = scalar("forger's key");
    let mut secrets = vec![Scalar::ONE, scalar("b")];
    secrets.extend((0..=MESSAGES).map(|j| scalar(&format!("invented/{j}"))));
    let B = world.B(secrets[2], &secrets[3..]) + statement.possession.E;
    let hidden = (world.Z * w - world.issuer.X) * rho;
    // a·Bbar + b·Abar = B with Bbar = w·Abar + hidden, a = 1.
    let A_bar = (B - hidden) * (w + secrets[1]).invert().unwrap();
    let points = Points {
        A_bar,
        B_bar: A_bar * w + hidden,
        issuer: Some((G2::generator() * w, world.issuer.Y)),
    };
    reference::prove(
        statement,
        points,
        None,
        &secrets,
        transcript(ATTACK),
        &mut rng(1),
    )
}

#[test]
fn a_known_weight_is_a_total_forgery() {
    let statement = world().statement(&world().hidden, "green", None);
    for rho in [scalar("rho"), Scalar::ONE] {
        let forged = forge_for(&statement, rho);
        let points = &forged.points;
        assert!(reference::linear(&statement, &forged, transcript(ATTACK)));
        assert!(
            reference::pairing(&world().hidden, points, rho),
            "a verifier whose weight is known would have taken it"
        );
        assert!(!reference::pairing(
            &world().hidden,
            points,
            rho + Scalar::ONE
        ));
        for seed in 0..4 {
            let refused = statement.verify(&forged, transcript(ATTACK), &mut rng(seed));
            assert!(refused.is_err());
        }
    }
}

/// A predicted source is not enough to know the weight, which depends on the presentation too: it
/// would have to be made for itself. Refused is what would fit, were the weight drawn from the
/// source alone, or from the source and a transcript without the presentation.
#[test]
fn a_predictable_random_source_is_no_forgery() {
    let statement = world().statement(&world().hidden, "green", None);
    let mut bytes = [0; 16];
    rng(7).fill_bytes(&mut bytes);
    let weight = |bytes| Weight::from_bytes(&bytes).unwrap().to_scalar();
    let drawn = weight(bytes);
    let empty = Transcript::new(b"celadon batch weights");
    let derived = empty.nonces([], &mut rng(7)).next_weight().to_scalar();
    for predicted in [drawn, derived] {
        let forged = forge_for(&statement, predicted);
        let refused = statement.verify(&forged, transcript(ATTACK), &mut rng(7));
        assert!(refused.is_err());
    }
    let constant = weight([5; 16]);
    let forged = forge_for(&statement, constant);
    let refused = statement.verify(&forged, transcript(ATTACK), &mut ConstantRng(5));
    assert!(refused.is_err());
}

/// Two proofs of nothing, wrong by opposite amounts: `Abar_2 = −Abar_1`, `Bbar_2 = −Bbar_1`.
fn cancelling_pair(statement: &Statement<'_>) -> [Proof; 2] {
    let world = world();
    let secrets: Vec<Vec<Scalar>> = [1, 2]
        .iter()
        .map(|n| {
            let ab = ["a", "b"].map(|name| scalar(&format!("{name}/{n}")));
            let rest = (0..=MESSAGES).map(|j| scalar(&format!("invented/{n}/{j}")));
            ab.into_iter().chain(rest).collect()
        })
        .collect();
    let [B1, B2] = [0, 1].map(|n| {
        let secrets: &Vec<Scalar> = &secrets[n];
        world.B(secrets[2], &secrets[3..]) + statement.possession.E
    });
    // a1·X + b1·Y = B1 and −a2·X − b2·Y = B2, for X = Bbar_1 and Y = Abar_1.
    let ([a1, b1], [a2, b2]) = (
        [secrets[0][0], secrets[0][1]],
        [secrets[1][0], secrets[1][1]],
    );
    let determinant = (a2 * b1 - a1 * b2).invert().unwrap();
    let X = (B1 * b2 + B2 * b1) * -determinant;
    let Y = (B1 * a2 + B2 * a1) * determinant;
    let (hidden, _) = profile(statement);
    [(Y, X, &secrets[0]), (-Y, -X, &secrets[1])].map(|(A_bar, B_bar, secrets)| {
        let points = Points {
            A_bar,
            B_bar,
            issuer: hidden.then_some((world.issuer.W, world.issuer.Y)),
        };
        let transcript = transcript(ATTACK);
        reference::prove(statement, points, None, secrets, transcript, &mut rng(1))
    })
}

#[test]
fn a_cancelling_pair_passes_under_fixed_weights_and_fails_under_random_ones() {
    let world = world();
    for issuer in [&world.known, &world.hidden] {
        let statement = world.statement(issuer, "green", None);
        let pair = cancelling_pair(&statement);
        let points = [&pair[0].points, &pair[1].points];
        let ones = [Scalar::ONE; 2];
        let betas = [scalar("beta/1"), scalar("beta/2")];
        assert!(
            reference::batch_pairing(issuer, &points, &ones, &betas),
            "a verifier with fixed weights would have taken both"
        );
        let pending = pair.each_ref().map(|proof| {
            statement
                .verify_linear(proof, transcript(ATTACK))
                .expect("the linear parts are true")
        });
        for seed in 0..4 {
            let [first, second] = &pending;
            assert!(batch::verify(issuer, &[first, second], &mut rng(seed)).is_err());
            assert!(batch::verify(issuer, &[second, first], &mut rng(seed)).is_err());
            assert!(batch::verify(issuer, &[first], &mut rng(seed)).is_err());
            assert!(batch::verify(issuer, &[second], &mut rng(seed)).is_err());
        }
    }
}

/// The same with wrong accreditations: `Y'_2` lacks what `Y'_1` has too much.
#[test]
fn cancelling_accreditations_pass_under_fixed_weights_and_fail_under_random_ones() {
    let world = world();
    let statement = world.statement(&world.hidden, "green", None);
    let shift = G1::generator() * scalar("shift");
    let pair = ["a", "b"].map(|name| {
        let mut witness = world.green(name);
        let more = if name == "a" { shift } else { -shift };
        witness.Y += more;
        // The same s for both, so that the errors are of one size.
        let (points, secrets) =
            reference::randomise(&statement, &witness, scalar(name), scalar("s"));
        reference::prove(
            &statement,
            points,
            None,
            &secrets,
            transcript(ATTACK),
            &mut rng(1),
        )
    });
    let points = [&pair[0].points, &pair[1].points];
    let alphas = [scalar("alpha/1"), scalar("alpha/2")];
    let ones = [Scalar::ONE; 2];
    assert!(
        reference::batch_pairing(&world.hidden, &points, &alphas, &ones),
        "a verifier with fixed weights would have taken both"
    );
    let pending = pair.each_ref().map(|proof| {
        statement
            .verify_linear(proof, transcript(ATTACK))
            .expect("the linear parts are true")
    });
    let [first, second] = &pending;
    for seed in 0..4 {
        let verify = |batch: &[_]| batch::verify(&world.hidden, batch, &mut rng(seed));
        assert!(verify(&[first, second]).is_err());
        assert!(verify(&[first]).is_err());
    }
}

/// One weight for both halves of the equation is a known weight: the quotient is one.
#[test]
fn weights_of_one_presentation_are_independent() {
    let statement = world().statement(&world().hidden, "green", None);
    let forged = forge_for(&statement, Scalar::ONE);
    let equal = [scalar("alpha")];
    assert!(
        reference::batch_pairing(&world().hidden, &[&forged.points], &equal, &equal),
        "a verifier with one weight for both would have taken it"
    );
    // In a batch, behind an honest one, where the first weight is not fixed.
    let honest = statement.prove(&world().green("citizen"), transcript("a"), &mut rng(1));
    let honest = statement.verify_linear(&honest, transcript("a")).unwrap();
    let forged = statement
        .verify_linear(&forged, transcript(ATTACK))
        .expect("the linear part is true");
    for seed in 0..4 {
        let batch = [&honest, &forged];
        assert!(batch::verify(&world().hidden, &batch, &mut rng(seed)).is_err());
    }
}
