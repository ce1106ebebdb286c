//! `celadon wallet people`.

use celadon_wallet::Label;
use clap::Args;
use serde_json::json;

use super::home::{WalletArgs, confirm};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// List the people in the wallet, add one, or remove one.
///
/// Names are for this wallet only: they are never shown to anybody.
#[derive(Debug, Args)]
pub struct People {
    #[command(flatten)]
    wallet: WalletArgs,

    /// Add somebody of this name.
    #[arg(long, value_name = "NAME", conflicts_with = "remove")]
    add: Option<Label>,

    /// Remove somebody, with the credential. It cannot be brought back.
    #[arg(long, value_name = "NAME")]
    remove: Option<String>,

    /// Remove without asking.
    #[arg(long, requires = "remove")]
    yes: bool,
}

impl People {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut home = self.wallet.open()?;
        if let Some(label) = self.add {
            home.change(|wallet, _, rng| wallet.add_person(label, rng))?;
        }
        if let Some(label) = &self.remove {
            home.wallet()?.person(label)?;
            let question = format!("Remove {label} with the credential?");
            if !confirm(&question, self.yes)? {
                return Ok(Exit::Refused);
            }
            home.change(|wallet, _, _| wallet.remove_person(label))?;
        }
        let wallet = home.wallet()?;
        let mut people = Vec::new();
        for person in wallet.people() {
            output.say(person.label());
            people.push(json!({
                "name": person.label().as_str(),
                "waiting": person.request().is_some(),
                "credential": person.has_credential(),
            }));
        }
        output.result(&json!({ "people": people }));
        Ok(Exit::Done)
    }
}
