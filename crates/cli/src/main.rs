//! The one binary, `celadon`: a whole federation on one machine, or any of its parts.
#![forbid(unsafe_code)]
#![allow(rustdoc::bare_urls)] // comments of arguments are what --help prints

mod commands;
mod exit;
mod output;
mod passphrase;
mod runtime;

use std::process::ExitCode;

use clap::Parser;

use crate::exit::Exit;

/// Health codes that keep no record: a venue learns "green, valid until T" and nothing else.
///
/// An issuer signs a commitment to a citizen's declaration and publishes a stamp while the citizen
/// is green. The wallet shows a zero-knowledge proof of it; the venue learns neither who, nor from
/// where, nor whether it saw the citizen before.
///
/// Exit codes: 0 done or accepted; 1 refused, with a reason; 2 could not be done, with what to do.
#[derive(Debug, Parser)]
#[command(name = "celadon", version, max_term_width = 100)]
struct Cli {
    /// Print results as JSON, one object a line, for machines.
    #[arg(long, global = true)]
    json: bool,

    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version are asked for and go to standard output; the rest is a mistake.
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Failed.into()
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let output = output::Output::new(cli.json);
    match cli.command.run(&output) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output.failure(&failure);
            Exit::Failed.into()
        }
    }
}
