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

/// The commands of `celadon wallet`. What each does is told beside its arguments.
#[derive(Debug, Subcommand)]
pub enum Command {
    Init(init::Init),
    People(people::People),
    #[command(visible_alias = "trust")]
    List(list::List),
    Enrol(enrol::Enrol),
    Declare(declare::Declare),
    Sync(sync::Sync),
    Status(status::Status),
    Show(show::Show),
    Paper(paper::Paper),
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
