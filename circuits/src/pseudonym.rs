//! Pseudonym: one value for one holder in one scope, a venue and a day.
//!
//! $$ R = \{ (N, U ;\ h) : N = h\,U \} \qquad U = hash\_to\_G1(scope) $$
//!
//! Alone it proves nothing worth having; in [`crate::presentation`] the same response serves `h`
//! here and `m_1` of the credential.

use celadon_curve::{G1, Scalar};

use crate::Transcript;
use crate::possession::FIRST_MESSAGE;
use crate::sigma::{Base, Equation, Term};

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

    /// The equation over the holder secret, whose response stands at [`FIRST_MESSAGE`].
    pub(crate) fn equation(&self, N: &G1) -> Equation<'_> {
        Equation {
            image: *N,
            terms: vec![Term::plus(FIRST_MESSAGE, Base::Point(self.scope))],
        }
    }

    pub(crate) fn absorb(&self, N: &G1, transcript: &mut Transcript) {
        transcript.append(b"relation", b"pseudonym");
        transcript.append_G1(b"U", &self.scope);
        transcript.append_G1(b"N", N);
    }
}
