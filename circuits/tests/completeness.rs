//! What holds is proven, in each profile, and a second implementation agrees.

use celadon_circuits::possession::Issuer;
use celadon_circuits::presentation::{OtherStatement, Proof};
use celadon_curve::{G2, Scalar};

use crate::reference;
use crate::world::{MESSAGES, profile, rng, scalar, transcript, world};

#[test]
fn proves_what_holds_in_each_profile() {
    let witness = world().green("citizen");
    for (name, statement) in world().profiles() {
        assert!(statement.holds(&witness), "{name}");
        let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
        statement
            .verify(&proof, transcript("a"), &mut rng(2))
            .expect(name);

        let (hidden, pseudonym) = profile(&statement);
        let bytes = proof.to_bytes();
        assert_eq!(bytes.len(), Proof::len(hidden, pseudonym, MESSAGES));
        let decoded = Proof::from_bytes(&bytes, hidden, pseudonym, MESSAGES).expect(name);
        assert_eq!(decoded, proof);
        assert_eq!(decoded.to_bytes(), bytes);
    }
}

#[test]
fn a_proof_has_the_bytes_that_the_protocol_promises() {
    assert_eq!(Proof::len(false, false, 5), 368);
    assert_eq!(Proof::len(false, true, 5), 416);
    assert_eq!(Proof::len(true, false, 5), 512);
    assert_eq!(Proof::len(true, true, 5), 560);
}

#[test]
fn the_points_stand_in_the_order_that_the_protocol_promises() {
    let statement = world().statement(&world().hidden, "green", Some("venue, day"));
    let proof = statement.prove(&world().green("citizen"), transcript("a"), &mut rng(1));
    let (W, Y) = proof.points.issuer.unwrap();
    let mut expected = Vec::new();
    expected.extend(proof.points.A_bar.to_bytes());
    expected.extend(proof.points.B_bar.to_bytes());
    expected.extend(W.to_bytes());
    expected.extend(Y.to_bytes());
    expected.extend(proof.N.unwrap().to_bytes());
    expected.extend(proof.sigma.challenge);
    for response in &proof.sigma.responses {
        expected.extend(response.to_bytes());
    }
    assert_eq!(proof.to_bytes(), expected);
}

#[test]
fn points_are_prepared_before_the_challenge_is_known() {
    let witness = world().green("citizen");
    for (name, statement) in world().profiles() {
        let prepared = statement.prepare(&witness, &mut rng(1));
        let answered = statement.finish(prepared, transcript("later"), &mut rng(2));
        let proof = answered.expect(name);
        statement
            .verify(&proof, transcript("later"), &mut rng(3))
            .expect(name);
    }
}

/// Tables change the time and nothing else.
#[test]
fn a_prepared_answer_is_the_same_proof() {
    let witness = world().green("citizen");
    for (name, statement) in world().profiles() {
        let at_once = statement.prove(&witness, transcript("a"), &mut rng(1));
        let mut rng = rng(1);
        let prepared = statement.prepare(&witness, &mut rng);
        let later = statement.finish(prepared, transcript("a"), &mut rng);
        assert_eq!(later, Ok(at_once), "{name}");
    }
}

/// What depends on the stamp alone may be known already.
#[test]
fn a_signed_point_that_is_known_changes_no_proof() {
    let mut witness = world().green("citizen");
    for (name, statement) in world().profiles() {
        witness.signed = None;
        let computed = statement.prove(&witness, transcript("a"), &mut rng(1));
        witness.signed = Some(statement.possession.signed(&witness));
        assert!(statement.holds(&witness), "{name}");
        let known = statement.prove(&witness, transcript("a"), &mut rng(1));
        assert_eq!(computed, known, "{name}");
        witness.signed = witness.signed.map(|point| point.double());
        assert!(!statement.holds(&witness), "{name}");
    }
}

/// The venue, and so the scope, may be known only with its challenge.
#[test]
fn points_prepared_without_a_pseudonym_serve_an_answer_with_one() {
    let world = world();
    let witness = world.green("citizen");
    for issuer in [&world.hidden, &world.known] {
        let ahead = world.statement(issuer, "green", None);
        let asked = world.statement(issuer, "green", Some("venue, day"));
        let mut source = rng(1);
        let prepared = ahead.prepare(&witness, &mut source);
        let proof = asked.finish(prepared, transcript("a"), &mut source);
        let proof = proof.unwrap();
        let at_once = asked.prove(&witness, transcript("a"), &mut rng(1));
        assert_eq!(proof, at_once);
        asked.verify(&proof, transcript("a"), &mut rng(2)).unwrap();
    }
}

/// At midnight, at the end of a period, in a new epoch.
#[test]
fn refuses_to_finish_points_prepared_for_another_statement() {
    let world = world();
    let witness = world.green("citizen");
    let today = world.statement(&world.hidden, "green", Some("venue, day 1"));
    let next_epoch = Issuer::hidden(G2::generator() * scalar("next v"), world.Z);
    for other in [
        world.statement(&world.hidden, "green", Some("venue, day 2")),
        world.statement(&world.hidden, "green", None),
        world.statement(&world.hidden, "green/T2", Some("venue, day 1")),
        world.statement(&world.known, "green", Some("venue, day 1")),
        world.statement(&next_epoch, "green", Some("venue, day 1")),
    ] {
        let prepared = today.prepare(&witness, &mut rng(1));
        let refused = other.finish(prepared, transcript("a"), &mut rng(2));
        assert_eq!(refused, Err(OtherStatement));
    }
}

#[test]
fn the_reference_accepts_what_the_crate_proves() {
    let witness = world().green("citizen");
    for (name, statement) in world().profiles() {
        let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
        assert!(
            reference::linear(&statement, &proof, transcript("a")),
            "{name}"
        );
        let issuer = statement.possession.issuer;
        for rho in [Scalar::ONE, scalar("rho")] {
            assert!(reference::pairing(issuer, &proof.points, rho), "{name}");
        }
    }
}

#[test]
fn the_crate_accepts_what_the_reference_proves() {
    let witness = world().green("citizen");
    for (name, statement) in world().profiles() {
        let (hidden, _) = profile(&statement);
        let s = if hidden { scalar("s") } else { Scalar::ONE };
        let (points, secrets) = reference::randomise(&statement, &witness, scalar("r"), s);
        let N = statement
            .pseudonym
            .as_ref()
            .map(|scope| scope.scope * witness.messages[0]);
        let proof = reference::prove(
            &statement,
            points,
            N,
            &secrets,
            transcript("a"),
            &mut rng(1),
        );
        statement
            .verify(&proof, transcript("a"), &mut rng(2))
            .expect(name);
    }
}
