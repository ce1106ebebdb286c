//! A seen presentation, changed so that the algebra still holds. Where it can, each mauling keeps
//! the pairing equation and the recomputed commitments as they were, so that only the transcript,
//! which has every point in it, refuses it.

use celadon_circuits::batch;
use celadon_circuits::presentation::{Proof, Statement};
use celadon_circuits::transcript::challenge_scalar;
use celadon_curve::{G1, G2, Scalar};

use crate::reference;
use crate::world::{MESSAGES, rng, scalar, transcript, world};

const A: usize = 0;
const B: usize = 1;
const FIRST_MESSAGE: usize = 3;

fn statement() -> Statement<'static> {
    world().statement(&world().hidden, "green", Some("venue, day"))
}

fn seen() -> Proof {
    statement().prove(&world().green("victim"), transcript("a"), &mut rng(1))
}

fn commitments(proof: &Proof) -> Vec<G1> {
    let c = challenge_scalar(&proof.sigma.challenge);
    reference::commitments(
        &statement(),
        &proof.points,
        proof.N,
        &proof.sigma.responses,
        c,
    )
}

fn refused(proof: &Proof) {
    assert_ne!(proof, &seen(), "nothing was changed");
    let passes = statement()
        .verify_linear(proof, transcript("a"))
        .is_ok_and(|p| batch::verify(&world().hidden, &[&p], &mut rng(2)).is_ok());
    assert!(!passes);
}

/// Refused, and by the transcript alone.
fn refused_by_the_transcript(proof: &Proof) {
    let rho = scalar("rho");
    assert!(reference::pairing(&world().hidden, &proof.points, rho));
    assert_eq!(commitments(proof), commitments(&seen()));
    refused(proof);
}

#[test]
fn refuses_negated_points() {
    let mut signature = seen();
    signature.points.A_bar = -signature.points.A_bar;
    signature.points.B_bar = -signature.points.B_bar;
    for response in [A, B] {
        signature.sigma.responses[response] = -signature.sigma.responses[response];
    }
    refused_by_the_transcript(&signature);

    let mut issuer = seen();
    issuer.points.issuer = issuer.points.issuer.map(|(W, Y)| (-W, -Y));
    issuer.points.B_bar = -issuer.points.B_bar;
    issuer.sigma.responses[A] = -issuer.sigma.responses[A];
    refused_by_the_transcript(&issuer);

    let mut all = seen();
    all.points.A_bar = -all.points.A_bar;
    all.points.B_bar = -all.points.B_bar;
    all.points.issuer = all.points.issuer.map(|(W, Y)| (-W, -Y));
    all.N = all.N.map(|N| -N);
    refused(&all);
}

#[test]
fn refuses_a_constant_added_to_a_response() {
    for response in 0..FIRST_MESSAGE + MESSAGES {
        for delta in [Scalar::ONE, -Scalar::ONE, scalar("delta")] {
            let mut proof = seen();
            proof.sigma.responses[response] += delta;
            refused(&proof);
        }
    }
}

#[test]
fn refuses_swapped_responses() {
    for first in 0..FIRST_MESSAGE + MESSAGES {
        for second in 0..first {
            let mut proof = seen();
            proof.sigma.responses.swap(first, second);
            refused(&proof);
        }
    }
}

#[test]
fn refuses_A_bar_and_B_bar_swapped() {
    let mut proof = seen();
    core::mem::swap(&mut proof.points.A_bar, &mut proof.points.B_bar);
    proof.sigma.responses.swap(A, B);
    assert_eq!(commitments(&proof), commitments(&seen()));
    refused(&proof);
}

#[test]
fn refuses_a_signature_randomised_again() {
    let t = scalar("t");
    let mut proof = seen();
    proof.points.A_bar = proof.points.A_bar * t;
    proof.points.B_bar = proof.points.B_bar * t;
    for response in [A, B] {
        proof.sigma.responses[response] *= t.invert().unwrap();
    }
    refused_by_the_transcript(&proof);
}

#[test]
fn refuses_an_issuer_randomised_again() {
    let t = scalar("t");
    let mut proof = seen();
    proof.points.issuer = proof.points.issuer.map(|(W, Y)| (W * t, Y * t));
    proof.points.B_bar = proof.points.B_bar * t;
    proof.sigma.responses[A] *= t.invert().unwrap();
    refused_by_the_transcript(&proof);

    // Without the signature that goes with it.
    let mut proof = seen();
    proof.points.issuer = proof.points.issuer.map(|(W, Y)| (W * t, Y * t));
    refused(&proof);
}

#[test]
fn refuses_a_replayed_challenge_with_a_shifted_commitment() {
    // z and B_bar shifted together: a·B_bar moves into b·A_bar and back.
    let delta = scalar("delta");
    let mut proof = seen();
    proof.points.B_bar += proof.points.A_bar * delta;
    let a = proof.sigma.responses[A];
    proof.sigma.responses[B] -= a * delta;
    assert_eq!(commitments(&proof), commitments(&seen()));
    refused(&proof);

    // The commitment takes the shift, the challenge is the old one.
    let mut proof = seen();
    proof.sigma.responses[FIRST_MESSAGE + 1] += delta;
    let mut shifted = commitments(&seen());
    shifted[0] -= *world().generators.H[1].base() * delta;
    assert_eq!(commitments(&proof), shifted);
    refused(&proof);
}

#[test]
fn refuses_the_old_responses_under_a_new_challenge() {
    // The commitments are known from the old challenge; the transcript is that of another venue.
    let mut replay = transcript("b");
    let proof = seen();
    for K in commitments(&proof) {
        replay.append_G1(b"commitment", &K);
    }
    let mut other = proof.clone();
    other.sigma.challenge = replay.challenge(b"c");
    refused(&other);

    // Responses for a multiple of the challenge answer for a multiple of the commitments.
    let mut doubled = proof;
    let c = u128::from_be_bytes(doubled.sigma.challenge);
    doubled.sigma.challenge = c.wrapping_mul(2).to_be_bytes();
    for response in &mut doubled.sigma.responses {
        *response += *response;
    }
    refused(&doubled);
}

#[test]
fn refuses_another_pseudonym() {
    let proof = seen();
    let N = proof.N.unwrap();
    let other = world().green("other");
    for N in [
        -N,
        N + N,
        N + G1::generator(),
        statement().pseudonym.unwrap().pseudonym(&other.messages[0]),
    ] {
        let mut mauled = proof.clone();
        mauled.N = Some(N);
        refused(&mauled);
        // The holder's own secret cannot answer for it either, with all else true.
        let witness = world().green("victim");
        let (points, secrets) =
            reference::randomise(&statement(), &witness, scalar("r"), scalar("s"));
        let forged = reference::prove(
            &statement(),
            points,
            Some(N),
            &secrets,
            transcript("a"),
            &mut rng(1),
        );
        refused(&forged);
    }
}

#[test]
fn refuses_points_moved_by_a_constant() {
    let proof = seen();
    let (W, Y) = proof.points.issuer.unwrap();
    for place in 0..4 {
        let mut moved = proof.clone();
        match place {
            0 => moved.points.A_bar += G1::generator(),
            1 => moved.points.B_bar += G1::generator(),
            2 => moved.points.issuer = Some((W + G2::generator(), Y)),
            _ => moved.points.issuer = Some((W, Y + world().Z)),
        }
        refused(&moved);
    }
}
