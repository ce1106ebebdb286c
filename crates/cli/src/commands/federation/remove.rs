//! `celadon federation remove`.

use clap::Args;
use serde::Serialize;

use super::Folder;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Whom to remove.
#[derive(Debug, Args)]
pub struct Remove {
    #[command(flatten)]
    folder: Folder,

    /// The issuer's name, as `members` prints it.
    #[arg(value_name = "NAME")]
    name: String,
}

#[derive(Serialize)]
struct Removed {
    issuer: String,
    keys: usize,
}

impl Remove {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let dir = self.folder.open()?;
        let keys = dir.members()?.remove(&self.name)?.len();
        output.say(format!(
            "{} is not in the next list. It is accredited until that one begins: publish it, with \
             --emergency if it cannot wait.",
            self.name
        ));
        output.result(&Removed {
            issuer: self.name,
            keys,
        });
        Ok(Exit::Done)
    }
}
