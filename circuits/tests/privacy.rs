//! What presentations show of their holder: two of them share nothing that was not declared, and
//! nothing of the witness stands in one.

use std::collections::HashSet;

use crate::world::{MESSAGES, profile, rng, transcript, world};

const WINDOW: usize = 8;

fn windows(bytes: &[u8]) -> HashSet<&[u8]> {
    bytes.windows(WINDOW).collect()
}

#[test]
fn two_presentations_of_one_holder_share_no_bytes_but_the_pseudonym() {
    let witness = world().green("citizen");
    for (name, statement) in world().profiles() {
        let proofs = [1, 2].map(|seed| {
            // Even in one context: the same challenge answered twice.
            statement.prove(&witness, transcript("a"), &mut rng(seed))
        });
        let [first, second] = proofs.each_ref().map(|proof| proof.to_bytes());
        let mut shared: HashSet<&[u8]> = windows(&first)
            .intersection(&windows(&second))
            .copied()
            .collect();
        if profile(&statement).1 {
            assert_eq!(proofs[0].N, proofs[1].N, "{name}: one holder, one scope");
            let N = proofs[0].N.unwrap().to_bytes();
            for window in windows(&N) {
                assert!(shared.remove(window), "{name}");
            }
        }
        assert!(shared.is_empty(), "{name}");
    }
}

#[test]
fn pseudonyms_of_two_scopes_or_two_holders_share_no_bytes() {
    let pseudonym = |holder, scope| {
        let statement = world().statement(&world().hidden, "green", Some(scope));
        let proof = statement.prove(&world().green(holder), transcript("a"), &mut rng(1));
        proof.N.unwrap().to_bytes()
    };
    let all = [
        pseudonym("a", "venue, day 1"),
        pseudonym("a", "venue, day 2"),
        pseudonym("a", "other venue, day 1"),
        pseudonym("b", "venue, day 1"),
    ];
    for (index, one) in all.iter().enumerate() {
        for other in &all[..index] {
            assert!(windows(one).is_disjoint(&windows(other)));
        }
    }
}

#[test]
fn a_presentation_contains_nothing_of_its_witness() {
    let credential = world().issue(&world().issuer, "citizen");
    let stamp = credential.stamp(world().E("green"));
    let witness = credential.witness(stamp);
    let mut secrets = vec![
        credential.A.to_bytes().to_vec(),
        stamp.to_bytes().to_vec(),
        witness.A.to_bytes().to_vec(),
        witness.e.to_bytes().to_vec(),
        witness.blind.to_bytes().to_vec(),
        witness.Y.to_bytes().to_vec(),
        witness.W.to_bytes().to_vec(),
        world().issuer.X.to_bytes().to_vec(),
    ];
    secrets.extend(witness.messages.iter().map(|m| m.to_bytes().to_vec()));
    for (name, statement) in world().profiles() {
        let bytes = statement
            .prove(&witness, transcript("a"), &mut rng(1))
            .to_bytes();
        for (index, secret) in secrets.iter().enumerate() {
            let shared = windows(&bytes).is_disjoint(&windows(secret));
            assert!(shared, "{name}: secret {index}");
        }
    }
}

#[test]
fn every_presentation_of_a_profile_has_one_length() {
    for (name, statement) in world().profiles() {
        let mut lengths = HashSet::new();
        for issuer in [&world().issuer, &world().other_issuer] {
            for holder in ["a", "b"] {
                let credential = world().issue(issuer, holder);
                let witness = credential.witness(credential.stamp(world().E("green")));
                let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
                lengths.insert(proof.to_bytes().len());
            }
        }
        let (hidden, pseudonym) = profile(&statement);
        let promised = celadon_circuits::presentation::Proof::len(hidden, pseudonym, MESSAGES);
        assert_eq!(lengths, HashSet::from([promised]), "{name}");
    }
}

#[test]
fn witnesses_are_silent_in_debug() {
    let witness = world().green("citizen");
    assert_eq!(format!("{witness:?}"), "Witness(..)");
    let opening = celadon_circuits::commitment::Witness {
        blind: witness.blind,
        messages: witness.messages.clone(),
    };
    assert_eq!(format!("{opening:?}"), "Witness(..)");
}
