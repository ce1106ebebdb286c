//! Policies that could be signed, but that no venue should have.

use thiserror::Error;

use super::{Excess, Policy};
use crate::colour::Colour;
use crate::grid::Grid;
use crate::venue::Scene;

/// Why a policy is refused although it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LintError {
    /// Two codes for one door: a card with one stamp, a telephone with another.
    #[error(
        "the policy would need two codes: it takes paper, and a printed card holds a stamp of the \
         day, but it asks for stamps of {0} s; write grid_seconds = 86400 or paper = false"
    )]
    TwoCodes(Grid),
    /// More than such a place may learn.
    #[error("the policy discloses more than its scene's ceiling: {0}")]
    Ceiling(#[from] Excess),
    /// Whoever is better off is admitted too.
    #[error("the policy admits {worse} and not {better}: whoever is better off is admitted too")]
    Order {
        /// The colour that it admits.
        worse: Colour,
        /// The colour that it does not.
        better: Colour,
    },
    /// The citizen is shown the reason before anything is sent.
    #[error(
        "the policy asks for a pseudonym without a reason: write one that a citizen can judge, or \
         leave pseudonym_reason out"
    )]
    PseudonymReason,
    /// Who is refused has to know what to do.
    #[error("the policy has no refused_text: say what a person who is not admitted can do")]
    RefusedText,
    /// The same for whoever is admitted with another colour than green.
    #[error(
        "the policy admits another colour than green without a yellow_text: say what such a person \
         has to do"
    )]
    YellowText,
}

/// The fewest bytes of a text that says something. In Chinese a sentence may have four characters,
/// which are three bytes each.
const SHORTEST: usize = 10;

impl Policy {
    /// Everything that is wrong with it at a venue of this scene, where its decoder found nothing.
    pub fn lint(&self, scene: Scene) -> Vec<LintError> {
        let mut found = Vec::new();
        if self.paper && self.grid < Grid::DAY {
            found.push(LintError::TwoCodes(self.grid));
        }
        found.extend(self.excess(scene).map(LintError::Ceiling));
        found.extend(self.disorder());
        let reason = self.pseudonym.as_deref();
        if reason.is_some_and(|reason| !says_something(reason)) {
            found.push(LintError::PseudonymReason);
        }
        if !says_something(&self.refused) {
            found.push(LintError::RefusedText);
        }
        let others = self.colours.iter().any(|colour| *colour != Colour::Green);
        if others && !says_something(&self.yellow) {
            found.push(LintError::YellowText);
        }
        found
    }

    /// A colour that is admitted although a better one is not.
    fn disorder(&self) -> Option<LintError> {
        let worse = *self.colours.iter().max()?;
        let mut better = Colour::ALL.into_iter().take_while(|other| *other < worse);
        let better = better.find(|other| !self.accepts(*other))?;
        Some(LintError::Order { worse, better })
    }
}

fn says_something(text: &str) -> bool {
    let said = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    said.count() >= SHORTEST
}
