//! The verifier's side.

use core::fmt;

use celadon_circuits::batch::{self, Pending};
use rand_core::CryptoRng;
use thiserror::Error;

use super::{Ask, Federation, Presentation};
use crate::colour::Colour;
use crate::time::Time;

/// What a venue learns: this, and nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct Admission {
    /// The colour.
    pub colour: Colour,
    /// `T`: until when the colour is stamped, the same for everybody.
    pub valid_until: Time,
    /// The holder's pseudonym at this venue on this day, where the policy asks for one.
    pub pseudonym: Option<[u8; 48]>,
}

/// Colour and time; a pseudonym is not for logs.
impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Admission({}, {}, ..)", self.colour, self.valid_until)
    }
}

/// The proof does not verify. Nothing more is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the proof does not verify")]
pub struct ProofInvalid;

/// A presentation whose linear part verified. It becomes an [`Admission`] when [`settle`] has
/// checked the pairing equation, alone or together with others.
#[derive(Debug, Clone)]
#[must_use = "nothing is verified before it is settled"]
pub struct Unsettled {
    admission: Admission,
    pending: Pending,
}

impl Unsettled {
    /// Verifies all but the pairing equation: the header is exactly the one that `ask` implies,
    /// and the recomputed challenge is the proof's.
    pub fn check(
        presentation: &Presentation,
        ask: &Ask,
        federation: &Federation,
    ) -> Result<Unsettled, ProofInvalid> {
        let header = &presentation.header;
        if ask.header(header.colour, federation).as_ref() != Some(header) {
            return Err(ProofInvalid);
        }
        let shared = federation.known().of(ask, header.colour, federation);
        let transcript = ask.transcript(header, federation);
        let pending = shared
            .statement(federation)
            .verify_linear_with(&shared.tables(), &presentation.proof, transcript)
            .map_err(|_| ProofInvalid)?;
        let admission = Admission {
            colour: header.colour,
            valid_until: ask.period().end(),
            pseudonym: presentation.proof.N.map(|N| N.to_bytes()),
        };
        Ok(Unsettled { admission, pending })
    }
}

/// Checks the pairing equation of all together, with fresh weights from `rng`: either all are
/// admitted or at least one is invalid, not said which.
pub fn settle(
    unsettled: &[&Unsettled],
    federation: &Federation,
    rng: &mut impl CryptoRng,
) -> Result<Vec<Admission>, ProofInvalid> {
    let pending: Vec<&Pending> = unsettled.iter().map(|u| &u.pending).collect();
    batch::verify(federation.issuer(), &pending, rng).map_err(|_| ProofInvalid)?;
    Ok(unsettled.iter().map(|u| u.admission.clone()).collect())
}

/// Verifies one presentation.
pub fn verify(
    presentation: &Presentation,
    ask: &Ask,
    federation: &Federation,
    rng: &mut impl CryptoRng,
) -> Result<Admission, ProofInvalid> {
    let unsettled = Unsettled::check(presentation, ask, federation)?;
    let mut admissions = settle(&[&unsettled], federation, rng)?;
    admissions.pop().ok_or(ProofInvalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_not_for_logs() {
        let admission = Admission {
            colour: Colour::Green,
            valid_until: Time::from_secs(3_600),
            pseudonym: Some([0xa7; 48]),
        };
        let text = format!("{admission:?}");
        assert_eq!(text, "Admission(green, 1970-01-01T01:00:00Z, ..)");
    }
}
