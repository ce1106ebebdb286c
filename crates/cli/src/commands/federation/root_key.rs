//! `celadon federation root-key`.

use std::path::PathBuf;

use celadon_federation::{KeyUse, draw_key, seal_key};
use celadon_vault::WorkFactor;
use clap::Args;
use rand::rngs::StdRng;
use serde::Serialize;

use super::keys::hex;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;

/// Where the key goes.
#[derive(Debug, Args)]
pub struct RootKey {
    /// The file that will hold the sealed key.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    passphrase: PassphraseArgs,
}

#[derive(Serialize)]
struct Drawn {
    file: String,
    public: String,
}

impl RootKey {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let passphrase = self.passphrase.new_one("the root key")?;
        let mut rng: StdRng = rand::make_rng();
        let key = draw_key(&mut rng);
        seal_key(
            &self.file,
            &key,
            KeyUse::Root,
            &passphrase,
            WorkFactor::DEFAULT,
        )?;
        let drawn = Drawn {
            file: self.file.display().to_string(),
            public: hex(&key.verifying_key()),
        };
        output.say(format!(
            "Sealed:      {} (keep a copy, and the passphrase)",
            drawn.file
        ));
        output.say(format!("Public half: {}", drawn.public));
        output.result(&drawn);
        Ok(Exit::Done)
    }
}
