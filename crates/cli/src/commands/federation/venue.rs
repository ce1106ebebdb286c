//! `celadon federation venue`.

use std::path::{Path, PathBuf};

use celadon_api::sources::{MAX_SOURCE_BYTES, PolicySource, VenueSource};
use celadon_credential::ids::VenueId;
use celadon_credential::signed::VerifyingKey;
use celadon_credential::time::Clock;
use celadon_federation::{KeyUse, VenueOrder, open_key};
use celadon_service::SystemClock;
use celadon_vault::read_bounded;
use clap::{Args, Subcommand};
use rand::rngs::StdRng;
use serde::Serialize;

use super::Folder;
use super::keys::public_key;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;

/// The commands of `celadon federation venue`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign a venue's certificate and policy, and make them public.
    ///
    /// Policies that no venue should have are refused, as `celadon policy lint` does, and so is one
    /// of a grid that is not in the charter, and a second venue at one door. A policy of the same id,
    /// version and words that was signed before is used as it is.
    Add(Add),
}

/// What the papers are made of.
#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    folder: Folder,

    /// The venue: name, address, scene, days.
    #[arg(value_name = "VENUE.TOML")]
    venue: PathBuf,

    /// The policy: what it accepts, and what it tells people.
    #[arg(value_name = "POLICY.TOML")]
    policy: PathBuf,

    /// The venue's public key, as `celadon verifier init` prints it.
    #[arg(long, value_name = "HEX", value_parser = public_key)]
    key: VerifyingKey,

    /// The id of a venue whose papers these replace: 32 hexadecimal digits. Without it a new one is
    /// drawn.
    #[arg(long, value_name = "HEX")]
    id: Option<VenueId>,

    #[command(flatten)]
    passphrase: PassphraseArgs,
}

#[derive(Serialize)]
struct Added {
    id: String,
    /// The file of the certificate.
    venue: String,
    /// The file of the policy.
    policy: String,
    active_from: String,
    valid_until: String,
}

impl Command {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Command::Add(add) => add.run(output),
        }
    }
}

impl Add {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let dir = self.folder.open()?;
        let venue = VenueSource::parse(&text(&self.venue)?)?;
        let policy = PolicySource::parse(&text(&self.policy)?)?;
        let passphrase = self.passphrase.existing("the online key")?;
        let online = open_key(&dir.online_key()?.file, KeyUse::Online, &passphrase)?;
        let order = VenueOrder {
            venue: &venue,
            policy: &policy,
            key: self.key,
            id: self.id,
        };
        let mut rng: StdRng = rand::make_rng();
        let now = SystemClock.now();
        let papers = dir.add_venue(&order, &online, now, &mut rng)?;
        let end = papers
            .certificate
            .valid_until
            .min(papers.policy.valid_until);
        let added = Added {
            id: papers.certificate.venue.to_string(),
            venue: papers.certificate_file.display().to_string(),
            policy: papers.policy_file.display().to_string(),
            active_from: papers.from.max(now).to_string(),
            valid_until: end.to_string(),
        };
        output.say(format!("Venue       {}", added.id));
        output.say(format!("Certificate {}", added.venue));
        output.say(format!("Policy      {}", added.policy));
        output.say(format!(
            "Good from {} until {}",
            added.active_from, added.valid_until
        ));
        output.result(&added);
        Ok(Exit::Done)
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    let bytes = read_bounded(path, MAX_SOURCE_BYTES)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| {
        Failure::new(format!("{} is no text", path.display())).help("is it the right file?")
    })
}
