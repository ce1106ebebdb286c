//! `celadon federation`.

mod accredit;
mod init;
mod publish;
mod serve;
mod venue;

use std::path::PathBuf;

use celadon_federation::FederationDir;
use clap::{Args, Subcommand};

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;

/// The commands of `celadon federation`.
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant)] // made once, when the program starts
pub enum Command {
    /// Found a federation: its root key, its online key, its charter.
    Init(init::Init),
    /// Take issuers in: verify their requests, and put them into the next list.
    Accredit(accredit::Accredit),
    /// Publish the trust list of a new epoch.
    Publish(publish::Publish),
    /// Sign a venue's papers.
    #[command(subcommand)]
    Venue(venue::Command),
    /// Serve trust list, certificates and policies.
    Serve(serve::Serve),
}

impl Command {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Command::Init(command) => command.run(output),
            Command::Accredit(command) => command.run(output),
            Command::Publish(command) => command.run(output),
            Command::Venue(command) => command.run(output),
            Command::Serve(command) => command.run(output),
        }
    }
}

/// A federation's folder and its passphrase.
#[derive(Debug, Args)]
struct Folder {
    /// The federation's folder.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,

    #[command(flatten)]
    passphrase: PassphraseArgs,
}

impl Folder {
    fn open(&self) -> Result<FederationDir, Failure> {
        Ok(FederationDir::open(&self.dir)?)
    }
}
