//! A larger proof supplies the challenge: a signature's hidden message is shown to be the one
//! in a Pedersen commitment, one response serving both equations.

use celadon_bbs::{Disclosed, Error, Interface, Proof, ProofPoints, Statement};
use celadon_curve::{G1, Scalar, Suite, hash_to_g1};

use crate::common::{at, seeded, signed, slices};

const LINKED: usize = 1;

/// Commitments of the larger relation, `C = m·G + k·F`.
struct Link {
    c: G1,
    t: G1,
    k_hat: Scalar,
}

fn bases() -> (G1, G1) {
    (
        G1::generator(),
        hash_to_g1(Suite::Sha256, b"F", b"TEST-LINK"),
    )
}

/// A challenge that depends on all of both proofs.
fn challenge(
    statement: &Statement,
    points: &ProofPoints,
    disclosed: &Disclosed,
    more: [G1; 2],
) -> Scalar {
    let mut input = statement.domain().to_bytes().to_vec();
    for (index, scalar) in disclosed.iter() {
        input.extend_from_slice(&(index as u64).to_be_bytes());
        input.extend_from_slice(&scalar.to_bytes());
    }
    let own = [points.a_bar, points.b_bar, points.d, points.t1, points.t2];
    for point in own.iter().chain(&more) {
        input.extend_from_slice(&point.to_bytes());
    }
    statement.interface().hash_to_scalar(&input)
}

fn verify(
    statement: &Statement,
    proof: &Proof,
    disclosed: &Disclosed,
    link: &Link,
) -> Result<(), Error> {
    let check = statement.verify_proof_init(proof, disclosed)?;
    let response = *check.response(LINKED).ok_or(Error::Refused)?;
    let (g, f) = bases();
    let t = g * response + f * link.k_hat - link.c * *proof.challenge();
    if t != link.t {
        return Err(Error::Refused);
    }
    let challenge = challenge(statement, check.points(), disclosed, [link.c, t]);
    check.finish(&challenge)
}

#[test]
fn one_challenge_links_a_hidden_message_to_a_commitment() {
    let mut rng = seeded(10);
    let signed = signed(&Interface::celadon(), 3);
    let statement = &signed.statement;
    let shown = at(&signed.texts, &[0]);
    let disclosed = Disclosed::map(&signed.interface, &[0], &slices(&shown)).unwrap();
    let (g, f) = bases();
    let mut prove = |message: Scalar| {
        let init = statement
            .prove_init(&signed.signature, &signed.messages, &[0], &mut rng)
            .unwrap();
        assert_eq!(init.disclosed(), &disclosed);
        assert!(init.blinding(0).is_none() && init.blinding(3).is_none());
        let (k, k_tilde) = (Scalar::random(&mut rng), Scalar::random(&mut rng));
        let c = g * message + f * k;
        let t = g * *init.blinding(LINKED).unwrap() + f * k_tilde;
        let challenge = challenge(statement, init.points(), &disclosed, [c, t]);
        let k_hat = k_tilde + k * challenge;
        (init.finalize(&challenge).unwrap(), Link { c, t, k_hat })
    };

    let message = signed.messages.expose()[LINKED];
    let (proof, mut link) = prove(message);
    assert_eq!(verify(statement, &proof, &disclosed, &link), Ok(()));
    // It is no proof under the draft's own challenge.
    let plain = statement.verify_proof(&proof, &disclosed, b"");
    assert_eq!(plain, Err(Error::Refused));
    link.k_hat += Scalar::ONE;
    assert_eq!(
        verify(statement, &proof, &disclosed, &link),
        Err(Error::Refused)
    );

    let (proof, link) = prove(message + Scalar::ONE);
    assert_eq!(
        verify(statement, &proof, &disclosed, &link),
        Err(Error::Refused)
    );
}

#[test]
fn a_check_is_finished_only_by_the_proofs_challenge() {
    let signed = signed(&Interface::core(Suite::Sha256), 2);
    let statement = &signed.statement;
    let proof = statement
        .prove(
            &signed.signature,
            &signed.messages,
            &[],
            b"",
            &mut seeded(11),
        )
        .unwrap();
    let none = Disclosed::none();
    let finish = |challenge: &Scalar| {
        let check = statement.verify_proof_init(&proof, &none).unwrap();
        assert!(check.response(1).is_some() && check.response(2).is_none());
        check.finish(challenge)
    };
    assert_eq!(finish(proof.challenge()), Ok(()));
    let other = *proof.challenge() + Scalar::ONE;
    assert_eq!(finish(&other), Err(Error::Refused));
}
