//! `celadon verifier init`.

use std::path::PathBuf;

use celadon_vault::WorkFactor;
use celadon_verifier::Folder;
use celadon_verifier::venue_key::hex;
use clap::Args;
use rand::rngs::StdRng;
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;
use crate::runtime::block_on;

/// What `init` needs.
#[derive(Debug, Args)]
pub struct Init {
    /// The verifier's folder; it is made if there is none.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,

    #[command(flatten)]
    passphrase: PassphraseArgs,
}

#[derive(Serialize)]
struct Made<'a> {
    public_key: String,
    api_key: &'a str,
}

impl Init {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let folder = Folder::new(self.dir);
        let passphrase = self.passphrase.new_one("the venue's key")?;
        let (public, token) = block_on(async {
            let mut rng: StdRng = rand::make_rng();
            Ok(folder
                .add_key(&passphrase, WorkFactor::DEFAULT, &mut rng)
                .await?)
        })?;
        let api_key = token.to_text();
        let made = Made {
            public_key: hex(&public),
            api_key: &api_key,
        };
        output.say(format!(
            "Public key, for the venue's certificate: {}",
            made.public_key
        ));
        output.say(format!(
            "API key of the venue's devices:           {}",
            made.api_key
        ));
        output.say("The API key is told this once: put it into the devices now.");
        output.result(&made);
        Ok(Exit::Done)
    }
}
