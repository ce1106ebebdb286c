//! `celadon federation rotate-online`.

use celadon_credential::time::Clock;
use celadon_federation::OnlineKey;
use celadon_service::SystemClock;
use celadon_vault::WorkFactor;
use clap::Args;
use rand::rngs::StdRng;
use serde::Serialize;

use super::Folder;
use super::keys::hex;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;

/// How long the new key holds.
#[derive(Debug, Args)]
pub struct RotateOnline {
    #[command(flatten)]
    folder: Folder,

    /// How many days it holds.
    #[arg(long, value_name = "DAYS", default_value_t = OnlineKey::DEFAULT_DAYS)]
    days: u32,

    #[command(flatten)]
    passphrase: PassphraseArgs,
}

#[derive(Serialize)]
struct Rotated {
    online_key: String,
    until: String,
    file: String,
}

impl RotateOnline {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let dir = self.folder.open()?;
        let passphrase = self.passphrase.new_one("the online key")?;
        let mut rng: StdRng = rand::make_rng();
        let now = SystemClock.now();
        let work = WorkFactor::DEFAULT;
        let key = dir.rotate_online(self.days, &passphrase, work, now, &mut rng)?;
        let rotated = Rotated {
            online_key: hex(&key.public),
            until: key.until.to_string(),
            file: key.file.display().to_string(),
        };
        output.say(format!(
            "The next list names the online key {}",
            rotated.online_key
        ));
        output.say(format!("until {}. Sealed: {}", rotated.until, rotated.file));
        output.result(&rotated);
        Ok(Exit::Done)
    }
}
