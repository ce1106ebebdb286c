//! `celadon issuer init`.

use celadon_credential::ids::FederationId;
use celadon_credential::name::Name;
use celadon_credential::url::HttpUrl;
use celadon_issuer::IssuerSecrets;
use celadon_vault::{Existing, WorkFactor, publish_atomically};
use clap::Args;
use rand::rngs::StdRng;
use serde::Serialize;

use super::Folder;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// What `init` needs.
#[derive(Debug, Args)]
pub struct Init {
    #[command(flatten)]
    folder: Folder,

    /// The issuer's name, as it will stand on the trust list.
    #[arg(long)]
    name: Name,

    /// Where the issuer's service will be reached, such as https://issuer.example.
    #[arg(long, value_name = "URL")]
    endpoint: HttpUrl,

    /// The federation's id: 64 hexadecimal digits, as `celadon federation init` prints it.
    #[arg(long, value_name = "HEX")]
    federation_id: FederationId,

    /// How much work a guess at the passphrase costs: 2 to this power, 10 to 20. Lower it only where
    /// the passphrase protects nothing, as in a demonstration.
    #[arg(long, value_name = "N", default_value_t = WorkFactor::DEFAULT.log_n(),
          value_parser = clap::value_parser!(u8).range(10..=20))]
    work_factor: u8,
}

#[derive(Serialize)]
struct Made {
    keys: String,
    request: String,
}

impl Init {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let keys = self.folder.keys();
        let request = self.folder.dir.join("accreditation.request");
        for path in [&keys, &request] {
            if path.exists() {
                return Err(Failure::new(format!("{} exists already", path.display()))
                    .help("this folder has an issuer; choose another one"));
            }
        }
        std::fs::create_dir_all(&self.folder.dir)?;
        let passphrase = self.folder.passphrase.new_one("the issuer's keys")?;
        let mut rng: StdRng = rand::make_rng();
        let secrets = IssuerSecrets::generate(self.federation_id, &mut rng);
        let work = WorkFactor::new(self.work_factor).unwrap_or_default();
        secrets.write(&keys, &passphrase, work)?;
        let bytes = secrets
            .request(self.name, self.endpoint, &mut rng)
            .to_bytes();
        publish_atomically(&request, &bytes, Existing::Keep)?;

        let made = Made {
            keys: keys.display().to_string(),
            request: request.display().to_string(),
        };
        output.say(format!(
            "Keys: {} (keep a copy, and the passphrase)",
            made.keys
        ));
        output.say(format!("Hand this to the federation: {}", made.request));
        output.result(&made);
        Ok(Exit::Done)
    }
}
