//! Attacks, one test for each. Those on a proof are refused by it; where a rule stands outside the
//! proof, the test shows the forgery that the rule prevents.

mod batch_weights;
mod degenerate;
mod issuance;
mod issuers;
mod mauling;
mod nonces;
mod stamps;
mod variants;

use celadon_circuits::possession::Witness;
use celadon_circuits::presentation::Statement;

use crate::world::{rng, transcript};

/// The best that the holder of this witness can do: its linear part verifies, so that only the
/// pairing equation stands between it and the venue. It must not pass.
fn assert_refused(statement: &Statement<'_>, witness: &Witness) {
    assert!(!statement.holds(witness), "the relation itself is wrong");
    let proof = statement.prove(witness, transcript("attack"), &mut rng(1));
    assert!(
        statement
            .verify_linear(&proof, transcript("attack"))
            .is_ok(),
        "the attack is weaker than it could be"
    );
    assert!(
        statement
            .verify(&proof, transcript("attack"), &mut rng(2))
            .is_err()
    );
}

/// The control: the same machinery passes with what the attacker lacks.
fn assert_accepted(statement: &Statement<'_>, witness: &Witness) {
    assert!(statement.holds(witness));
    let proof = statement.prove(witness, transcript("attack"), &mut rng(1));
    statement
        .verify(&proof, transcript("attack"), &mut rng(2))
        .unwrap();
}
