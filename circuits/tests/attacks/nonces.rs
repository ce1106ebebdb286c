//! One nonce for two challenges gives the holder away for ever.

use celadon_circuits::presentation::{Proof, Statement};
use celadon_circuits::transcript::challenge_scalar;
use celadon_circuits::{commitment, pseudonym};
use celadon_curve::Scalar;

use crate::random::ConstantRng;
use crate::reference;
use crate::world::{MESSAGES, point, rng, scalar, transcript, world};

/// The secrets of two proofs, if their nonces were the same.
fn extract(first: &Proof, second: &Proof) -> Vec<Scalar> {
    let difference =
        challenge_scalar(&first.sigma.challenge) - challenge_scalar(&second.sigma.challenge);
    let inverse = difference.invert().unwrap();
    (first.sigma.responses.iter())
        .zip(&second.sigma.responses)
        .map(|(y, z)| (*y - *z) * inverse)
        .collect()
}

fn commitments(statement: &Statement<'_>, proof: &Proof) -> Vec<celadon_curve::G1> {
    let c = challenge_scalar(&proof.sigma.challenge);
    reference::commitments(statement, &proof.points, proof.N, &proof.sigma.responses, c)
}

#[test]
fn one_nonce_for_two_challenges_yields_every_secret() {
    let world = world();
    let statement = world.statement(&world.hidden, "green", Some("venue, day"));
    let witness = world.green("victim");
    let (points, secrets) = reference::randomise(&statement, &witness, scalar("r"), scalar("s"));
    let N = statement.pseudonym.as_ref().unwrap().pseudonym(&secrets[3]);
    let nonces: Vec<Scalar> = (0..secrets.len())
        .map(|n| scalar(&format!("nonce/{n}")))
        .collect();
    let textbook = |context| {
        reference::prove_with_nonces(
            &statement,
            points.clone(),
            Some(N),
            &secrets,
            transcript(context),
            &nonces,
        )
    };
    let (a, b) = (textbook("venue a"), textbook("venue b"));
    statement
        .verify(&a, transcript("venue a"), &mut rng(1))
        .unwrap();
    let extracted = extract(&a, &b);
    assert_eq!(extracted, secrets);
    assert_eq!(extracted[3], witness.messages[0], "the holder secret");
}

/// Prepared points and a random source that repeats itself: after a restored backup, in a cloned
/// machine, or because it is broken.
#[test]
fn a_random_source_that_repeats_itself_does_not_repeat_a_nonce() {
    let world = world();
    let witness = world.green("citizen");
    for (name, statement) in world.profiles() {
        let proofs = |byte: Option<u8>| {
            ["venue a", "venue b"].map(|context| {
                let transcript = transcript(context);
                match byte {
                    Some(byte) => statement.prove(&witness, transcript, &mut ConstantRng(byte)),
                    None => statement.prove(&witness, transcript, &mut rng(1)),
                }
            })
        };
        for byte in [None, Some(0), Some(0x2a), Some(0xff)] {
            let [a, b] = proofs(byte);
            assert_eq!(a.points, b.points, "{name}: r and s are prepared");
            let (K, L) = (commitments(&statement, &a), commitments(&statement, &b));
            for (K, L) in K.iter().zip(&L) {
                assert_ne!(K, L, "{name}");
            }
            for wrong in extract(&a, &b) {
                assert!(!witness.messages.contains(&wrong), "{name}");
                assert_ne!(wrong, witness.blind, "{name}");
            }
        }
    }
}

#[test]
fn nonces_differ_from_secret_to_secret() {
    // Equal secrets, constant source: responses that were equal would show the secrets equal.
    let world = world();
    let m = scalar("m");
    let credential = world.sign(&world.issuer, scalar("e"), m, vec![m; MESSAGES]);
    let witness = credential.witness(credential.stamp(world.E("green")));
    let statement = world.statement(&world.hidden, "green", None);
    let proof = statement.prove(&witness, transcript("a"), &mut ConstantRng(0x2a));
    let responses = &proof.sigma.responses;
    for (index, response) in responses.iter().enumerate() {
        assert!(!responses[..index].contains(response));
    }
}

/// Nonces depend on the secrets: two holders with one broken source do not share theirs.
#[test]
fn nonces_differ_from_holder_to_holder() {
    let scope = point("scope");
    let statement = pseudonym::Statement { scope };
    let [(K, z), (L, y)] = ["a", "b"].map(|name| {
        let h = scalar(name);
        let N = statement.pseudonym(&h);
        let proof = statement.prove(&N, &h, transcript("a"), &mut ConstantRng(0));
        let (z, c) = (proof.responses[0], challenge_scalar(&proof.challenge));
        (scope * z - N * c, z - c * h)
    });
    assert_ne!(K, L);
    assert_ne!(z, y);
}

/// With a source that is predicted, the randomisers still are not: they are keyed with the
/// witness, or `A* = Abar / r` would name the holder to its issuer.
#[test]
fn randomisers_depend_on_the_witness() {
    let world = world();
    let statement = world.statement(&world.known, "green", None);
    let witness = world.green("citizen");
    let mut twin = world.green("citizen");
    twin.blind += Scalar::ONE; // not a signature any more, but the same A*
    let points = |witness| {
        statement
            .prove(witness, transcript("a"), &mut ConstantRng(1))
            .points
    };
    assert_ne!(points(&witness).A_bar, points(&twin).A_bar);
}

#[test]
fn a_commitment_s_nonces_do_not_repeat_either() {
    let generators = &world().generators;
    let committed = [0, 2];
    let witness = commitment::Witness {
        blind: scalar("blind"),
        messages: vec![scalar("h"), scalar("record")],
    };
    let C = commitment::commit(generators, &committed, &witness);
    let statement = commitment::Statement {
        generators,
        committed: &committed,
        C,
    };
    let [a, b] = ["nonce a", "nonce b"]
        .map(|context| statement.prove(&witness, transcript(context), &mut ConstantRng(0)));
    let difference = challenge_scalar(&a.challenge) - challenge_scalar(&b.challenge);
    let inverse = difference.invert().unwrap();
    for (y, z) in a.responses.iter().zip(&b.responses) {
        let extracted = (*y - *z) * inverse;
        assert_ne!(extracted, witness.blind);
        assert!(!witness.messages.contains(&extracted));
    }
}
