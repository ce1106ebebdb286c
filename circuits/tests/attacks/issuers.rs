//! Keys that are not accredited, and issuers mixed.

use celadon_circuits::possession::{Issuer, Points};
use celadon_circuits::presentation::{Proof, Statement};
use celadon_circuits::sigma::{Base, Equation, LinearRelation, Term};
use celadon_curve::{G1, G2, Scalar};

use super::{assert_accepted, assert_refused};
use crate::reference;
use crate::world::{IssuerKeys, point, rng, scalar, transcript, world};

#[test]
fn refuses_the_stamp_of_issuer_2_on_a_credential_of_issuer_1() {
    let world = world();
    let mine = world.issue(&world.issuer, "citizen");
    // Even if issuer 2 has a credential under the same exponent.
    let theirs = world.issue_with(&world.other_issuer, "citizen", mine.e);
    let statement = world.statement(&world.hidden, "green", None);
    let mut witness = mine.witness(theirs.stamp(world.E("green")));
    assert_refused(&statement, &witness);
    (witness.W, witness.Y) = (world.other_issuer.W, world.other_issuer.Y);
    assert_refused(&statement, &witness);
    // Under the sum of the keys, which anybody can accredit: Y_1 + Y_2.
    witness.W = world.issuer.W + world.other_issuer.W;
    witness.Y = world.issuer.Y + world.other_issuer.Y;
    assert_refused(&statement, &witness);
    assert_accepted(&statement, &theirs.witness(theirs.stamp(world.E("green"))));
}

#[test]
fn refuses_two_issuers_mixed() {
    let world = world();
    let statement = world.statement(&world.hidden, "green", None);
    // W of one, Y of the other.
    let mut witness = world.green("citizen");
    witness.Y = world.other_issuer.Y;
    assert_refused(&statement, &witness);
    // An unaccredited key with an accredited one's Y.
    let rogue = IssuerKeys::new(scalar("rogue"), world.v, world.Z);
    let credential = world.issue(&rogue, "citizen");
    let mut witness = credential.witness(credential.stamp(world.E("green")));
    witness.Y = world.issuer.Y;
    assert_refused(&statement, &witness);
    // W' of one issuer under which the other's signature is shown.
    let mut witness = world.green("citizen");
    (witness.W, witness.Y) = (world.other_issuer.W, world.other_issuer.Y);
    assert_refused(&statement, &witness);
}

#[test]
fn refuses_a_key_that_is_not_accredited() {
    let world = world();
    let statement = world.statement(&world.hidden, "green", None);
    let rogue = IssuerKeys::new(scalar("rogue"), world.v, world.Z);
    let credential = world.issue(&rogue, "citizen");
    let witness = |Y| {
        let mut witness = credential.witness(credential.stamp(world.E("green")));
        witness.Y = Y;
        witness
    };
    assert_accepted(&statement, &witness(rogue.Y)); // accredited, it would pass
    for Y in [
        rogue.X,                // x·Z: accredited under v = 1
        world.Z,                // of the key V itself
        world.issuer.Y,         // another's
        rogue.X * scalar("v'"), // under a key of its own
        G1::generator(),
    ] {
        assert_refused(&statement, &witness(Y));
    }
}

#[test]
fn refuses_a_key_accredited_in_another_epoch() {
    let world = world();
    let old = IssuerKeys::new(world.issuer.x, scalar("old v"), world.Z);
    let mut witness = world.green("citizen");
    witness.Y = old.Y;
    assert_refused(&world.statement(&world.hidden, "green", None), &witness);
    let old_epoch = Issuer::hidden(G2::generator() * scalar("old v"), world.Z);
    assert_accepted(&world.statement(&old_epoch, "green", None), &witness);
}

#[test]
fn refuses_a_key_accredited_for_another_schema() {
    // A railway's key, honestly accredited for tickets under the same v, stamps a green.
    let world = world();
    let Z = point("Z of tickets");
    let railway = IssuerKeys::new(scalar("railway"), world.v, Z);
    let credential = world.issue(&railway, "citizen");
    let witness = credential.witness(credential.stamp(world.E("green")));
    assert_refused(&world.statement(&world.hidden, "green", None), &witness);
    // With one base for all schemas it would pass: that is what Z is for.
    let one_base = Issuer::hidden(world.V, Z);
    assert_accepted(&world.statement(&one_base, "green", None), &witness);
}

#[test]
fn refuses_the_accreditation_key_as_an_issuer() {
    // e(Z, V) = e(Z, V): W' = V and Y' = Z pass for accredited, and (Y_i, X_i) is a published
    // pair with e(Y_i, V) = e(X_i, P2). The pairing equation holds; nothing is signed.
    let world = world();
    let statement = world.statement(&world.hidden, "green", None);
    let points = Points {
        A_bar: world.issuer.Y,
        B_bar: world.issuer.X,
        issuer: Some((world.V, world.Z)),
    };
    assert!(reference::pairing(&world.hidden, &points, scalar("rho")));
    for secrets in [vec![Scalar::ZERO; 8], vec![Scalar::ONE; 8]] {
        let proof = reference::prove(
            &statement,
            points.clone(),
            None,
            &secrets,
            transcript("attack"),
            &mut rng(1),
        );
        assert!(
            statement
                .verify_linear(&proof, transcript("attack"))
                .is_err()
        );
    }
}

#[test]
fn refuses_the_issuer_of_another_presentation() {
    // The thief saw a presentation and has no credential, or one of an unaccredited issuer.
    let world = world();
    let statement = world.statement(&world.hidden, "green", None);
    let seen = statement.prove(&world.green("victim"), transcript("theirs"), &mut rng(1));
    let rogue = IssuerKeys::new(scalar("rogue"), world.v, world.Z);
    let credential = world.issue(&rogue, "thief");
    let witness = credential.witness(credential.stamp(world.E("green")));
    let (mut points, secrets) =
        reference::randomise(&statement, &witness, scalar("r"), scalar("s"));
    points.issuer = seen.points.issuer;
    let spliced = forge(&statement, points, &secrets);
    refused_by_pairing(&statement, &spliced);

    // With the victim's signature too: the pairing holds, and the thief cannot answer for it.
    for secrets in [secrets, vec![Scalar::ONE; 8]] {
        let stolen = forge(&statement, seen.points.clone(), &secrets);
        assert!(reference::pairing(
            &world.hidden,
            &stolen.points,
            scalar("rho")
        ));
        assert!(
            statement
                .verify_linear(&stolen, transcript("attack"))
                .is_err()
        );
    }
}

#[test]
fn refuses_another_known_issuer() {
    let world = world();
    let other = Issuer::known(world.other_issuer.W);
    let witness = world.green("citizen");
    assert_refused(&world.statement(&other, "green", None), &witness);
    assert_accepted(&world.statement(&world.known, "green", None), &witness);
}

/// Registering `W_2 = c·P2 − W_1` gives an issuer whose secret nobody knows; but the two together
/// are the key `c`, accredited by `Y_1 + Y_2`. The root must ask for a proof of possession.
#[test]
fn a_related_key_is_a_forgery_unless_possession_is_proven() {
    let world = world();
    let c = scalar("c");
    let victim = world.issuer;
    let W = G2::generator() * c + victim.W * -Scalar::ONE;
    let X = world.Z * c - victim.X; // consistent: e(X, P2) = e(Z, W)
    let accredited_without_proof = X * world.v.invert().unwrap();

    // Any holder secret, any records, and a stamp, by someone who knows no key on the list.
    let mut forger = IssuerKeys::new(c, world.v, world.Z);
    forger.Y = victim.Y + accredited_without_proof;
    assert_eq!(forger.W, victim.W + W);
    let credential = world.issue(&forger, "nobody");
    let statement = world.statement(&world.hidden, "green", None);
    assert_accepted(
        &statement,
        &credential.witness(credential.stamp(world.E("green"))),
    );

    // The proof that the root must ask for: X = x·Z. The forger can only guess at x, or send the
    // victim's own proof.
    let possession = |X: G1| LinearRelation {
        variables: 1,
        equations: vec![Equation {
            image: X,
            terms: vec![Term::plus(0, Base::Point(world.Z))],
        }],
    };
    let bound = |X: &G1| {
        let mut transcript = transcript("possession of x");
        transcript.append_G1(b"X", X);
        transcript
    };
    for guess in [c, -c, Scalar::ZERO] {
        let proof = possession(X).prove(&[guess], &mut bound(&X), &mut rng(1));
        assert!(possession(X).verify(&proof, &mut bound(&X)).is_err());
    }
    let mut theirs = possession(victim.X).prove(&[victim.x], &mut bound(&victim.X), &mut rng(1));
    let honest = possession(victim.X).verify(&theirs, &mut bound(&victim.X));
    assert!(honest.is_ok());
    assert!(possession(X).verify(&theirs, &mut bound(&X)).is_err());
    theirs.responses[0] = c - theirs.responses[0];
    assert!(possession(X).verify(&theirs, &mut bound(&X)).is_err());
}

fn forge(statement: &Statement<'_>, points: Points, secrets: &[Scalar]) -> Proof {
    reference::prove(
        statement,
        points,
        None,
        secrets,
        transcript("attack"),
        &mut rng(1),
    )
}

fn refused_by_pairing(statement: &Statement<'_>, proof: &Proof) {
    let linear = statement.verify_linear(proof, transcript("attack"));
    assert!(linear.is_ok(), "the attack is weaker than it could be");
    let whole = statement.verify(proof, transcript("attack"), &mut rng(2));
    assert!(whole.is_err());
}
