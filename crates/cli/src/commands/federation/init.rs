//! `celadon federation init`.

use std::path::PathBuf;

use celadon_api::sources::MAX_SOURCE_BYTES;
use celadon_credential::signed::VerifyingKey;
use celadon_credential::time::Clock;
use celadon_federation::{FederationDir, Founding, OnlineKey};
use celadon_service::SystemClock;
use celadon_vault::{WorkFactor, read_bounded};
use clap::Args;
use rand::rngs::StdRng;
use serde::Serialize;

use super::keys::{RootPassphrases, hex, public_key};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;

/// What a federation is founded with.
#[derive(Debug, Args)]
pub struct Init {
    /// A folder that is not there yet, or is empty.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,

    /// What the federation fixes for all its members: name, grids, zone, delays, sunset.
    #[arg(long, value_name = "FILE")]
    charter: PathBuf,

    /// How many root keys are drawn here. One, or none where --root-key names others.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=15))]
    root_keys: Option<u8>,

    /// The public half of a root key that was drawn elsewhere with `root-key`; once for each.
    #[arg(long, value_name = "HEX", value_parser = public_key)]
    root_key: Vec<VerifyingKey>,

    /// How many root keys have to sign a list. Without it, more than half of them.
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u8).range(1..=15))]
    threshold: Option<u8>,

    /// How many days the online key holds; nothing that it signs is valid for longer.
    #[arg(long, value_name = "DAYS", default_value_t = OnlineKey::DEFAULT_DAYS)]
    online_days: u32,

    #[command(flatten)]
    passphrase: PassphraseArgs,

    #[command(flatten)]
    root_passphrases: RootPassphrases,
}

#[derive(Serialize)]
struct Founded {
    federation: String,
    name: String,
    threshold: u8,
    root_keys: Vec<String>,
    online_key: String,
}

impl Init {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let charter = read_bounded(&self.charter, MAX_SOURCE_BYTES)?;
        let charter = std::str::from_utf8(&charter).map_err(|_| {
            Failure::new(format!("{} is no text", self.charter.display()))
                .help("is it the right file?")
        })?;
        let own = self.root_keys.unwrap_or(u8::from(self.root_key.is_empty()));
        let all = usize::from(own) + self.root_key.len();
        let threshold = match self.threshold {
            Some(threshold) => threshold,
            None => u8::try_from(all / 2 + 1).unwrap_or(u8::MAX),
        };
        let roots = (self.root_passphrases).new_ones(own.into(), &self.passphrase)?;
        let online = self.passphrase.new_one("the online key")?;
        let founding = Founding {
            charter,
            root_passphrases: &roots,
            other_root_keys: &self.root_key,
            threshold,
            online_passphrase: &online,
            online_days: self.online_days,
            work: WorkFactor::DEFAULT,
        };
        let mut rng: StdRng = rand::make_rng();
        let dir = FederationDir::found(&self.dir, &founding, SystemClock.now(), &mut rng)?;

        let founded = Founded {
            federation: dir.id().to_string(),
            name: dir.root().name().to_string(),
            threshold,
            root_keys: dir.root().keys().iter().map(hex).collect(),
            online_key: hex(&dir.online_key()?.public),
        };
        output.say(format!(
            "{} is founded. Its id, for issuers, wallets and verifiers:",
            founded.name
        ));
        output.say(&founded.federation);
        output.say(format!("{threshold} of {all} root keys sign a list."));
        for file in dir.root_key_files() {
            output.say(format!(
                "  {} (carry it to whoever holds it)",
                file.display()
            ));
        }
        output.result(&founded);
        Ok(Exit::Done)
    }
}
