//! Why a command ended badly, and the exit code that says so.

use std::process::ExitCode;

/// What went wrong. Every text says what happened and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Something that was run did not pass. Exit code 1.
    Failed(String),
    /// A tool is missing and could not be installed. Exit code 2.
    Missing(String),
    /// The command line could not be read. Exit code 64, as sysexits.h has it.
    Usage(String),
}

impl Failure {
    /// Prints the failure to standard error and gives its exit code.
    pub(crate) fn report(&self) -> ExitCode {
        eprintln!("xtask: {}", self.text());
        self.code()
    }

    pub(crate) fn text(&self) -> &str {
        match self {
            Failure::Failed(text) | Failure::Missing(text) | Failure::Usage(text) => text,
        }
    }

    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::Failed(_) => 1,
            Failure::Missing(_) => 2,
            Failure::Usage(_) => 64,
        })
    }
}
