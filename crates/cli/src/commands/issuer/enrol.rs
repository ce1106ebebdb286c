//! `celadon issuer enrol`.

use celadon_credential::records::Identity;
use celadon_credential::time::Clock;
use celadon_service::SystemClock;
use clap::Args;
use rand::rngs::StdRng;
use serde::Serialize;

use super::{Document, Folder};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::runtime::block_on;

/// Whom to enrol.
#[derive(Debug, Args)]
pub struct Enrol {
    #[command(flatten)]
    folder: Folder,

    #[command(flatten)]
    document: Document,

    /// The name on the document.
    #[arg(long)]
    name: String,
}

#[derive(Serialize)]
struct Printed {
    code: String,
    expires_at: String,
    again: bool,
}

impl Enrol {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let identity = Identity {
            number: self.document.number()?,
            name: self.name.clone(),
        };
        let secrets = self.folder.secrets()?;
        let enrolled = block_on(async {
            let registry = super::registry(&self.folder.dir, &secrets).await?;
            let mut rng: StdRng = rand::make_rng();
            let now = SystemClock.now();
            let enrolled = registry.enrol(&identity, now, &mut rng).await?;
            registry.store().clone().close().await?;
            Ok(enrolled)
        })?;
        output.say(&enrolled.code);
        output.say(format!(
            "Good until {} for one credential{}.",
            enrolled.expires_at,
            if enrolled.again {
                ", which replaces what this person has"
            } else {
                ""
            }
        ));
        output.result(&Printed {
            code: enrolled.code.to_string(),
            expires_at: enrolled.expires_at.to_string(),
            again: enrolled.again,
        });
        Ok(Exit::Done)
    }
}
