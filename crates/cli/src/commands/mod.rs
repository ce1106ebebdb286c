//! The commands, one file for each part.

mod bench;
mod demo;
mod federation;
mod issuer;
mod policy;
mod verifier;
mod wallet;

use clap::Subcommand;

use crate::exit::{Exit, Failure};
use crate::output::Output;

/// The parts of Celadon.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a whole federation on this machine and watch one code being used.
    Demo(demo::Demo),
    /// Keep a federation: root keys, accreditation, trust lists, venues.
    #[command(subcommand)]
    Federation(federation::Command),
    /// Run a region's issuer: enrol, declare, sign, stamp.
    #[command(subcommand)]
    Issuer(issuer::Command),
    /// Choose, check and compare venues' policies.
    #[command(subcommand)]
    Policy(policy::Command),
    /// Run a venue's verifier, or check one code offline.
    #[command(subcommand)]
    Verifier(verifier::Command),
    /// Hold credentials and show a code.
    #[command(subcommand)]
    Wallet(wallet::Command),
    /// Measure what codes and stamps cost on this machine.
    ///
    /// Makes a federation in memory, lets a citizen prove and a venue check, one by one and 64
    /// together, and stamps 10,000 citizens: within a minute. Times are of the processor, so that
    /// other work disturbs little, and stand beside the time of one multiplication in G1, which
    /// makes them comparable from machine to machine. Nothing is written and nothing is sent.
    Bench(bench::Bench),
}

impl Command {
    /// Runs the command to its end.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Command::Demo(demo) => demo.run(output),
            Command::Federation(command) => command.run(output),
            Command::Issuer(command) => command.run(output),
            Command::Policy(command) => command.run(output),
            Command::Verifier(command) => command.run(output),
            Command::Wallet(command) => command.run(output),
            Command::Bench(bench) => bench.run(output),
        }
    }
}
