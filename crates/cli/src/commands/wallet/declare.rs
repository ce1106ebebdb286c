//! `celadon wallet declare`.

use std::path::{Path, PathBuf};

use celadon_api::sources::{DeclarationSource, MAX_SOURCE_BYTES};
use celadon_wallet::client::Client;
use celadon_wallet::enrol::Declared;
use clap::Args;
use serde_json::json;

use super::home::{Home, PersonArgs, WalletArgs};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Declare where you have been and how you feel, and get a credential.
///
/// The issuer reads your trips and your health. Where you live stays here: the credential commits to
/// it, and the issuer cannot read it. By its published rules the issuer decides your colour.
///
/// The request is in the wallet before it is sent. If the answer is lost, run the command again
/// without a file: the same request gets the same answer.
///
/// Next: `celadon wallet sync`.
#[derive(Debug, Args)]
pub struct Declare {
    #[command(flatten)]
    wallet: WalletArgs,

    /// The declaration in TOML. Without it a declaration that waits for its answer is sent again.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Give up a declaration that waits for its answer. If the issuer has signed it after all, your
    /// code is used up, and you need a new one.
    #[arg(long)]
    discard: bool,

    #[command(flatten)]
    person: PersonArgs,
}

impl Declare {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut home = self.wallet.open()?;
        let label = home.person(&self.person)?;
        let waits = home.wallet()?.person(&label)?.request().is_some();
        if self.discard && waits {
            home.change(|wallet, _, _| wallet.discard(&label))?;
            output.say("The declaration that waited is given up.");
        } else if waits && self.file.is_some() {
            let what = format!("a declaration of {label} waits for its answer already");
            return Err(Failure::new(what).help(
                "run it without a file to send that one again, or with --discard to give it up",
            ));
        }
        let client = Client::new()?;
        let sent = match &self.file {
            Some(file) => {
                let declared = read(&mut home, file)?;
                home.online(&client).declare(&label, &declared)
            }
            None if self.discard => return Ok(Exit::Done),
            None => home.online(&client).resume(&label),
        };
        if let Err(error) = sent {
            let waits = home.wallet()?.person(&label)?.request().is_some();
            let failure = Failure::from(error);
            return Err(match waits {
                true => failure.help("it waits in the wallet: run this again without a file"),
                false => failure,
            });
        }
        output.say(format!("{label} has a credential."));
        output.say("Next: celadon wallet sync.");
        output.result(&json!({ "person": label, "credential": true }));
        Ok(Exit::Done)
    }
}

fn read(home: &mut Home, file: &Path) -> Result<Declared, Failure> {
    let bytes = celadon_vault::read_bounded(file, MAX_SOURCE_BYTES)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::new(format!("{} is no text in UTF-8", file.display())))?;
    let source = DeclarationSource::parse(text)
        .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    let today = home.change(|wallet, now, _| {
        let federation = wallet.federation(now)?;
        Ok(federation.list().charter().zone().day_of(now))
    })?;
    let contents = source
        .contents(today)
        .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    Ok(Declared {
        residence: contents.residence,
        travel_history: contents.travel,
        health_declaration: contents.health,
    })
}
