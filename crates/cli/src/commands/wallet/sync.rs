//! `celadon wallet sync`.

use std::time::Duration;

use celadon_credential::url::HttpUrl;
use celadon_wallet::client::Client;
use clap::Args;
use rand::RngExt;
use serde_json::json;

use super::home::{Home, PersonArgs, WalletArgs};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Fetch the trust list and the stamps that are needed now.
///
/// Stamps are public files with thousands of people's stamps in each; yours is found here, and
/// nobody is told which one it is. Whoever serves the files sees when and from where they are
/// fetched. So let it run at random times, such as every hour with --wait 900 from the machine's
/// timer, never at or because of a visit, and best from a mirror that the issuer does not run.
///
/// Without --person it is done for everybody who has a credential, one after the other.
#[derive(Debug, Args)]
pub struct Sync {
    #[command(flatten)]
    wallet: WalletArgs,

    /// Fetch the stamps here, and not from the issuer.
    #[arg(long, value_name = "URL")]
    mirror: Option<HttpUrl>,

    /// Wait for a random time first, before each person's, up to this many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=86_400))]
    wait: u64,

    #[command(flatten)]
    person: PersonArgs,
}

impl Sync {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut home = self.wallet.open()?;
        let labels = self.labels(&mut home)?;
        let client = Client::new()?;
        let mut failure = refresh_list(&mut home, &client, output).err();
        let mut results = Vec::new();
        for label in labels {
            if self.wait > 0 {
                let seconds = home.rng.random_range(0..=self.wait);
                std::thread::sleep(Duration::from_secs(seconds));
            }
            let synced = home.online(&client).sync(&label, self.mirror.as_ref());
            match synced {
                Ok(periods) => {
                    let new = periods.iter().filter(|one| one.found.is_some()).count();
                    output.say(match new {
                        0 => format!("{label}: nothing new."),
                        1 => format!("{label}: 1 new stamp."),
                        _ => format!("{label}: {new} new stamps."),
                    });
                    results.push(json!({ "person": label, "new_stamps": new }));
                }
                Err(error) => {
                    let error = Failure::from(error);
                    failure = failure.or(Some(Failure::new(format!("{label}: {error}"))));
                }
            }
        }
        output.result(&json!({ "people": results }));
        match failure {
            Some(failure) => Err(failure),
            None => Ok(Exit::Done),
        }
    }

    fn labels(&self, home: &mut Home) -> Result<Vec<String>, Failure> {
        if self.person.person.is_some() {
            return Ok(vec![home.person(&self.person)?]);
        }
        let wallet = home.wallet()?;
        let with_credential = wallet.people().iter().filter(|one| one.has_credential());
        Ok(with_credential.map(|one| one.label().to_string()).collect())
    }
}

/// Looks for a newer trust list, if it is known where. A failure is told, and stamps are fetched
/// all the same.
fn refresh_list(home: &mut Home, client: &Client, output: &Output) -> Result<(), Failure> {
    let Some(source) = home.wallet()?.list_source().cloned() else {
        return Ok(());
    };
    if let celadon_wallet::Loaded::Waits { epoch, from } = home.online(client).load_list(&source)? {
        output.say(format!("Trust list {epoch} is held and begins at {from}."));
    }
    Ok(())
}
