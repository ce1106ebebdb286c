//! `celadon federation`.

use clap::Subcommand;

use crate::exit::{Exit, Failure};
use crate::output::Output;

/// The commands of `celadon federation`.
#[derive(Debug, Subcommand)]
pub enum Command {}

impl Command {
    /// Runs the command.
    pub fn run(self, _output: &Output) -> Result<Exit, Failure> {
        match self {}
    }
}
