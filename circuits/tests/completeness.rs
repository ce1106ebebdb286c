//! What holds is proven, in each profile, alone and in batches.

use celadon_circuits::batch;
use celadon_circuits::possession::Issuer;
use celadon_circuits::presentation::Proof;

use crate::world::{MESSAGES, World, rng, transcript};

#[test]
fn proves_what_holds_in_each_profile() {
    let world = World::new();
    let credential = world.issue(&world.issuer, "citizen");
    let witness = credential.witness(credential.stamp(world.E("green")));
    let known = Issuer::known(world.issuer.W);
    for (issuer, hidden) in [(&known, false), (&world.hidden, true)] {
        for scope in [None, Some("venue, day")] {
            let statement = world.statement(issuer, "green", scope);
            assert!(statement.holds(&witness));
            let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
            statement
                .verify(&proof, transcript("a"), &mut rng(2))
                .unwrap();
            assert!(
                statement
                    .verify(&proof, transcript("b"), &mut rng(2))
                    .is_err()
            );

            let bytes = proof.to_bytes();
            assert_eq!(bytes.len(), Proof::len(hidden, scope.is_some(), MESSAGES));
            let decoded = Proof::from_bytes(&bytes, hidden, scope.is_some(), MESSAGES).unwrap();
            assert_eq!(decoded, proof);
        }
    }
    assert_eq!(Proof::len(true, true, 5), 560);
    assert_eq!(Proof::len(true, false, 5), 512);
    assert_eq!(Proof::len(false, true, 5), 416);
    assert_eq!(Proof::len(false, false, 5), 368);
}

#[test]
fn a_batch_passes_if_and_only_if_each_does() {
    let world = World::new();
    let statement = world.statement(&world.hidden, "green", None);
    let mut proofs = Vec::new();
    for name in ["a", "b", "c"] {
        let credential = world.issue(&world.issuer, name);
        let witness = credential.witness(credential.stamp(world.E("green")));
        proofs.push(statement.prove(&witness, transcript(name), &mut rng(3)));
    }
    let linear = |proof, name| statement.verify_linear(proof, transcript(name)).unwrap();
    let pending = [
        linear(&proofs[0], "a"),
        linear(&proofs[1], "b"),
        linear(&proofs[2], "c"),
    ];
    let all: Vec<_> = pending.iter().collect();
    batch::verify(&world.hidden, &all, &mut rng(4)).unwrap();

    // An unstamped credential: its linear part verifies, its pairing does not.
    let credential = world.issue(&world.issuer, "d");
    let unstamped = statement.prove(
        &credential.witness(celadon_curve::G1::identity()),
        transcript("d"),
        &mut rng(5),
    );
    let bad = linear(&unstamped, "d");
    assert!(
        batch::verify(
            &world.hidden,
            &[&pending[0], &bad, &pending[1]],
            &mut rng(6)
        )
        .is_err()
    );
}
