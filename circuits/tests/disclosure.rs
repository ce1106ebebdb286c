//! Messages that a proof shows.

use std::collections::BTreeMap;

use celadon_circuits::possession::Disclosed;
use celadon_circuits::presentation::{Proof, Statement};
use celadon_curve::Scalar;

use crate::world::{MESSAGES, rng, scalar, transcript, world};

fn shown(messages: &[Scalar], indexes: &[usize]) -> Disclosed {
    let shown = indexes.iter().map(|j| (*j, messages[*j])).collect();
    Disclosed::new(shown, MESSAGES).unwrap()
}

fn showing(disclosed: Disclosed) -> Statement<'static> {
    let mut statement = world().statement(&world().hidden, "green", Some("venue, day"));
    statement.possession.disclosed = disclosed;
    statement
}

#[test]
fn shows_any_messages_but_the_holder_secret() {
    let witness = world().green("citizen");
    for indexes in [&[1][..], &[4], &[2, 3], &[1, 2, 3, 4]] {
        let statement = showing(shown(&witness.messages, indexes));
        assert!(statement.holds(&witness));
        let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
        let bytes = proof.to_bytes();
        let hidden = MESSAGES - indexes.len();
        assert_eq!(bytes.len(), Proof::len(true, true, hidden));
        let proof = Proof::from_bytes(&bytes, true, true, hidden).unwrap();
        statement
            .verify(&proof, transcript("a"), &mut rng(2))
            .unwrap();
    }
}

#[test]
fn refuses_another_value_for_a_shown_message() {
    let witness = world().green("citizen");
    let proof =
        showing(shown(&witness.messages, &[2])).prove(&witness, transcript("a"), &mut rng(1));
    let mut messages = witness.messages.clone();
    messages[2] += Scalar::ONE;
    let lie = showing(shown(&messages, &[2]));
    assert!(!lie.holds(&witness));
    assert!(lie.verify_linear(&proof, transcript("a")).is_err());

    let lie_told = lie.prove(&witness, transcript("a"), &mut rng(1));
    assert!(
        lie.verify(&lie_told, transcript("a"), &mut rng(2)).is_err(),
        "a prover that shows what was not signed"
    );
}

#[test]
fn refuses_a_shown_message_as_a_hidden_one_and_at_another_index() {
    let witness = world().green("citizen");
    let statement = showing(shown(&witness.messages, &[2]));
    let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
    for other in [
        Disclosed::nothing(),
        shown(&witness.messages, &[1]),
        shown(&witness.messages, &[2, 3]),
        Disclosed::new(BTreeMap::from([(3, witness.messages[2])]), MESSAGES).unwrap(),
    ] {
        let other = showing(other);
        assert!(other.verify_linear(&proof, transcript("a")).is_err());
    }
}

#[test]
fn the_holder_secret_cannot_be_shown() {
    let h = scalar("h");
    assert!(Disclosed::new(BTreeMap::from([(0, h)]), MESSAGES).is_none());
    assert!(Disclosed::new(BTreeMap::from([(0, h), (1, h)]), MESSAGES).is_none());
}

#[test]
fn a_message_outside_the_generators_cannot_be_shown() {
    let m = scalar("m");
    let outside = BTreeMap::from([(MESSAGES, m)]);
    assert!(Disclosed::new(outside.clone(), MESSAGES).is_none());
    assert!(Disclosed::new(BTreeMap::from([(usize::MAX, m)]), MESSAGES).is_none());
    assert!(Disclosed::new(BTreeMap::from([(1, m)]), 0).is_none());

    // Checked against another schema's number of messages: a refusal, not a panic.
    let disclosed = Disclosed::new(outside, MESSAGES + 1).unwrap();
    let witness = world().green("citizen");
    let statement = showing(disclosed);
    assert!(!statement.holds(&witness));
    let proof =
        showing(shown(&witness.messages, &[4])).prove(&witness, transcript("a"), &mut rng(1));
    assert!(statement.verify_linear(&proof, transcript("a")).is_err());
}
