//! A batch passes if and only if each of its presentations does.

use celadon_circuits::batch::{self, Pending};
use celadon_circuits::possession::Issuer;
use celadon_circuits::presentation::Statement;
use celadon_curve::{G1, G2};
use proptest::prelude::*;

use crate::world::{point, rng, transcript, world};

/// How a presentation in a batch was made.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Made {
    Well,
    Unstamped,
    /// By an issuer whose accreditation is another's. No fault where the issuer is known.
    Unaccredited,
}

fn pending(statement: &Statement<'_>, made: Made, index: usize) -> Pending {
    let world = world();
    let credential = world.issue(&world.issuer, &format!("citizen {index}"));
    let stamp = match made {
        Made::Unstamped => G1::identity(),
        _ => credential.stamp(world.E("green")),
    };
    let mut witness = credential.witness(stamp);
    if made == Made::Unaccredited {
        witness.Y = world.other_issuer.Y;
    }
    let proof = statement.prove(&witness, transcript("a"), &mut rng(index as u64));
    statement.verify_linear(&proof, transcript("a")).unwrap()
}

fn check(hidden: bool, made: &[Made], seed: u64) {
    let world = world();
    let issuer = if hidden { &world.hidden } else { &world.known };
    let statement = world.statement(issuer, "green", None);
    let pending: Vec<Pending> = (made.iter().enumerate())
        .map(|(index, made)| pending(&statement, *made, index))
        .collect();
    let batch: Vec<&Pending> = pending.iter().collect();
    let each = pending
        .iter()
        .all(|one| batch::verify(issuer, &[one], &mut rng(seed)).is_ok());
    let expected = made
        .iter()
        .all(|made| *made == Made::Well || *made == Made::Unaccredited && !hidden);
    assert_eq!(each, expected);
    let together = batch::verify(issuer, &batch, &mut rng(seed)).is_ok();
    assert_eq!(together, expected);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_batch_passes_if_and_only_if_each_does(
        hidden in any::<bool>(),
        made in prop::collection::vec(
            prop_oneof![4 => Just(Made::Well), 1 => Just(Made::Unstamped), 1 => Just(Made::Unaccredited)],
            0..6,
        ),
        seed in any::<u64>(),
    ) {
        check(hidden, &made, seed);
    }
}

#[test]
fn batches_of_every_size_pass() {
    for hidden in [false, true] {
        for size in [0, 1, 2, 17] {
            check(hidden, &vec![Made::Well; size], 1);
        }
    }
}

#[test]
fn one_bad_presentation_fails_a_batch_wherever_it_stands() {
    for hidden in [false, true] {
        for place in [0, 1, 8, 16] {
            let mut made = [Made::Well; 17];
            made[place] = Made::Unstamped;
            check(hidden, &made, 1);
        }
        check(hidden, &[Made::Unstamped; 2], 1);
    }
}

#[test]
fn one_presentation_may_stand_in_a_batch_twice() {
    // Replay is not the equation's affair.
    let statement = world().statement(&world().hidden, "green", None);
    let one = pending(&statement, Made::Well, 1);
    batch::verify(&world().hidden, &[&one, &one], &mut rng(1)).unwrap();
    let bad = pending(&statement, Made::Unstamped, 1);
    assert!(batch::verify(&world().hidden, &[&bad, &bad], &mut rng(1)).is_err());
}

#[test]
fn statements_of_one_issuer_may_differ() {
    // Colour, scope and period are in the linear part; a batch shares only the issuer.
    let world = world();
    let credential = world.issue(&world.issuer, "citizen");
    let pending: Vec<Pending> = [
        ("green", None),
        ("red", Some("venue")),
        ("green", Some("venue")),
    ]
    .iter()
    .map(|(stamp, scope)| {
        let statement = world.statement(&world.hidden, stamp, *scope);
        let witness = credential.witness(credential.stamp(world.E(stamp)));
        let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
        statement.verify_linear(&proof, transcript("a")).unwrap()
    })
    .collect();
    let batch: Vec<&Pending> = pending.iter().collect();
    batch::verify(&world.hidden, &batch, &mut rng(1)).unwrap();
}

#[test]
fn refuses_mixed_profiles() {
    let world = world();
    let hidden = pending(
        &world.statement(&world.hidden, "green", None),
        Made::Well,
        1,
    );
    let known = pending(&world.statement(&world.known, "green", None), Made::Well, 1);
    for issuer in [&world.hidden, &world.known] {
        for batch in [[&hidden, &known], [&known, &hidden]] {
            assert!(batch::verify(issuer, &batch, &mut rng(1)).is_err());
        }
    }
    assert!(batch::verify(&world.known, &[&hidden], &mut rng(1)).is_err());
    assert!(batch::verify(&world.hidden, &[&known], &mut rng(1)).is_err());
}

/// What was verified under one issuer, epoch or schema does not count under another, even where
/// the pairing equation would hold.
#[test]
fn refuses_what_was_verified_for_another_issuer() {
    let world = world();
    // The same V and W at which the equation holds, reached by other public values: V and Z by one
    // factor.
    let two = celadon_curve::Scalar::from(2u64);
    let same_equation = Issuer::hidden(world.V * two, world.Z * two);
    let other_V = Issuer::hidden(world.V + G2::generator(), world.Z);
    let other_Z = Issuer::hidden(world.V, point("another Z"));
    let hidden = pending(
        &world.statement(&world.hidden, "green", None),
        Made::Well,
        1,
    );
    for other in [&same_equation, &other_V, &other_Z] {
        assert!(batch::verify(other, &[&hidden], &mut rng(1)).is_err());
    }
    let other_W = Issuer::known(world.other_issuer.W);
    let known = pending(&world.statement(&world.known, "green", None), Made::Well, 1);
    assert!(batch::verify(&other_W, &[&known], &mut rng(1)).is_err());
}
