//! Why a presentation was refused: stable words, the same at the API, the command line and the
//! kiosk. The operator's text for each is the page's business, in the page's language.

use serde::{Deserialize, Serialize};

/// A stable reason code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The text or the bytes do not decode.
    Malformed,
    /// A code of something else: a web address, a Wi-Fi code, another certificate.
    NotCeladon,
    /// A Celadon code that a newer version made: update the verifier.
    NewerVersion,
    /// A Celadon code of another kind, such as a challenge.
    NotAPresentation,
    /// The scanner types on another country's keyboard: set its layout. Not the visitor's fault.
    KeyboardLayout,
    /// Made for another federation.
    OtherFederation,
    /// Made with a trust list that is not the current one: the wallet should go online.
    OtherEpoch,
    /// Made for another venue.
    WrongAudience,
    /// Made for another policy, policy version or purpose than this venue's.
    PolicyMismatch,
    /// Shown too late or too early: show a fresh code.
    Stale,
    /// No stamp for an accepted colour: another colour, a past period and no code look the same.
    NoGreen,
    /// Already shown here.
    Replayed,
    /// The proof does not verify. It never says which part.
    ProofInvalid,
}

impl Reason {
    /// All of them, in the order of the checks.
    pub const ALL: [Reason; 13] = [
        Reason::Malformed,
        Reason::NotCeladon,
        Reason::NewerVersion,
        Reason::NotAPresentation,
        Reason::KeyboardLayout,
        Reason::OtherFederation,
        Reason::OtherEpoch,
        Reason::WrongAudience,
        Reason::PolicyMismatch,
        Reason::Stale,
        Reason::NoGreen,
        Reason::Replayed,
        Reason::ProofInvalid,
    ];

    /// The word that goes over the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Reason::Malformed => "malformed",
            Reason::NotCeladon => "not_celadon",
            Reason::NewerVersion => "newer_version",
            Reason::NotAPresentation => "not_a_presentation",
            Reason::KeyboardLayout => "keyboard_layout",
            Reason::OtherFederation => "other_federation",
            Reason::OtherEpoch => "other_epoch",
            Reason::WrongAudience => "wrong_audience",
            Reason::PolicyMismatch => "policy_mismatch",
            Reason::Stale => "stale",
            Reason::NoGreen => "no_green",
            Reason::Replayed => "replayed",
            Reason::ProofInvalid => "proof_invalid",
        }
    }

    /// The reason with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_word_is_the_code() {
        for reason in Reason::ALL {
            let json = serde_json::to_string(&reason).unwrap();
            assert_eq!(json, format!("\"{}\"", reason.code()));
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
        }
        assert_eq!(Reason::from_code("expired"), None);
    }
}
