//! `celadon wallet`.
//!
//! | file | command |
//! | --- | --- |
//! | [`home`] | the open wallet, whose it is about, consent |
//! | [`init`], [`people`], [`list`] | make it, who is in it, the trust list |
//! | [`enrol`], [`declare`], [`sync`] | from a one-time code to stamps |
//! | [`status`] | what only the citizen sees |
//! | [`show`], [`paper`], [`answer`] | what a venue gets |
//! | [`draw`] | codes as pictures |

mod answer;
mod declare;
mod draw;
mod enrol;
mod home;
mod init;
mod list;
mod paper;
mod people;
mod show;
mod status;
mod sync;

use clap::Subcommand;

use crate::exit::{Exit, Failure};
use crate::output::Output;

/// The commands of `celadon wallet`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a wallet: one sealed file, with everything in it.
    Init(init::Init),
    /// List the people in the wallet, add one, or remove one.
    People(people::People),
    /// Load the federation's trust list, or tell which one is held.
    #[command(visible_alias = "trust")]
    List(list::List),
    /// Give an issuer the one-time code that it gave you.
    Enrol(enrol::Enrol),
    /// Declare where you have been and how you feel, and get a credential.
    Declare(declare::Declare),
    /// Fetch the trust list and the stamps that are needed now.
    Sync(sync::Sync),
    /// Tell your colour and what your credential says, for your eyes only.
    Status(status::Status),
    /// Show a code to a venue's scanner.
    Show(show::Show),
    /// Print cards for people without a phone.
    Paper(paper::Paper),
    /// Answer a venue's challenge, after telling you who asks for what.
    Answer(answer::Answer),
}

impl Command {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Command::Init(command) => command.run(output),
            Command::People(command) => command.run(output),
            Command::List(command) => command.run(output),
            Command::Enrol(command) => command.run(output),
            Command::Declare(command) => command.run(output),
            Command::Sync(command) => command.run(output),
            Command::Status(command) => command.run(output),
            Command::Show(command) => command.run(output),
            Command::Paper(command) => command.run(output),
            Command::Answer(command) => command.run(output),
        }
    }
}
