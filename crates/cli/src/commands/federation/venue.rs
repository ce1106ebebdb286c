//! `celadon federation venue`.

use std::path::PathBuf;

use celadon_api::sources::{MAX_SOURCE_BYTES, PolicySource, VenueSource};
use celadon_credential::VenueId;
use celadon_credential::signed::{VerifyingKey, key_from_bytes};
use celadon_credential::time::Clock;
use celadon_federation::{KeyUse, VenueOrder, open_key};
use celadon_service::SystemClock;
use clap::{Args, Subcommand};
use rand::rngs::StdRng;
use serde_json::json;

use super::Folder;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// The commands of `celadon federation venue`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign a venue's certificate and policy, and make them public.
    Add(Add),
}

impl Command {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Command::Add(add) => add.run(output),
        }
    }
}

/// Sign a venue's certificate and policy, and make them public.
///
/// A venue is one place with one address. Its public key is what `celadon verifier init` printed.
#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    folder: Folder,

    /// The venue: a TOML file.
    #[arg(value_name = "VENUE.TOML")]
    venue: PathBuf,

    /// What it accepts: a TOML file.
    #[arg(value_name = "POLICY.TOML")]
    policy: PathBuf,

    /// The venue's public key: 64 hexadecimal digits.
    #[arg(long, value_name = "HEX", value_parser = key)]
    key: VerifyingKey,

    /// The venue's id, for papers that take the place of old ones. Without it a new one is drawn.
    #[arg(long, value_name = "HEX")]
    id: Option<VenueId>,
}

impl Add {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let venue = VenueSource::parse(&source(&self.venue)?)?;
        let policy = PolicySource::parse(&source(&self.policy)?)?;
        let dir = self.folder.open()?;
        let passphrase = self.folder.passphrase.existing("the online key")?;
        let online = open_key(&dir.online_key()?.file, KeyUse::Online, &passphrase)?;
        let order = VenueOrder {
            venue: &venue,
            policy: &policy,
            key: self.key,
            id: self.id,
        };
        let mut rng: StdRng = rand::make_rng();
        let papers = dir.add_venue(&order, &online, SystemClock.now(), &mut rng)?;
        output.say(format!("Venue {}", papers.certificate.venue));
        output.say(format!(
            "Certificate: {}",
            papers.certificate_file.display()
        ));
        output.say(format!("Policy: {}", papers.policy_file.display()));
        output.result(&json!({
            "id": papers.certificate.venue.to_string(),
            "venue": papers.certificate_file,
            "policy": papers.policy_file,
        }));
        Ok(Exit::Done)
    }
}

fn source(path: &std::path::Path) -> Result<String, Failure> {
    let bytes = celadon_vault::read_bounded(path, MAX_SOURCE_BYTES)?;
    String::from_utf8(bytes.to_vec())
        .map_err(|_| Failure::new(format!("{} is no text in UTF-8", path.display())))
}

fn key(text: &str) -> Result<VerifyingKey, String> {
    let wrong = || "expected 64 hexadecimal digits of an Ed25519 key".to_owned();
    let id: celadon_credential::FederationId = text.parse().map_err(|_| wrong())?;
    key_from_bytes(id.as_bytes()).map_err(|_| wrong())
}
