//! `celadon wallet enrol`.

use celadon_credential::url::HttpUrl;
use celadon_wallet::Label;
use celadon_wallet::client::Client;
use clap::Args;
use serde_json::json;

use super::home::{Home, PersonArgs, WalletArgs, prompt};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// What somebody is called in a wallet of one.
const ONLY: &str = "me";

/// Give an issuer the one-time code that it gave you.
///
/// The issuer checked who you are and gave you the code. It is used up when your credential is made,
/// not now: if something fails on the way, the same code can be given again.
///
/// Next: `celadon wallet declare FILE`.
#[derive(Debug, Args)]
pub struct Enrol {
    #[command(flatten)]
    wallet: WalletArgs,

    /// The issuer: its name on the trust list, or its address as it stands there.
    #[arg(long, value_name = "NAME|URL")]
    issuer: String,

    /// The one-time code. Without it it is asked for.
    #[arg(long, value_name = "CODE")]
    code: Option<String>,

    #[command(flatten)]
    person: PersonArgs,
}

impl Enrol {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut home = self.wallet.open()?;
        let issuer = issuer(&mut home, &self.issuer)?;
        let label = person(&mut home, &self.person)?;
        let code = match self.code {
            Some(code) => code,
            None => prompt("One-time code: ")?,
        };
        let client = Client::new()?;
        home.online(&client).enrol(&label, &issuer, &code)?;
        let host = issuer.authority();
        output.say(format!("{label} is enrolled at {host}."));
        output.say("Next: celadon wallet declare FILE.");
        output.result(&json!({ "person": label, "issuer": issuer.as_str() }));
        Ok(Exit::Done)
    }
}

/// The address of an issuer on the list.
fn issuer(home: &mut Home, given: &str) -> Result<HttpUrl, Failure> {
    let federation = home.change(|wallet, now, _| wallet.federation(now))?;
    let issuers = federation.list().issuers();
    if let Some(entry) = issuers
        .iter()
        .find(|entry| entry.issuer().name.as_str() == given)
    {
        return Ok(entry.issuer().endpoint.clone());
    }
    given.parse().map_err(|_| {
        let names: Vec<&str> = issuers
            .iter()
            .map(|entry| entry.issuer().name.as_str())
            .collect();
        Failure::new(format!("no issuer on the trust list is called {given}"))
            .help(format!("give one of: {}", names.join(", ")))
    })
}

/// The person that is enrolled: made, if a name is given that nobody has, or if there is nobody.
fn person(home: &mut Home, given: &PersonArgs) -> Result<String, Failure> {
    let wallet = home.wallet()?;
    let new = match &given.person {
        Some(label) if wallet.person(label).is_err() => Some(label.as_str()),
        None if wallet.people().is_empty() => Some(ONLY),
        _ => None,
    };
    if let Some(new) = new {
        let label: Label = new.parse()?;
        home.change(|wallet, _, rng| wallet.add_person(label, rng))?;
        return Ok(new.to_owned());
    }
    home.person(given)
}
