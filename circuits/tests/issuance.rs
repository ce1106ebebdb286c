//! Issuance commitments and renewals: what holds is proven, what was changed is refused.

use celadon_circuits::sigma::SigmaProof;
use celadon_circuits::{commitment, renewal};
use celadon_curve::{G1, Scalar};

use crate::world::{MESSAGES, rng, scalar, transcript, world};

pub const OLD: [usize; 3] = [0, 2, 3];
pub const NEW: [usize; 2] = [0, 2];

pub fn opening(name: &str, h: Scalar, committed: &[usize]) -> commitment::Witness {
    let records = committed[1..]
        .iter()
        .map(|j| scalar(&format!("{name}/{j}")));
    commitment::Witness {
        blind: scalar(&format!("{name}/blind")),
        messages: std::iter::once(h).chain(records).collect(),
    }
}

pub fn commitment<'a>(
    committed: &'a [usize],
    witness: &commitment::Witness,
) -> commitment::Statement<'a> {
    let generators = &world().generators;
    commitment::Statement {
        generators,
        committed,
        C: commitment::commit(generators, committed, witness),
    }
}

pub fn renewal() -> (renewal::Statement<'static>, renewal::Witness) {
    let h = scalar("h");
    let (old, new) = (opening("old", h, &OLD), opening("new", h, &NEW));
    let statement = renewal::Statement {
        old: commitment(&OLD, &old),
        new: commitment(&NEW, &new),
    };
    (statement, renewal::Witness { old, new })
}

/// Every response and every bit of the challenge.
fn changes(proof: &SigmaProof) -> Vec<SigmaProof> {
    let mut changed = Vec::new();
    for index in 0..proof.responses.len() {
        for delta in [Scalar::ONE, scalar("delta")] {
            let mut other = proof.clone();
            other.responses[index] += delta;
            changed.push(other);
        }
        for second in 0..index {
            let mut other = proof.clone();
            other.responses.swap(index, second);
            changed.push(other);
        }
        let mut other = proof.clone();
        other.responses.remove(index);
        changed.push(other);
        let mut other = proof.clone();
        other.responses.insert(index, Scalar::ZERO);
        changed.push(other);
    }
    for bit in 0..128 {
        let mut other = proof.clone();
        other.challenge[bit / 8] ^= 1 << (bit % 8);
        changed.push(other);
    }
    changed
}

#[test]
fn proves_the_opening_of_any_index_set() {
    for committed in [&[0][..], &[0, 1], &[0, 4], &[0, 2, 3], &[0, 1, 2, 3, 4]] {
        let witness = opening("new", scalar("h"), committed);
        let statement = commitment(committed, &witness);
        assert!(statement.holds(&witness));
        let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
        assert!(statement.verify(&proof, transcript("a")).is_ok());
        assert!(statement.verify(&proof, transcript("b")).is_err());
    }
}

#[test]
fn every_part_of_a_commitment_s_proof_matters() {
    let witness = opening("new", scalar("h"), &OLD);
    let statement = commitment(&OLD, &witness);
    let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
    for (index, changed) in changes(&proof).iter().enumerate() {
        let refused = statement.verify(changed, transcript("a")).is_err();
        assert!(refused, "change {index}");
    }
}

#[test]
fn refuses_an_opening_over_another_index_set() {
    let witness = opening("new", scalar("h"), &NEW);
    let statement = commitment(&NEW, &witness);
    let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
    for committed in [
        &[0, 1][..],
        &[0, 3],
        &[0],
        &[0, 2, 3],
        &[2, 0],
        &[0, 0],
        &[2],
    ] {
        let mut other = statement.clone();
        other.committed = committed;
        let refused = other.verify(&proof, transcript("a")).is_err();
        assert!(refused, "{committed:?}");
    }
}

/// True openings, over sets that no schema has.
#[test]
fn refuses_a_malformed_index_set() {
    for committed in [&[][..], &[1], &[1, 2], &[2, 0], &[0, 2, 2], &[0, 0]] {
        let messages = committed.iter().map(|j| scalar(&format!("m/{j}")));
        let witness = commitment::Witness {
            blind: scalar("blind"),
            messages: messages.collect(),
        };
        let statement = commitment(committed, &witness);
        assert!(!statement.holds(&witness), "{committed:?}");
        let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
        let refused = statement.verify(&proof, transcript("a")).is_err();
        assert!(refused, "{committed:?}");
    }
}

#[test]
fn refuses_an_index_outside_the_generators() {
    let witness = opening("new", scalar("h"), &NEW);
    let mut statement = commitment(&NEW, &witness);
    let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
    for outside in [&[0, MESSAGES][..], &[0, usize::MAX]] {
        statement.committed = outside;
        assert!(!statement.holds(&witness));
        assert!(statement.verify(&proof, transcript("a")).is_err());
    }
}

#[test]
fn the_identity_is_no_commitment() {
    let witness = commitment::Witness {
        blind: Scalar::ZERO,
        messages: vec![Scalar::ZERO; 2],
    };
    let statement = commitment(&NEW, &witness);
    assert!(statement.C.is_identity());
    assert!(!statement.holds(&witness));
    let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
    assert!(statement.verify(&proof, transcript("a")).is_err());
}

#[test]
#[should_panic(expected = "one message for each committed index")]
fn committing_to_fewer_messages_than_indexes_is_a_fault() {
    commitment::commit(
        &world().generators,
        &OLD,
        &opening("new", scalar("h"), &NEW),
    );
}

#[test]
fn proves_a_renewal() {
    let (statement, witness) = renewal();
    assert!(statement.holds(&witness));
    let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
    assert!(statement.verify(&proof, transcript("a")).is_ok());
    assert!(statement.verify(&proof, transcript("b")).is_err());
    assert_eq!(proof.responses.len(), 1 + OLD.len() + NEW.len());
}

#[test]
fn every_part_of_a_renewal_s_proof_matters() {
    let (statement, witness) = renewal();
    let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
    for (index, changed) in changes(&proof).iter().enumerate() {
        let refused = statement.verify(changed, transcript("a")).is_err();
        assert!(refused, "change {index}");
    }
}

/// Both openings are known to one person, and still they are two holders' credentials.
#[test]
fn refuses_a_renewal_to_another_holder_secret() {
    let (mut statement, mut witness) = renewal();
    witness.new = opening("new", scalar("another h"), &NEW);
    statement.new = commitment(&NEW, &witness.new);
    assert!(!statement.holds(&witness));
    let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
    assert!(statement.verify(&proof, transcript("a")).is_err());

    // Nor do two proofs of opening, each true, make a renewal.
    let old = statement
        .old
        .prove(&witness.old, transcript("a"), &mut rng(1));
    let new = statement
        .new
        .prove(&witness.new, transcript("a"), &mut rng(2));
    for challenge in [old.challenge, new.challenge] {
        for h in [old.responses[1], new.responses[1]] {
            let mut responses = vec![h, old.responses[0]];
            responses.extend(&old.responses[2..]);
            responses.push(new.responses[0]);
            responses.extend(&new.responses[2..]);
            let joined = SigmaProof {
                challenge,
                responses,
            };
            assert!(statement.verify(&joined, transcript("a")).is_err());
        }
    }
}

/// Only the holder secret is carried: the same records, or the same blinding, do not make up for
/// another holder, and other records are no obstacle.
#[test]
fn a_renewal_changes_everything_but_the_holder_secret() {
    let h = scalar("h");
    let old = opening("old", h, &OLD);
    for (new_set, name) in [
        (&OLD[..], "old"),
        (&OLD, "new"),
        (&[0, 1, 4], "new"),
        (&[0], "new"),
    ] {
        let new = opening(name, h, new_set);
        let statement = renewal::Statement {
            old: commitment(&OLD, &old),
            new: commitment(new_set, &new),
        };
        let witness = renewal::Witness {
            old: opening("old", h, &OLD),
            new,
        };
        assert!(statement.holds(&witness));
        let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
        assert!(statement.verify(&proof, transcript("a")).is_ok());

        let mut stranger = witness;
        stranger.new.messages[0] += Scalar::ONE;
        let statement = renewal::Statement {
            new: commitment(new_set, &stranger.new),
            ..statement
        };
        assert!(!statement.holds(&stranger));
        let proof = statement.prove(&stranger, transcript("a"), &mut rng(1));
        assert!(statement.verify(&proof, transcript("a")).is_err());
    }
}

#[test]
fn refuses_a_renewal_of_another_commitment() {
    let (statement, witness) = renewal();
    let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
    let refused = |other: &renewal::Statement<'_>| {
        assert!(other.verify(&proof, transcript("a")).is_err());
    };
    let mut other = statement.clone();
    core::mem::swap(&mut other.old, &mut other.new);
    refused(&other);
    for replaced in [G1::generator(), G1::identity(), -statement.old.C] {
        let mut other = statement.clone();
        other.old.C = replaced;
        refused(&other);
        let mut other = statement.clone();
        other.new.C = replaced;
        refused(&other);
    }
    for set in [&[0, 2, 4][..], &[0, 3], &[1, 2, 3], &[0, 2, MESSAGES]] {
        let mut other = statement.clone();
        other.old.committed = set;
        refused(&other);
        let mut other = statement.clone();
        other.new.committed = set;
        refused(&other);
    }
}

/// A stranger's old commitment: without its opening there is no renewal in its name.
#[test]
fn refuses_a_renewal_without_the_old_opening() {
    let (statement, witness) = renewal();
    for guess in ["guess", "new"] {
        let mut thief = renewal::Witness {
            old: opening(guess, scalar("h"), &OLD),
            new: opening("new", scalar("h"), &NEW),
        };
        assert!(!statement.holds(&thief));
        let proof = statement.prove(&thief, transcript("a"), &mut rng(1));
        assert!(statement.verify(&proof, transcript("a")).is_err());
        // Not even the holder itself can open it otherwise.
        thief.old.blind = witness.old.blind;
        let proof = statement.prove(&thief, transcript("a"), &mut rng(1));
        assert!(statement.verify(&proof, transcript("a")).is_err());
    }
}

#[test]
fn a_proof_of_one_relation_is_none_of_another() {
    // A renewal from a commitment to itself proves the same equation twice.
    let witness = opening("new", scalar("h"), &NEW);
    let statement = commitment(&NEW, &witness);
    let opened = statement.prove(&witness, transcript("a"), &mut rng(1));
    let same = renewal::Statement {
        old: statement.clone(),
        new: statement.clone(),
    };
    assert!(same.verify(&opened, transcript("a")).is_err());
    let both = renewal::Witness {
        old: opening("new", scalar("h"), &NEW),
        new: opening("new", scalar("h"), &NEW),
    };
    let mut renewed = same.prove(&both, transcript("a"), &mut rng(1));
    assert!(same.verify(&renewed, transcript("a")).is_ok());
    renewed.responses = vec![
        renewed.responses[1],
        renewed.responses[0],
        renewed.responses[2],
    ];
    assert!(statement.verify(&renewed, transcript("a")).is_err());
}
