//! Pseudonym: one value for one holder in one scope, a venue and a day.
//!
//! $$ R = \{ (N, U ;\ h) : N = h\,U \} \qquad U = hash\_to\_G1(scope) $$
//!
//! Alone it proves nothing worth having; in [`crate::presentation`] the same response serves `h`
//! here and `m_1` of the credential.

use celadon_curve::{FixedBase, G1, Scalar};
use rand_core::CryptoRng;

use crate::sigma::{Base, Equation, LinearRelation, SigmaProof, Term};
use crate::{Invalid, Transcript};

/// What both sides know.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The scope's base `U`, a hash whose discrete logarithm nobody knows.
    pub scope: G1,
}

impl Statement {
    /// The pseudonym of a holder secret, constant-time.
    pub fn pseudonym(&self, h: &Scalar) -> G1 {
        self.scope * *h
    }

    /// The relation in the clear.
    pub fn holds(&self, N: &G1, h: &Scalar) -> bool {
        self.pseudonym(h) == *N && !N.is_identity()
    }

    /// Proves knowledge of the holder secret `h` behind `N`. `transcript` holds the context.
    pub fn prove(
        &self,
        N: &G1,
        h: &Scalar,
        mut transcript: Transcript,
        rng: &mut impl CryptoRng,
    ) -> SigmaProof {
        self.absorb(N, &mut transcript);
        self.relation(N)
            .prove(core::slice::from_ref(h), &mut transcript, rng)
    }

    /// Verifies a proof of the holder secret behind `N`.
    pub fn verify(
        &self,
        N: &G1,
        proof: &SigmaProof,
        mut transcript: Transcript,
    ) -> Result<(), Invalid> {
        if N.is_identity() {
            return Err(Invalid);
        }
        self.absorb(N, &mut transcript);
        self.relation(N).verify(proof, &mut transcript)
    }

    /// The equation over the holder secret, whose response stands at `variable`. A prover may have
    /// a table of the scope's base.
    pub(crate) fn equation<'s>(
        &self,
        N: &G1,
        variable: usize,
        table: Option<&'s FixedBase>,
    ) -> Equation<'s> {
        let scope = table.map_or(Base::Point(self.scope), Base::Table);
        Equation {
            image: *N,
            terms: vec![Term::plus(variable, scope)],
        }
    }

    pub(crate) fn absorb(&self, N: &G1, transcript: &mut Transcript) {
        transcript.append(b"relation", b"pseudonym");
        transcript.append_G1(b"U", &self.scope);
        transcript.append_G1(b"N", N);
    }

    fn relation(&self, N: &G1) -> LinearRelation<'_> {
        LinearRelation {
            variables: 1,
            equations: vec![self.equation(N, 0, None)],
        }
    }
}
