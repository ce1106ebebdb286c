//! A proof that its maker holds a signature: its layout and its challenge.

use celadon_curve::{G1, Scalar};

use crate::codec::Reader;
use crate::domain::length;
use crate::{Disclosed, Error, MAX_MESSAGES, Statement};

/// A proof of knowledge of a signature on disclosed and hidden messages: `272 + 32·U` bytes for
/// `U` hidden ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub(crate) a_bar: G1,
    pub(crate) b_bar: G1,
    pub(crate) d: G1,
    pub(crate) e_hat: Scalar,
    pub(crate) r1_hat: Scalar,
    pub(crate) r3_hat: Scalar,
    pub(crate) m_hat: Vec<Scalar>,
    pub(crate) challenge: Scalar,
}

/// The points that the challenge depends on: the proof's own, and the commitments that prover
/// and verifier both know. A larger proof absorbs all five.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofPoints {
    /// The randomised signature.
    pub a_bar: G1,
    /// `SK` times the randomised signature.
    pub b_bar: G1,
    /// The randomised `B`.
    pub d: G1,
    /// Commitment of the equation of `Abar`, `Bbar` and `D`.
    pub t1: G1,
    /// Commitment of the equation of `B` and `D`.
    pub t2: G1,
}

impl Proof {
    /// Bytes of a proof that hides no message.
    const FLOOR: usize = 3 * G1::BYTES + 4 * Scalar::BYTES;

    /// Decodes a proof: `272 + 32·U` bytes with `U` up to [`MAX_MESSAGES`], points in the
    /// subgroup and not the identity, scalars from 1 to `r - 1`.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Point`] or [`Error::Scalar`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Proof, Error> {
        let hidden = hidden_in(bytes.len(), Proof::FLOOR).ok_or(Error::Length {
            what: "the proof",
            found: bytes.len(),
            expected: "272 and 32 more for each hidden message",
        })?;
        let mut reader = Reader::new(bytes);
        let [a_bar, b_bar, d] =
            reader.points(["Abar of the proof", "Bbar of the proof", "D of the proof"])?;
        Ok(Proof {
            a_bar,
            b_bar,
            d,
            e_hat: reader.scalar("e^ of the proof")?,
            r1_hat: reader.scalar("r1^ of the proof")?,
            r3_hat: reader.scalar("r3^ of the proof")?,
            m_hat: reader.scalars("m^ of the proof", hidden)?,
            challenge: reader.scalar("the challenge of the proof")?,
        })
    }

    /// `Abar ‖ Bbar ‖ D ‖ e^ ‖ r1^ ‖ r3^ ‖ m^_1.. ‖ c`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Proof::FLOOR + Scalar::BYTES * self.m_hat.len());
        for point in G1::batch_to_affine(&[self.a_bar, self.b_bar, self.d]) {
            bytes.extend_from_slice(&point.to_bytes());
        }
        for scalar in self.scalars() {
            bytes.extend_from_slice(&scalar.to_bytes());
        }
        bytes
    }

    /// How many messages it hides.
    pub fn hidden(&self) -> usize {
        self.m_hat.len()
    }

    /// How many committed messages a blind signature's proof speaks of, if the issuer's are
    /// `messages` and `disclosed` of both kinds are shown.
    ///
    /// # Errors
    /// [`Error::MessageCount`] if they are more than all of the proof's messages but the blind.
    pub fn committed_messages(&self, messages: usize, disclosed: usize) -> Result<usize, Error> {
        let all = self.hidden() + disclosed;
        all.checked_sub(1)
            .and_then(|rest| rest.checked_sub(messages))
            .ok_or(Error::MessageCount {
                found: messages,
                expected: all.saturating_sub(1),
            })
    }

    /// The challenge that it carries.
    pub fn challenge(&self) -> &Scalar {
        &self.challenge
    }

    /// All scalars, in the order of the encoding.
    pub(crate) fn scalars(&self) -> impl Iterator<Item = &Scalar> {
        [&self.e_hat, &self.r1_hat, &self.r3_hat]
            .into_iter()
            .chain(&self.m_hat)
            .chain([&self.challenge])
    }
}

impl ProofPoints {
    /// `ProofChallengeCalculate` of the core draft.
    pub(crate) fn challenge(
        &self,
        statement: &Statement,
        disclosed: &Disclosed,
        presentation_header: &[u8],
    ) -> Scalar {
        let mut input = length(disclosed.len()).to_vec();
        for (index, message) in disclosed.iter() {
            input.extend_from_slice(&length(index));
            input.extend_from_slice(&message.to_bytes());
        }
        for point in G1::batch_to_affine(&[self.a_bar, self.b_bar, self.d, self.t1, self.t2]) {
            input.extend_from_slice(&point.to_bytes());
        }
        input.extend_from_slice(&statement.domain().to_bytes());
        input.extend_from_slice(&length(presentation_header.len()));
        input.extend_from_slice(presentation_header);
        statement.interface().hash_to_scalar(&input)
    }
}

/// How many scalars an encoding of `len` bytes has beyond its `floor`; `None` if that is not a
/// whole number up to [`MAX_MESSAGES`].
pub(crate) fn hidden_in(len: usize, floor: usize) -> Option<usize> {
    let rest = len.checked_sub(floor)?;
    (rest % Scalar::BYTES == 0 && rest / Scalar::BYTES <= MAX_MESSAGES)
        .then_some(rest / Scalar::BYTES)
}
