//! `celadon bench`.

mod bars;
mod main_figures;
mod stamp;

use clap::{Args, Subcommand};

use crate::exit::{Exit, Failure};
use crate::output::Output;

/// What to measure.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Bench {
    #[command(flatten)]
    main: main_figures::MainFigures,

    #[command(subcommand)]
    command: Option<Command>,
}

/// One question by itself.
#[derive(Debug, Subcommand)]
enum Command {
    /// Stamp a population once, and tell what a stamp costs.
    ///
    /// Makes green citizens of one issuer in memory and stamps all of them for one period, as an
    /// issuer does before each hour: tables, multiplication, compression, labels, sorting and the
    /// digest of each file; everything but the disk. Nothing is written.
    ///
    /// With --json: `citizens`, `seconds` on the wall, `cores`, `kernel`, `us_per_stamp_core`
    /// (microseconds of processor time for one stamp) and `peak_bytes`, the most memory that the
    /// process held (null where the system does not tell it).
    Stamp(stamp::Stamp),
}

impl Bench {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self.command {
            None => self.main.run(output),
            Some(Command::Stamp(stamp)) => stamp.run(output),
        }
    }
}

/// Where the process is, for people who wait; machines read standard output alone.
fn progress(what: &str) {
    eprintln!("measuring: {what}");
}
