//! `celadon federation init`.

use std::path::PathBuf;

use celadon_api::sources::MAX_SOURCE_BYTES;
use celadon_credential::time::Clock;
use celadon_federation::{FederationDir, Founding, OnlineKey};
use celadon_service::SystemClock;
use celadon_vault::WorkFactor;
use clap::Args;
use rand::rngs::StdRng;
use serde_json::json;

use super::Folder;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Found a federation: its root keys, its online key, its charter.
///
/// Makes a folder with everything in it. The federation's id, which is printed, stands for it for
/// ever: publish it where people trust you. Root keys that sign every list are sealed one in each
/// file, all under the passphrase that is given; move them to the organisations that hold them, and
/// let each choose its own.
///
/// Next: `celadon federation accredit` with the requests of the issuers.
#[derive(Debug, Args)]
pub struct Init {
    #[command(flatten)]
    folder: Folder,

    /// What holds for all members: a TOML file.
    #[arg(long, value_name = "FILE")]
    charter: PathBuf,

    /// How many root keys are drawn.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=15))]
    root_keys: u8,

    /// How many of them sign a list.
    #[arg(long, value_name = "T", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=15))]
    threshold: u8,
}

impl Init {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let charter = celadon_vault::read_bounded(&self.charter, MAX_SOURCE_BYTES)?;
        let charter = String::from_utf8(charter.to_vec())
            .map_err(|_| Failure::new(format!("{} is no text in UTF-8", self.charter.display())))?;
        let passphrase = self.folder.passphrase.new_one("the federation's keys")?;
        let roots = vec![passphrase.clone(); self.root_keys.into()];
        let founding = Founding {
            charter: &charter,
            root_passphrases: &roots,
            other_root_keys: &[],
            threshold: self.threshold,
            online_passphrase: &passphrase,
            online_days: OnlineKey::DEFAULT_DAYS,
            work: WorkFactor::DEFAULT,
        };
        let mut rng: StdRng = rand::make_rng();
        let dir = FederationDir::found(&self.folder.dir, &founding, SystemClock.now(), &mut rng)?;
        let keys = dir.root_key_files();
        output.say(format!("Federation {}", dir.id()));
        for key in &keys {
            output.say(format!("Root key: {}", key.display()));
        }
        output.result(&json!({ "federation": dir.id().to_string(), "root_keys": keys }));
        Ok(Exit::Done)
    }
}
