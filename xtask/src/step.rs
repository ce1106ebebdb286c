//! One step of `cargo xtask test`, and what came of it.

use std::time::Duration;

use crate::failure::Failure;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// A check that the repository has to pass.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// What it proves, in one line.
    pub(crate) proves: &'static str,
    pub(crate) run: fn(&Workspace) -> Outcome,
}

/// What came of a step.
pub(crate) enum Outcome {
    /// A step without tests.
    Passed,
    /// A step that ran tests, all of which passed.
    Tested(Tally),
    /// A step that could not be run here, and why that is no failure.
    NotRun(&'static str),
    /// A step that failed, with the tests that ran in it.
    Failed(Tally, Failure),
}

/// A line of the table.
pub(crate) struct Record {
    pub(crate) name: &'static str,
    pub(crate) time: Duration,
    pub(crate) outcome: Outcome,
}

impl Outcome {
    /// A step without tests, from what its commands gave.
    pub(crate) fn of(result: Result<(), Failure>) -> Outcome {
        match result {
            Ok(()) => Outcome::Passed,
            Err(failure) => Outcome::Failed(Tally::default(), failure),
        }
    }

    /// A step with tests. One in which no test ran proves nothing.
    pub(crate) fn tested(tally: Tally, result: Result<(), Failure>) -> Outcome {
        match result {
            Err(failure) => Outcome::Failed(tally, failure),
            Ok(()) if tally.failed > 0 => {
                Outcome::Failed(tally, Failure::Failed("tests failed".into()))
            }
            Ok(()) if tally.sum() == 0 => {
                Outcome::Failed(tally, Failure::Failed("no test ran".into()))
            }
            Ok(()) => Outcome::Tested(tally),
        }
    }

    pub(crate) fn is_failure(&self) -> bool {
        matches!(self, Outcome::Failed(..))
    }

    /// In a few words.
    pub(crate) fn words(&self) -> String {
        match self {
            Outcome::Passed => "passed".into(),
            Outcome::Tested(tally) => format!("passed, {} tests", tally.passed),
            Outcome::NotRun(why) => format!("not run: {why}"),
            Outcome::Failed(tally, failure) if tally.sum() > 0 => {
                format!(
                    "FAILED, {} of {} tests: {}",
                    tally.failed,
                    tally.sum(),
                    failure.text()
                )
            }
            Outcome::Failed(_, failure) => format!("FAILED: {}", failure.text()),
        }
    }
}
