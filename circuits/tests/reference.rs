//! The protocol a second time, from its equations and in the plainest arithmetic, without the
//! crate's tables, relations and checks. It is what honest proofs are compared with, the prover
//! of those who cheat, and the verifier that forgets one rule.

use celadon_circuits::Transcript;
use celadon_circuits::possession::{Issuer, Points, Witness};
use celadon_circuits::presentation::{Proof, Statement};
use celadon_circuits::sigma::SigmaProof;
use celadon_circuits::transcript::challenge_scalar;
use celadon_curve::{G1, G2, Scalar, pairing_product_is_one};
use rand_core::CryptoRng;

/// What a prover answers for: `a`, `b`, `s'`, `m_1..m_L`.
pub type Secrets = Vec<Scalar>;

/// Points and secrets as the protocol has them, for chosen `r` and `s`.
pub fn randomise(
    statement: &Statement<'_>,
    witness: &Witness,
    r: Scalar,
    s: Scalar,
) -> (Points, Secrets) {
    let B = image(statement) + messages(statement, witness.blind, &witness.messages);
    let A_bar = witness.A * r;
    let points = Points {
        A_bar,
        B_bar: B * (s * r) - A_bar * (s * witness.e),
        issuer: match statement.possession.issuer {
            Issuer::Known { .. } => None,
            Issuer::Hidden { .. } => Some((witness.W * s, witness.Y * s)),
        },
    };
    let r_inverse = r.invert().unwrap();
    let a = r_inverse * s.invert().unwrap();
    let mut secrets = vec![a, witness.e * r_inverse, witness.blind];
    secrets.extend(&witness.messages);
    (points, secrets)
}

/// A proof by whoever claims these points and secrets, whether or not they fit.
pub fn prove(
    statement: &Statement<'_>,
    points: Points,
    N: Option<G1>,
    secrets: &[Scalar],
    transcript: Transcript,
    rng: &mut impl CryptoRng,
) -> Proof {
    let nonces: Vec<Scalar> = secrets.iter().map(|_| Scalar::random(rng)).collect();
    prove_with_nonces(statement, points, N, secrets, transcript, &nonces)
}

/// The same with chosen nonces.
pub fn prove_with_nonces(
    statement: &Statement<'_>,
    points: Points,
    N: Option<G1>,
    secrets: &[Scalar],
    mut transcript: Transcript,
    nonces: &[Scalar],
) -> Proof {
    absorb(statement, &points, N, &mut transcript);
    for K in commitments(statement, &points, N, nonces, Scalar::ZERO) {
        transcript.append_G1(b"commitment", &K);
    }
    let challenge = transcript.challenge(b"c");
    let c = challenge_scalar(&challenge);
    let responses = nonces.iter().zip(secrets).map(|(k, w)| *k + c * *w);
    Proof {
        sigma: SigmaProof {
            challenge,
            responses: responses.collect(),
        },
        points,
        N,
    }
}

/// `K = Σ z·B − c·I` of equation (1) and, with a pseudonym, of equation (2).
pub fn commitments(
    statement: &Statement<'_>,
    points: &Points,
    N: Option<G1>,
    z: &[Scalar],
    c: Scalar,
) -> Vec<G1> {
    let mut all = vec![
        points.B_bar * z[0] + points.A_bar * z[1]
            - messages(statement, z[2], &z[3..])
            - image(statement) * c,
    ];
    if let (Some(scope), Some(N)) = (&statement.pseudonym, N) {
        all.push(scope.scope * z[3] - N * c);
    }
    all
}

/// Equations (1) and (2) and the transcript.
pub fn linear(statement: &Statement<'_>, proof: &Proof, mut transcript: Transcript) -> bool {
    let c = challenge_scalar(&proof.sigma.challenge);
    absorb(statement, &proof.points, proof.N, &mut transcript);
    for K in commitments(statement, &proof.points, proof.N, &proof.sigma.responses, c) {
        transcript.append_G1(b"commitment", &K);
    }
    transcript.challenge(b"c") == proof.sigma.challenge
}

/// The pairing equation with a weight that the caller chooses.
pub fn pairing(issuer: &Issuer, points: &Points, rho: Scalar) -> bool {
    batch_pairing(issuer, &[points], &[Scalar::ONE], &[rho])
}

/// The pairing equation of several with weights that the caller chooses.
pub fn batch_pairing(
    issuer: &Issuer,
    points: &[&Points],
    alpha: &[Scalar],
    beta: &[Scalar],
) -> bool {
    let P2 = G2::generator().prepare();
    let sum: G1 = points.iter().zip(alpha).map(|(p, a)| p.B_bar * *a).sum();
    let mut owned = Vec::new();
    for ((p, a), b) in points.iter().zip(alpha).zip(beta) {
        match (issuer, p.issuer) {
            (Issuer::Known { W, .. }, None) => owned.push((p.A_bar * *a, W.prepare())),
            (Issuer::Hidden { V, Z, .. }, Some((W, Y))) => {
                owned.push((p.A_bar * *a + *Z * *b, W.prepare()));
                owned.push((-(Y * *b), V.prepare()));
            }
            _ => return false,
        }
    }
    owned.push((-sum, P2));
    let terms: Vec<_> = owned.iter().map(|(P, Q)| (*P, Q)).collect();
    pairing_product_is_one(&terms)
}

/// A verifier that forgets to refuse the identity.
pub fn verify_with_identities(
    statement: &Statement<'_>,
    proof: &Proof,
    transcript: Transcript,
    rng: &mut impl CryptoRng,
) -> bool {
    linear(statement, proof, transcript)
        && pairing(
            statement.possession.issuer,
            &proof.points,
            Scalar::random(rng),
        )
}

/// `P1 + d·Q1 + E`.
pub fn image(statement: &Statement<'_>) -> G1 {
    let possession = &statement.possession;
    let g = possession.generators;
    g.P1 + g.Q1 * possession.domain + possession.E
}

fn messages(statement: &Statement<'_>, blind: Scalar, messages: &[Scalar]) -> G1 {
    let g = statement.possession.generators;
    let sum: G1 = g.H.iter().zip(messages).map(|(H, m)| *H.base() * *m).sum();
    *g.Q2.base() * blind + sum
}

fn absorb(statement: &Statement<'_>, points: &Points, N: Option<G1>, transcript: &mut Transcript) {
    transcript.append(b"relation", b"possession");
    transcript.append(b"domain", &statement.possession.domain.to_bytes());
    transcript.append(b"E", &statement.possession.E.to_bytes());
    match statement.possession.issuer {
        Issuer::Known { W, .. } => {
            transcript.append(b"issuer", b"known");
            transcript.append(b"W", &W.to_bytes());
        }
        Issuer::Hidden { V, Z, .. } => {
            transcript.append(b"issuer", b"hidden");
            transcript.append(b"V", &V.to_bytes());
            transcript.append(b"Z", &Z.to_bytes());
        }
    }
    transcript.append(b"disclosed", &[0; 8]);
    transcript.append(b"A_bar", &points.A_bar.to_bytes());
    transcript.append(b"B_bar", &points.B_bar.to_bytes());
    if let Some((W, Y)) = &points.issuer {
        transcript.append(b"W'", &W.to_bytes());
        transcript.append(b"Y'", &Y.to_bytes());
    }
    if let (Some(scope), Some(N)) = (&statement.pseudonym, N) {
        transcript.append(b"relation", b"pseudonym");
        transcript.append(b"U", &scope.scope.to_bytes());
        transcript.append(b"N", &N.to_bytes());
    }
}
