//! Commitment: the holder knows the opening of its issuance commitment over an exact index set.
//!
//! $$ R = \{ (C, J ;\ s', (m_j)_{j \in J}) : C = s' Q_2 + \sum_{j \in J} m_j H_j \} $$
//!
//! The set `J` enters the challenge and the equation has no other base. A looser proof would let a
//! citizen smuggle a stamp's base into `C`, or shift a record that the issuer checked.

use celadon_curve::{FixedBase, G1, Scalar};
use rand_core::CryptoRng;
use zeroize::Zeroize;

use crate::sigma::{Base, Equation, LinearRelation, SigmaProof, Term};
use crate::{Generators, Invalid, Transcript};

/// What both sides know.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    /// The bases.
    pub generators: &'a Generators,
    /// Which messages are committed: indexes counted from 0, ascending. The holder secret's, 0, is
    /// always among them.
    pub committed: &'a [usize],
    /// The commitment.
    pub C: G1,
}

/// What only the holder knows: wiped on drop, silent in `Debug`.
pub struct Witness {
    /// The blinding `s'`, which makes `C` perfectly hiding.
    pub blind: Scalar,
    /// The committed messages, in the order of the index set.
    pub messages: Vec<Scalar>,
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.blind.zeroize();
        self.messages.zeroize();
    }
}

impl core::fmt::Debug for Witness {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Witness(..)")
    }
}

/// `C = s'·Q2 + Σ m_j·H_j`, constant-time.
///
/// # Panics
/// If the witness has another number of messages than the index set, or an index is outside the
/// generators: a fault in a schema.
pub fn commit(generators: &Generators, committed: &[usize], witness: &Witness) -> G1 {
    assert_eq!(
        witness.messages.len(),
        committed.len(),
        "one message for each committed index"
    );
    let messages = (committed.iter().zip(&witness.messages)).map(|(j, m)| (&generators.H[*j], *m));
    FixedBase::sum(core::iter::once((&generators.Q2, witness.blind)).chain(messages))
}

impl Statement<'_> {
    /// The relation in the clear.
    pub fn holds(&self, witness: &Witness) -> bool {
        self.is_well_formed()
            && witness.messages.len() == self.committed.len()
            && commit(self.generators, self.committed, witness) == self.C
    }

    /// Proves knowledge of the opening. `transcript` holds the context, the issuer's nonce and key
    /// among it.
    ///
    /// # Panics
    /// If the witness has another number of messages than the index set, or an index is outside
    /// the generators: a fault in a schema.
    pub fn prove(
        &self,
        witness: &Witness,
        mut transcript: Transcript,
        rng: &mut impl CryptoRng,
    ) -> SigmaProof {
        self.absorb(&mut transcript);
        // Allocated once: a vector that grows leaves unwiped copies behind.
        let mut secrets = Vec::with_capacity(1 + witness.messages.len());
        secrets.push(witness.blind);
        secrets.extend_from_slice(&witness.messages);
        let proof = self.relation().prove(&secrets, &mut transcript, rng);
        secrets.zeroize();
        proof
    }

    /// Verifies a proof of the opening.
    pub fn verify(&self, proof: &SigmaProof, mut transcript: Transcript) -> Result<(), Invalid> {
        if !self.is_well_formed() {
            return Err(Invalid);
        }
        self.absorb(&mut transcript);
        self.relation().verify(proof, &mut transcript)
    }

    /// The holder secret is committed, each index is inside the generators and stands once, and
    /// the commitment is not the identity.
    pub(crate) fn is_well_formed(&self) -> bool {
        let ascending = self.committed.windows(2).all(|pair| pair[0] < pair[1]);
        let inside = self
            .committed
            .last()
            .is_some_and(|j| *j < self.generators.messages());
        self.committed.first() == Some(&0) && ascending && inside && !self.C.is_identity()
    }

    pub(crate) fn absorb(&self, transcript: &mut Transcript) {
        transcript.append(b"relation", b"commitment");
        transcript.append_u64(b"committed", self.committed.len() as u64);
        for index in self.committed {
            transcript.append_u64(b"index", *index as u64);
        }
        transcript.append_G1(b"C", &self.C);
    }

    /// The equation over `s'` and the messages, `variables` telling where each one's response
    /// stands: first that of `s'`, then one for each committed index.
    pub(crate) fn equation(&self, variables: impl Iterator<Item = usize>) -> Equation<'_> {
        let messages = self.committed.iter().map(|j| &self.generators.H[*j]);
        let bases = core::iter::once(&self.generators.Q2).chain(messages);
        Equation {
            image: self.C,
            terms: variables
                .zip(bases)
                .map(|(variable, base)| Term::plus(variable, Base::Table(base)))
                .collect(),
        }
    }

    fn relation(&self) -> LinearRelation<'_> {
        LinearRelation {
            variables: 1 + self.committed.len(),
            equations: vec![self.equation(0..)],
        }
    }
}
