//! Degenerate values: what the identity would open, and what it may not.

use celadon_circuits::possession::{self, Issuer, Points};
use celadon_circuits::presentation::{Proof, Statement};
use celadon_circuits::pseudonym;
use celadon_curve::{G1, G2, Scalar};

use super::assert_refused;
use crate::reference;
use crate::world::{MESSAGES, point, profile, rng, scalar, transcript, world};

/// Refused as a value and as bytes.
fn refused(statement: &Statement<'_>, proof: &Proof) {
    assert!(
        statement
            .verify_linear(proof, transcript("attack"))
            .is_err()
    );
    let (hidden, pseudonym) = profile(statement);
    assert!(Proof::from_bytes(&proof.to_bytes(), hidden, pseudonym, MESSAGES).is_err());
    if !pseudonym {
        // The same proof as one of possession alone.
        let alone = possession::Proof {
            points: proof.points.clone(),
            sigma: proof.sigma.clone(),
        };
        let verified = statement
            .possession
            .verify(&alone, transcript("attack"), &mut rng(1));
        assert!(verified.is_err());
    }
}

/// Records and holder secret that nobody signed.
fn invented() -> Vec<Scalar> {
    (0..=MESSAGES)
        .map(|j| scalar(&format!("invented/{j}")))
        .collect()
}

/// `Abar = B*`, `b = 1`, and nothing left for the pairing equation to say: anybody is green.
#[test]
fn identity_W_Y_Bbar_is_refused() {
    let world = world();
    for scope in [None, Some("venue, day")] {
        let statement = world.statement(&world.hidden, "green", scope);
        let secrets: Vec<Scalar> = [Scalar::ZERO, Scalar::ONE]
            .into_iter()
            .chain(invented())
            .collect();
        let points = Points {
            A_bar: world.B(secrets[2], &secrets[3..]) + world.E("green"),
            B_bar: G1::identity(),
            issuer: Some((G2::identity(), G1::identity())),
        };
        let forged = reference::prove(
            &statement,
            points,
            scope.map(|scope| point(scope) * secrets[3]),
            &secrets,
            transcript("attack"),
            &mut rng(1),
        );
        refused(&statement, &forged);
        let without = reference::verify_with_identities(
            &statement,
            &forged,
            transcript("attack"),
            &mut rng(2),
        );
        assert!(without, "a verifier without the rule would have taken it");
    }
}

/// With `Abar = Bbar = 0` the pairing equation says nothing about a signature, only that `W'` is
/// somebody's. What still stands is that equation (1) has `P1` on its left with coefficient one;
/// `attacks::variants` shows the forgery where it has not.
#[test]
fn identity_Abar_Bbar_is_refused() {
    let world = world();
    let hidden = world.statement(&world.hidden, "green", None);
    let known = world.statement(&world.known, "green", None);
    for (statement, issuer) in [
        (&hidden, Some((world.issuer.W, world.issuer.Y))),
        (&known, None),
    ] {
        let points = Points {
            A_bar: G1::identity(),
            B_bar: G1::identity(),
            issuer,
        };
        let issuer = statement.possession.issuer;
        assert!(
            reference::pairing(issuer, &points, scalar("rho")),
            "a verifier without the rule would have taken the pairing equation"
        );
        let secrets: Vec<Scalar> = [Scalar::ONE, Scalar::ONE]
            .into_iter()
            .chain(invented())
            .collect();
        let forged = reference::prove(
            statement,
            points,
            None,
            &secrets,
            transcript("attack"),
            &mut rng(1),
        );
        refused(statement, &forged);
    }
}

/// A holder secret of zero would be a pseudonym that all who choose it share.
#[test]
fn identity_N_is_refused() {
    let world = world();
    let mut messages = invented();
    messages.pop();
    messages[0] = Scalar::ZERO;
    let credential = world.sign(&world.issuer, scalar("e"), scalar("blind"), messages);
    let witness = credential.witness(credential.stamp(world.E("green")));
    let statement = world.statement(&world.hidden, "green", Some("venue, day"));
    assert!(!statement.holds(&witness));
    let proof = statement.prove(&witness, transcript("attack"), &mut rng(1));
    refused(&statement, &proof);
    assert!(
        reference::verify_with_identities(&statement, &proof, transcript("attack"), &mut rng(2)),
        "a verifier without the rule would have taken it"
    );
}

#[test]
fn every_point_at_the_identity_is_refused() {
    for (_, statement) in world().profiles() {
        let (hidden, pseudonym) = profile(&statement);
        let points = Points {
            A_bar: G1::identity(),
            B_bar: G1::identity(),
            issuer: hidden.then(|| (G2::identity(), G1::identity())),
        };
        let forged = reference::prove(
            &statement,
            points,
            pseudonym.then(G1::identity),
            &[Scalar::ZERO; 3 + MESSAGES],
            transcript("attack"),
            &mut rng(1),
        );
        refused(&statement, &forged);
    }
}

/// One point at a time, in proofs whose linear part is true: only the rule refuses them.
#[test]
fn the_identity_is_refused_in_each_place_of_a_true_linear_part() {
    let world = world();
    let statement = world.statement(&world.hidden, "green", Some("venue, day"));
    let mut secrets = vec![Scalar::ONE, Scalar::ONE];
    secrets.extend(invented());
    let B = world.B(secrets[2], &secrets[3..]) + world.E("green");
    let (W, Y) = (world.issuer.W, world.issuer.Y);
    let half = Scalar::from(2u64).invert().unwrap();
    let N = statement.pseudonym.as_ref().unwrap().pseudonym(&secrets[3]);
    let O = G1::identity();
    let mut zero_h = secrets.clone();
    zero_h[3] = Scalar::ZERO;
    let B_zero_h = world.B(zero_h[2], &zero_h[3..]) + world.E("green");
    // Abar + Bbar = B*, since a = b = 1.
    for (what, A_bar, B_bar, issuer, N, secrets, good) in [
        ("none", B * half, B * half, (W, Y), N, &secrets, true),
        ("A_bar", O, B, (W, Y), N, &secrets, false),
        ("B_bar", B, O, (W, Y), N, &secrets, false),
        (
            "W'",
            B * half,
            B * half,
            (G2::identity(), Y),
            N,
            &secrets,
            false,
        ),
        ("Y'", B * half, B * half, (W, O), N, &secrets, false),
        (
            "N",
            B_zero_h * half,
            B_zero_h * half,
            (W, Y),
            O,
            &zero_h,
            false,
        ),
    ] {
        let points = Points {
            A_bar,
            B_bar,
            issuer: Some(issuer),
        };
        let proof = reference::prove(
            &statement,
            points,
            Some(N),
            secrets,
            transcript("attack"),
            &mut rng(1),
        );
        assert!(
            reference::linear(&statement, &proof, transcript("attack")),
            "{what}"
        );
        let verified = statement.verify_linear(&proof, transcript("attack"));
        assert_eq!(verified.is_ok(), good, "{what}");
    }
}

#[test]
fn a_signature_that_is_the_identity_is_refused() {
    let world = world();
    for issuer in [&world.hidden, &world.known] {
        let mut statement = world.statement(issuer, "green", None);
        let mut witness = world.green("citizen");
        witness.A = G1::identity();
        assert!(!statement.holds(&witness));
        let proof = statement.prove(&witness, transcript("attack"), &mut rng(1));
        refused(&statement, &proof);
        // Were B* zero, it would be a signature.
        statement.possession.E = -world.B(witness.blind, &witness.messages);
        assert!(!statement.holds(&witness));
        let proof = statement.prove(&witness, transcript("attack"), &mut rng(1));
        refused(&statement, &proof);
    }
}

/// A zero exponent, blinding or record is a value like any other; a zero issuer key is not.
#[test]
fn an_issuer_key_that_is_the_identity_is_refused() {
    let world = world();
    let statement = world.statement(&world.hidden, "green", None);
    let mut witness = world.green("citizen");
    (witness.W, witness.Y) = (G2::identity(), G1::identity());
    // Signed by the key zero, which everybody knows: A = B / e.
    let B = world.B(witness.blind, &witness.messages) + world.E("green");
    witness.A = B * witness.e.invert().unwrap();
    let proof = statement.prove(&witness, transcript("attack"), &mut rng(1));
    refused(&statement, &proof);
    assert!(
        reference::verify_with_identities(&statement, &proof, transcript("attack"), &mut rng(2)),
        "a verifier without the rule would have taken it"
    );

    let known = Issuer::known(G2::identity());
    let statement = world.statement(&known, "green", None);
    let proof = statement.prove(&witness, transcript("attack"), &mut rng(1));
    refused(&statement, &proof);
}

/// Public values that no trust list may hold: nothing verifies under them.
#[test]
fn degenerate_public_values_accept_nobody() {
    let world = world();
    let witness = world.green("citizen");
    let no_V = Issuer::hidden(G2::identity(), world.Z);
    let no_Z = Issuer::hidden(world.V, G1::identity());
    for issuer in [&no_V, &no_Z] {
        assert_refused(&world.statement(issuer, "green", None), &witness);
    }
    let mut statement = world.statement(&world.hidden, "green", None);
    let scope = G1::identity();
    statement.pseudonym = Some(pseudonym::Statement { scope });
    let proof = statement.prove(&witness, transcript("attack"), &mut rng(1));
    refused(&statement, &proof);
}
