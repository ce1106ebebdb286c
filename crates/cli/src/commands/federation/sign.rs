//! `celadon federation sign`.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use celadon_credential::ids::FederationId;
use celadon_credential::name::Name;
use celadon_credential::trust_list::SignedTrustList;
use celadon_federation::{Changes, KeyUse, ListView, open_key, proposal};
use celadon_vault::{Existing, publish_atomically};
use clap::Args;
use rand::rngs::StdRng;
use serde::Serialize;

use super::read_list;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;

/// What to sign, and with which key.
#[derive(Debug, Args)]
pub struct Sign {
    /// The list that waits for signatures: `unfinished.list`, or a copy of it.
    #[arg(value_name = "LIST")]
    list: PathBuf,

    /// The sealed root key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    /// The federation's id, from another source than the list.
    #[arg(long, value_name = "HEX")]
    federation: Option<FederationId>,

    /// The list before this one: what changes is shown, and it is held to the delay.
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,

    /// Sign without asking.
    #[arg(long)]
    yes: bool,

    /// Write the signed copy here. Without it the list's own file is replaced.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    #[command(flatten)]
    passphrase: PassphraseArgs,
}

#[derive(Serialize)]
struct Signed {
    result: &'static str,
    #[serde(flatten)]
    list: ListView,
    file: Option<String>,
    reason: Option<String>,
}

impl Sign {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut list = read_list(&self.list)?;
        let previous = self.previous.as_deref().map(read_list).transpose()?;
        let mut rng: StdRng = rand::make_rng();
        let proposal = match proposal(&list, self.federation.as_ref(), previous.as_ref(), &mut rng)
        {
            Ok(proposal) => proposal,
            Err(error) => {
                output.say(format!("REFUSED, and not signed: {error}"));
                output.result(
                    &serde_json::json!({ "result": "refused", "reason": error.to_string() }),
                );
                return Ok(Exit::Refused);
            }
        };
        output.say(view(&list)?);
        match &proposal.changes {
            Some(changes) => say_changes(changes, output),
            None => output.say("What it changes is not known: give --previous."),
        }
        if !self.yes && !agreed()? {
            output.say("Not signed.");
            return Ok(Exit::Refused);
        }
        let passphrase = self.passphrase.existing("the root key")?;
        list.sign(&open_key(&self.key, KeyUse::Root, &passphrase)?)?;
        let file = self.out.unwrap_or(self.list);
        publish_atomically(&file, &list.to_bytes(), Existing::Replace)?;
        output.say(format!(
            "Signed, {} of {}: {}",
            list.signatures().len(),
            proposal.needed,
            file.display()
        ));
        output.result(&Signed {
            result: "signed",
            list: view(&list)?,
            file: Some(file.display().to_string()),
            reason: None,
        });
        Ok(Exit::Done)
    }
}

fn view(list: &SignedTrustList) -> Result<ListView, Failure> {
    let (root, said) = list.unverified()?;
    Ok(ListView::new(&root, &said, |place| {
        list.signatures().iter().any(|(own, _)| *own == place)
    }))
}

fn say_changes(changes: &Changes, output: &Output) {
    let names = |names: &[Name]| match names {
        [] => "nobody".to_owned(),
        names => names
            .iter()
            .map(Name::as_str)
            .collect::<Vec<_>>()
            .join(", "),
    };
    output.say(format!("comes in      {}", names(&changes.added)));
    output.say(format!("goes          {}", names(&changes.removed)));
    output.say(format!("changes keys  {}", names(&changes.changed)));
    for (changed, what) in [
        (changes.charter, "charter"),
        (changes.online_key, "online key"),
    ] {
        if changed {
            output.say(format!("ANOTHER {what}"));
        }
    }
}

fn agreed() -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(
            Failure::new("there is no terminal to ask at").help("add --yes to sign without asking")
        );
    }
    eprint!("Every check has passed. Sign it? Type yes: ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}
