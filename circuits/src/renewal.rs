//! Renewal: the old and the new issuance commitment carry the same holder secret.
//!
//! $$ R = \{ (C, J, C', J' ;\ s', m, s'', m') : C = s' Q_2 + \sum_{j \in J} m_j H_j
//!    \wedge C' = s'' Q_2 + \sum_{j \in J'} m'_j H_j \wedge m_1 = m'_1 \} $$
//!
//! Both commitments are opened over their exact index sets, as in [`crate::commitment`], and one
//! response serves `m_1` in both. All else is separate: new blinding, new records.
//!
//! The issuer's nonce and its old and new key `W` are the caller's context.

use celadon_curve::Scalar;
use rand_core::CryptoRng;
use zeroize::Zeroize;

use crate::commitment;
use crate::sigma::{LinearRelation, SigmaProof};
use crate::{Invalid, Transcript};

// Where the responses stand: the holder secret, then the old blinding and other old messages, then
// the new ones.
const HOLDER_SECRET: usize = 0;

/// What both sides know.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    /// The commitment that the issuer keeps with the registry entry.
    pub old: commitment::Statement<'a>,
    /// The commitment to be signed.
    pub new: commitment::Statement<'a>,
}

/// What only the holder knows.
#[derive(Debug)]
pub struct Witness {
    /// The opening of the old commitment.
    pub old: commitment::Witness,
    /// The opening of the new one. Its first message is not read: the old one's serves for both.
    pub new: commitment::Witness,
}

impl Statement<'_> {
    /// The relation in the clear.
    pub fn holds(&self, witness: &Witness) -> bool {
        self.old.holds(&witness.old) && {
            let mut new = commitment::Witness {
                blind: witness.new.blind,
                messages: witness.new.messages.clone(),
            };
            if let Some(h) = new.messages.first_mut() {
                *h = witness.old.messages[0];
            }
            self.new.holds(&new)
        }
    }

    /// Proves that the holder of the old commitment made the new one. `transcript` holds the
    /// context, the issuer's nonce and its old and new key among it.
    ///
    /// # Panics
    /// If a witness has another number of messages than its index set, or an index is outside the
    /// generators: a fault in a schema.
    pub fn prove(
        &self,
        witness: &Witness,
        mut transcript: Transcript,
        rng: &mut impl CryptoRng,
    ) -> SigmaProof {
        self.absorb(&mut transcript);
        // Allocated once: a vector that grows leaves unwiped copies behind.
        let mut secrets: Vec<Scalar> = Vec::with_capacity(self.variables());
        secrets.push(witness.old.messages[0]);
        for (statement, opening) in [(&self.old, &witness.old), (&self.new, &witness.new)] {
            assert_eq!(
                opening.messages.len(),
                statement.committed.len(),
                "one message for each committed index"
            );
            secrets.push(opening.blind);
            secrets.extend_from_slice(&opening.messages[1..]);
        }
        let proof = self.relation().prove(&secrets, &mut transcript, rng);
        secrets.zeroize();
        proof
    }

    /// Verifies a proof of renewal.
    pub fn verify(&self, proof: &SigmaProof, mut transcript: Transcript) -> Result<(), Invalid> {
        if !self.old.is_well_formed() || !self.new.is_well_formed() {
            return Err(Invalid);
        }
        self.absorb(&mut transcript);
        self.relation().verify(proof, &mut transcript)
    }

    fn absorb(&self, transcript: &mut Transcript) {
        transcript.append(b"relation", b"renewal");
        self.old.absorb(transcript);
        self.new.absorb(transcript);
    }

    fn relation(&self) -> LinearRelation<'_> {
        let old = 1..1 + self.old.committed.len();
        let new = old.end..old.end + self.new.committed.len();
        LinearRelation {
            variables: self.variables(),
            equations: vec![
                self.old.equation(with_holder_secret(old)),
                self.new.equation(with_holder_secret(new)),
            ],
        }
    }

    /// One for the holder secret; for each commitment its blinding and its other messages.
    fn variables(&self) -> usize {
        1 + self.old.committed.len() + self.new.committed.len()
    }
}

/// A commitment's variables: its own, with the shared one in the second place, after the blinding.
fn with_holder_secret(own: core::ops::Range<usize>) -> impl Iterator<Item = usize> {
    let rest = own.start + 1..own.end;
    [own.start, HOLDER_SECRET].into_iter().chain(rest)
}
