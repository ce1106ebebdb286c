//! `celadon verifier`.

mod check;
mod config;
mod init;
mod serve;

use std::path::Path;

use celadon_vault::read_bounded;
use celadon_verifier::Papers;
use clap::Subcommand;

use crate::exit::{Exit, Failure};
use crate::output::Output;

/// The commands of `celadon verifier`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the keys of a venue: one that signs its challenges, and one for its devices.
    ///
    /// Prints the public key, which the federation puts into the venue's certificate, and the API
    /// key of the venue's devices, once: only its digest is kept. Run it again for each further
    /// venue of the same verifier.
    Init(init::Init),
    /// Run a verifier for one venue or several.
    ///
    /// It starts also while no trust list can be had; until that changes nothing is judged, and
    /// /readyz says why. Ctrl-C or the terminate signal ends it once what is at work is done.
    Serve(serve::Serve),
    /// Look at a verifier's configuration.
    #[command(subcommand)]
    Config(config::Command),
    /// Check one code, offline.
    ///
    /// Takes the text as it was typed, pasted or scanned: spaces and line ends do not matter.
    ///
    /// Exit codes: 0 accepted; 1 refused, with a reason; 2 it could not be judged, because a file
    /// cannot be read, the trust list or the venue's papers are out of their time, or used codes
    /// cannot be recorded. With 2 nothing was accepted, and it is not the visitor's fault.
    Check(check::Check),
}

impl Command {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Command::Init(init) => init.run(output),
            Command::Serve(serve) => serve.run(output),
            Command::Config(config) => config.run(output),
            Command::Check(check) => check.run(output),
        }
    }
}

/// A certificate or a policy.
fn paper(path: impl AsRef<Path>) -> Result<Vec<u8>, Failure> {
    Ok(read_bounded(path.as_ref(), Papers::MAX_BYTES)?.to_vec())
}
