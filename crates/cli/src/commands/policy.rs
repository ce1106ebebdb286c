//! `celadon policy`.

mod compare;
mod lint;
mod list;
mod show;
mod source;

use clap::Subcommand;

use crate::exit::{Exit, Failure};
use crate::output::Output;

/// The commands of `celadon policy`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the policies that are shipped, one for each scene.
    List(list::List),
    /// Show a policy in plain words, as a citizen reads it before anything is shown or sent.
    ///
    /// With --toml it prints the file instead, to be used as it is or changed:
    /// `celadon policy show pharmacy --toml > policy.toml`.
    Show(show::Show),
    /// Check policies before they are signed.
    ///
    /// Refused is a policy that would need two codes, discloses more than such a place may learn, asks
    /// for a pseudonym without saying why, or leaves people without a word of what to do. The
    /// federation signs no such policy, and wallets answer none beyond their scene's ceiling.
    ///
    /// Exit codes: 0 nothing was found; 1 something was; 2 a file cannot be read.
    Lint(lint::Lint),
    /// Say whether whatever satisfies policy A satisfies policy B, and where not.
    ///
    /// Each is a scene of the shipped policies, a TOML file, or a policy as the federation signed it
    /// (its signature is not checked here; `celadon federation inspect` does that).
    ///
    /// Exit codes: 0 whatever satisfies A satisfies B; 1 not everything does; 2 a file cannot be read.
    Compare(compare::Compare),
}

impl Command {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Command::List(list) => list.run(output),
            Command::Show(show) => show.run(output),
            Command::Lint(lint) => lint.run(output),
            Command::Compare(compare) => compare.run(output),
        }
    }
}
