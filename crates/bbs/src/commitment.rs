//! The prover's commitment to messages that the issuer signs without seeing, with a proof that
//! the prover knows them.
//!
//! $$ C = s Q_2 + \sum m_i J_i $$

use celadon_curve::{G1, Scalar, Secret, msm, vartime_msm};
use rand_core::CryptoRng;

use crate::codec::{Reader, nonzero};
use crate::domain::length;
use crate::proof::hidden_in;
use crate::{CommittedGenerators, Error, Messages};

/// The draft's `commitment_with_proof`: `48 + 32·(M + 2)` bytes for `M` committed messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    point: G1,
    blind_hat: Scalar,
    m_hat: Vec<Scalar>,
    challenge: Scalar,
}

/// The draft's `secret_prover_blind`: what hides the committed messages, and a hidden message of
/// the signature. Keep it with the signature.
#[derive(Debug, Clone)]
pub struct ProverBlind(Secret<Scalar>);

impl ProverBlind {
    /// Decodes 32 bytes, big-endian.
    ///
    /// # Errors
    /// [`Error::Scalar`] for zero or a value not below `r`.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<ProverBlind, Error> {
        nonzero("the prover's blind", bytes).map(|scalar| ProverBlind(Secret::new(scalar)))
    }

    /// The 32 bytes, big-endian.
    pub fn to_bytes(&self) -> Secret<[u8; 32]> {
        Secret::new(self.expose().to_bytes())
    }

    /// The scalar. The name is meant to be seen in review.
    pub fn expose(&self) -> &Scalar {
        self.0.expose()
    }
}

impl Commitment {
    /// Bytes of a commitment to no message.
    const FLOOR: usize = G1::BYTES + 2 * Scalar::BYTES;

    /// `Commit` of the blind draft. `rng` gives 48 bytes for each of `M + 2` scalars, in the
    /// draft's order.
    ///
    /// # Errors
    /// [`Error::MessageCount`] unless there is one message for each generator, and
    /// [`Error::Degenerate`] if a scalar or the commitment comes out as zero.
    pub fn commit(
        generators: &CommittedGenerators,
        messages: &Messages,
        rng: &mut impl CryptoRng,
    ) -> Result<(Commitment, ProverBlind), Error> {
        if messages.len() != generators.messages() {
            return Err(Error::MessageCount {
                found: messages.len(),
                expected: generators.messages(),
            });
        }
        // Slot 0 is the blind, on Q_2.
        let mut opening = Vec::with_capacity(messages.len() + 1);
        opening.push(Scalar::random_nonzero(rng));
        opening.extend_from_slice(messages.expose());
        let opening = Secret::new(opening);
        let blindings: Vec<Scalar> = (0..=messages.len()).map(|_| Scalar::random(rng)).collect();
        let blindings = Secret::new(blindings);

        let sum = |scalars: &Secret<Vec<Scalar>>| {
            msm(generators.points(), scalars.expose()).expect("counted above")
        };
        let point = sum(&opening);
        let challenge = challenge(generators, &point, &sum(&blindings));
        let mut responses = opening
            .expose()
            .iter()
            .zip(blindings.expose())
            .map(|(secret, blinding)| *blinding + *secret * challenge);
        let commitment = Commitment {
            point,
            blind_hat: responses.next().expect("there is a slot for the blind"),
            m_hat: responses.collect(),
            challenge,
        };
        if point.is_identity() || commitment.scalars().any(Scalar::is_zero) {
            return Err(Error::Degenerate);
        }
        Ok((commitment, ProverBlind(Secret::new(opening.expose()[0]))))
    }

    /// Verifies that the prover knows what is committed to.
    ///
    /// # Errors
    /// [`Error::MessageCount`] unless the generators are for as many messages, and
    /// [`Error::Refused`].
    pub fn verify(&self, generators: &CommittedGenerators) -> Result<(), Error> {
        if self.messages() != generators.messages() {
            return Err(Error::MessageCount {
                found: self.messages(),
                expected: generators.messages(),
            });
        }
        let mut points = generators.points().to_vec();
        points.push(self.point);
        let mut scalars = vec![self.blind_hat];
        scalars.extend_from_slice(&self.m_hat);
        scalars.push(-self.challenge);
        let blinded = vartime_msm(&points, &scalars).expect("counted above");
        if challenge(generators, &self.point, &blinded) == self.challenge {
            Ok(())
        } else {
            Err(Error::Refused)
        }
    }

    /// Decodes `C ‖ s^ ‖ m^_1.. ‖ c`: `112 + 32·M` bytes with `M` up to
    /// [`crate::MAX_MESSAGES`], `C` in the subgroup and not the identity, scalars from 1 to
    /// `r - 1`.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Point`] or [`Error::Scalar`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Commitment, Error> {
        let messages = hidden_in(bytes.len(), Commitment::FLOOR).ok_or(Error::Length {
            what: "the commitment",
            found: bytes.len(),
            expected: "112 and 32 more for each message",
        })?;
        let mut reader = Reader::new(bytes);
        Ok(Commitment {
            point: reader.point("the commitment")?,
            blind_hat: reader.scalar("s^ of the commitment")?,
            m_hat: reader.scalars("m^ of the commitment", messages)?,
            challenge: reader.scalar("the challenge of the commitment")?,
        })
    }

    /// `C ‖ s^ ‖ m^_1.. ‖ c`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Commitment::FLOOR + Scalar::BYTES * self.m_hat.len());
        bytes.extend_from_slice(&self.point.to_bytes());
        for scalar in self.scalars() {
            bytes.extend_from_slice(&scalar.to_bytes());
        }
        bytes
    }

    /// The commitment itself.
    pub fn point(&self) -> &G1 {
        &self.point
    }

    /// How many messages it commits to.
    pub fn messages(&self) -> usize {
        self.m_hat.len()
    }

    fn scalars(&self) -> impl Iterator<Item = &Scalar> {
        [&self.blind_hat]
            .into_iter()
            .chain(&self.m_hat)
            .chain([&self.challenge])
    }
}

/// `H(I2OSP(M, 8) ‖ Q_2 ‖ J_1..J_M ‖ C ‖ Cbar)`.
fn challenge(generators: &CommittedGenerators, point: &G1, blinded: &G1) -> Scalar {
    let mut points = generators.points().to_vec();
    points.extend_from_slice(&[*point, *blinded]);
    let mut input = length(generators.messages()).to_vec();
    for point in G1::batch_to_affine(&points) {
        input.extend_from_slice(&point.to_bytes());
    }
    generators.interface().hash_to_scalar(&input)
}
