//! `celadon wallet show`.

use std::path::PathBuf;

use celadon_wallet::Place;
use clap::Args;
use serde_json::json;

use super::draw::DrawArgs;
use super::home::{PersonArgs, WalletArgs, confirm, signed};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// What somebody is told who shows nothing, whatever the reason.
pub const NOTHING: &str = "There is no code to show here.";

/// Show a code to a venue's scanner.
///
/// The code is good for this half minute and the next; then show a fresh one. It says that you are
/// green and until when, and nothing else. The venue's verdict is on the venue's screen, not here.
///
/// Without a venue the code is for any venue that admits green and asks for no pseudonym. With a
/// venue's certificate and policy it is for that venue alone, and you are told first what it asks for;
/// if that is a pseudonym, or which of several colours you hold, you are asked before.
///
/// Exit code 1: you hold no colour that is admitted there, so nothing is shown.
#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    wallet: WalletArgs,

    /// The venue's certificate, as the federation signed it.
    #[arg(long, value_name = "FILE", requires = "policy")]
    venue: Option<PathBuf>,

    /// The venue's policy, as the federation signed it.
    #[arg(long, value_name = "FILE", requires = "venue")]
    policy: Option<PathBuf>,

    /// Show what the venue asks for without asking.
    #[arg(long)]
    yes: bool,

    #[command(flatten)]
    draw: DrawArgs,

    #[command(flatten)]
    person: PersonArgs,
}

impl Show {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let papers = match (&self.venue, &self.policy) {
            (Some(venue), Some(policy)) => Some((
                signed(venue, "venue's certificate")?,
                signed(policy, "policy")?,
            )),
            _ => None,
        };
        let place = match &papers {
            Some((certificate, policy)) => Place::Venue {
                certificate,
                policy,
            },
            None => Place::Anywhere,
        };
        let mut home = self.wallet.open()?;
        let label = home.person(&self.person)?;
        let consent = home.change(|wallet, now, _| wallet.describe_place(place, now))?;
        if let Some(consent) = consent {
            output.say(&consent);
            if consent.needs_asking() && !confirm("Show it?", self.yes)? {
                return Ok(Exit::Refused);
            }
        }
        let code = home.change(|wallet, now, rng| wallet.show(&label, place, now, rng))?;
        let Some(code) = code else {
            output.say(NOTHING);
            output.result(&json!({ "result": "nothing" }));
            return Ok(Exit::Refused);
        };
        let text = code.text();
        let until = code.until();
        self.draw.draw(&text, output)?;
        output.say(format!("Good until {until}."));
        output.result(&json!({
            "result": "code",
            "text": text,
            "until": until.to_string(),
        }));
        Ok(Exit::Done)
    }
}
