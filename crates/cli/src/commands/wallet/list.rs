//! `celadon wallet list`.

use std::path::Path;

use celadon_credential::trust_list::{ListState, SignedTrustList};
use celadon_credential::url::HttpUrl;
use celadon_vault::read_bounded;
use celadon_wallet::Loaded;
use celadon_wallet::client::Client;
use celadon_wallet::status::ListStatus;
use clap::Args;
use serde_json::json;

use super::home::{Home, WalletArgs};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Load the federation's trust list, or tell which one is held.
///
/// The list says which issuers are accredited. All of it is checked before any of it is used; a list
/// that fails a check changes nothing, and the one that is held stays in use. A list that begins
/// later is kept until then.
///
/// From an address it is fetched, and the address remembered, so that `sync` looks there too.
/// Without a source the list that is held is told.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    wallet: WalletArgs,

    /// A file, or an address that begins with http.
    #[arg(value_name = "FILE|URL")]
    source: Option<String>,
}

impl List {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut home = self.wallet.open()?;
        let first = home.wallet()?.federation_id().is_none();
        if let Some(source) = &self.source {
            match load(&mut home, source)? {
                Loaded::InForce(epoch) => output.say(format!("List {epoch} is in force.")),
                Loaded::Waits { epoch, from } => {
                    output.say(format!("List {epoch} is held and begins at {from}."));
                }
                Loaded::Known(epoch) => output.say(format!("List {epoch} is held already.")),
            }
        }
        let status = home.change(|wallet, now, _| Ok(wallet.list_status(now)))?;
        let status = status.ok_or_else(|| {
            Failure::new("the wallet has no trust list yet")
                .help("give the file or the address of the federation's")
        })?;
        tell(output, &status);
        if first {
            output.say("Compare the id with the one that the federation publishes.");
        }
        Ok(Exit::Done)
    }
}

fn load(home: &mut Home, source: &str) -> Result<Loaded, Failure> {
    if source.starts_with("http://") || source.starts_with("https://") {
        let url: HttpUrl = source.parse()?;
        let client = Client::new()?;
        return Ok(home.online(&client).load_list(&url)?);
    }
    let bytes = read_bounded(Path::new(source), SignedTrustList::MAX_BYTES)?;
    home.change(|wallet, now, rng| wallet.load_list(&bytes, now, rng))
}

/// Tells which list is held.
fn tell(output: &Output, status: &ListStatus) {
    output.say(format!("{}", status.name));
    output.say(format!("  Id: {}", status.federation));
    output.say(format!("  List {}, {}.", status.epoch, words(status)));
    if let Some((epoch, from)) = status.waiting {
        output.say(format!("  List {epoch} follows at {from}."));
    }
    output.result(&json!({
        "federation": status.federation.to_string(),
        "name": status.name.as_str(),
        "epoch": status.epoch.as_u32(),
        "state": state(status.state),
        "valid_until": status.valid_until.to_string(),
        "past_half_life": status.past_half_life,
        "next": status.waiting.map(|(epoch, from)| json!({
            "epoch": epoch.as_u32(),
            "from": from.to_string(),
        })),
    }));
}

fn state(state: ListState) -> &'static str {
    match state {
        ListState::NotYetActive => "not_yet_active",
        ListState::Active => "active",
        ListState::Expired => "ended",
        ListState::Sunset => "sunset",
    }
}

/// The state in words.
pub fn words(status: &ListStatus) -> String {
    let until = status.valid_until;
    match status.state {
        ListState::NotYetActive => "which has not begun".to_owned(),
        ListState::Active if status.past_half_life => {
            format!("valid until {until}: look for a newer one")
        }
        ListState::Active => format!("valid until {until}"),
        ListState::Expired => format!("which ended at {until}: load a newer one"),
        ListState::Sunset => "past the end of the federation".to_owned(),
    }
}
