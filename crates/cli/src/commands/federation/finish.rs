//! `celadon federation finish`.

use std::path::PathBuf;

use celadon_credential::time::Clock;
use celadon_service::SystemClock;
use clap::Args;
use rand::rngs::StdRng;

use super::{Folder, publish, read_list};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Which signatures come back.
#[derive(Debug, Args)]
pub struct Finish {
    #[command(flatten)]
    folder: Folder,

    /// Copies of the unfinished list that were signed elsewhere.
    #[arg(value_name = "LIST")]
    copies: Vec<PathBuf>,
}

impl Finish {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let dir = self.folder.open()?;
        let copies = (self.copies.into_iter())
            .map(|path| read_list(&path).map(|list| (path, list)))
            .collect::<Result<Vec<_>, _>>()?;
        let mut rng: StdRng = rand::make_rng();
        let progress = dir.finish(&copies, SystemClock.now(), &mut rng)?;
        publish::tell(&progress, output);
        Ok(Exit::Done)
    }
}
