//! Policies that could be signed, but that no venue should have.

use celadon_credential::policy::Policy;
use celadon_credential::{Colour, Grid};
use thiserror::Error;

/// Why a policy is refused although it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LintError {
    /// A printed card holds a stamp of the day.
    #[error(
        "the policy takes paper and asks for stamps of {0} s: a printed card holds a stamp of the \
         day, so it takes grid_seconds = 86400 or paper = false"
    )]
    PaperGrid(Grid),
    /// The citizen is shown the reason before anything is sent.
    #[error(
        "the policy asks for a pseudonym without a reason: write one that a citizen can judge, or leave pseudonym_reason out"
    )]
    PseudonymReason,
    /// Who is refused has to know what to do.
    #[error("the policy has no refused_text: say what a person who is not admitted can do")]
    RefusedText,
    /// The same for yellow.
    #[error("the policy admits yellow without a yellow_text: say what such a person has to do")]
    YellowText,
}

/// The fewest characters of a text that says something.
const SHORTEST: usize = 10;

/// Looks at what the policy's own decoder cannot judge.
pub(crate) fn lint(policy: &Policy) -> Result<(), LintError> {
    if policy.paper && policy.grid < Grid::DAY {
        return Err(LintError::PaperGrid(policy.grid));
    }
    if policy
        .pseudonym
        .as_deref()
        .is_some_and(|reason| !says_something(reason))
    {
        return Err(LintError::PseudonymReason);
    }
    if !says_something(&policy.refused) {
        return Err(LintError::RefusedText);
    }
    if policy.accepts(Colour::Yellow) && !says_something(&policy.yellow) {
        return Err(LintError::YellowText);
    }
    Ok(())
}

/// In Chinese a sentence may have four characters; they count three bytes each.
fn says_something(text: &str) -> bool {
    text.bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .count()
        >= SHORTEST
}
