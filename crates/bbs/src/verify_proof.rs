//! Verifying a proof: commitments recomputed, challenge compared, one pairing equation.

use celadon_curve::{Scalar, VartimeSum, pairing_product_is_one};

use crate::signature::p2;
use crate::{Disclosed, Error, Proof, ProofPoints, Statement};

/// A proof whose commitments are recomputed and whose challenge is still to be compared.
#[derive(Debug)]
#[must_use = "nothing is verified before finish()"]
pub struct ProofCheck<'a> {
    statement: &'a Statement,
    proof: &'a Proof,
    disclosed: &'a Disclosed,
    points: ProofPoints,
}

impl Statement {
    /// `ProofVerify` of the core draft. The statement has `U + R` messages: those that the proof
    /// hides and those that are disclosed.
    ///
    /// # Errors
    /// As [`Statement::verify_proof_init`], and [`Error::Refused`].
    pub fn verify_proof(
        &self,
        proof: &Proof,
        disclosed: &Disclosed,
        presentation_header: &[u8],
    ) -> Result<(), Error> {
        let check = self.verify_proof_init(proof, disclosed)?;
        let challenge = check.challenge(presentation_header);
        check.finish(&challenge)
    }

    /// The first half: recomputes the commitments. Nothing is verified yet.
    ///
    /// # Errors
    /// [`Error::MessageCount`] and [`Error::IndexOutOfRange`].
    pub fn verify_proof_init<'a>(
        &'a self,
        proof: &'a Proof,
        disclosed: &'a Disclosed,
    ) -> Result<ProofCheck<'a>, Error> {
        let messages = proof.hidden() + disclosed.len();
        if messages != self.messages() {
            return Err(Error::MessageCount {
                found: messages,
                expected: self.messages(),
            });
        }
        disclosed.in_range(messages)?;

        let c = proof.challenge;
        let mut t1 = VartimeSum::new();
        t1.add(&proof.b_bar, &c);
        t1.add(&proof.a_bar, &proof.e_hat);
        t1.add(&proof.d, &proof.r1_hat);
        let mut t2 = VartimeSum::new();
        t2.add_table(&self.tables().origin, &c);
        t2.add(&proof.d, &proof.r3_hat);
        let tables = self.generators().tables();
        for (index, message) in disclosed.iter() {
            t2.add_table(&tables[index], &(*message * c));
        }
        for (index, response) in disclosed.hidden(messages).zip(&proof.m_hat) {
            t2.add_table(&tables[index], response);
        }
        let sums = VartimeSum::finish_all(&[t1, t2]);
        Ok(ProofCheck {
            statement: self,
            proof,
            disclosed,
            points: ProofPoints {
                a_bar: proof.a_bar,
                b_bar: proof.b_bar,
                d: proof.d,
                t1: sums[0],
                t2: sums[1],
            },
        })
    }
}

impl ProofCheck<'_> {
    /// The points that the challenge must depend on.
    pub fn points(&self) -> &ProofPoints {
        &self.points
    }

    /// The response for the hidden message at `index`, `None` if it is disclosed or not there.
    pub fn response(&self, index: usize) -> Option<&Scalar> {
        let position = self
            .disclosed
            .hidden(self.statement.messages())
            .position(|hidden| hidden == index)?;
        self.proof.m_hat.get(position)
    }

    /// The draft's challenge.
    pub fn challenge(&self, presentation_header: &[u8]) -> Scalar {
        self.points
            .challenge(self.statement, self.disclosed, presentation_header)
    }

    /// The second half: the proof's challenge is `challenge`, recomputed by the draft's rule or
    /// by that of a larger proof, and `e(Abar, W) = e(Bbar, P2)`.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn finish(self, challenge: &Scalar) -> Result<(), Error> {
        let key = &self.statement.tables().key;
        let valid = self.proof.challenge == *challenge
            && pairing_product_is_one(&[(self.proof.a_bar, key), (-self.proof.b_bar, p2())]);
        if valid { Ok(()) } else { Err(Error::Refused) }
    }
}
