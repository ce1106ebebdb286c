//! Why a presentation is refused: one stable word, the same from every door.

use core::fmt;

use celadon_credential::text::TextError;

/// A refusal. `docs/reasons.md` says what person and venue should do about each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// No bytes of a presentation.
    Malformed,
    /// A code of something else: a link, a Wi-Fi code, another certificate.
    NotCeladon,
    /// Made by a newer version of Celadon.
    NewerVersion,
    /// A Celadon code that is no presentation, such as a challenge.
    NotAPresentation,
    /// The scanner types on another keyboard layout.
    KeyboardLayout,
    /// Of another federation.
    OtherFederation,
    /// Made with another trust list.
    OtherEpoch,
    /// Made for another venue.
    WrongAudience,
    /// Made for another policy, purpose, grid or mode than this venue's.
    PolicyMismatch,
    /// Not of this half minute or its neighbours, or an answer after the challenge's end.
    Stale,
    /// Another colour, a past `T`, no stamp, no code, a challenge that nobody answered.
    NoGreen,
    /// Shown here before.
    Replayed,
    /// The proof does not verify.
    ProofInvalid,
}

impl Reason {
    /// Every reason.
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

    /// The stable code.
    pub const fn code(self) -> &'static str {
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
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl From<TextError> for Reason {
    fn from(error: TextError) -> Reason {
        match error {
            TextError::NotCeladon => Reason::NotCeladon,
            TextError::NewerVersion => Reason::NewerVersion,
            TextError::NotAPresentation(_) => Reason::NotAPresentation,
            TextError::KeyboardLayout => Reason::KeyboardLayout,
            _ => Reason::Malformed,
        }
    }
}
