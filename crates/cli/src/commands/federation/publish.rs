//! `celadon federation publish`.

use celadon_credential::time::Clock;
use celadon_federation::{KeyUse, ListPlan, Progress, open_key};
use celadon_service::SystemClock;
use clap::Args;
use rand::rngs::StdRng;
use serde_json::json;

use super::Folder;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Publish the trust list of a new epoch.
///
/// The accreditation key of the epoch is drawn here, accredits every member, and is wiped: do it on
/// a machine that is offline. The list is signed with the root keys in the folder; if they are not
/// enough, it waits in a file for the others. It becomes public only when every check that wallets
/// and verifiers make accepts it.
#[derive(Debug, Args)]
pub struct Publish {
    #[command(flatten)]
    folder: Folder,

    /// How many days the list is valid, from its beginning.
    #[arg(long, value_name = "DAYS", default_value_t = ListPlan::DEFAULT_DAYS)]
    valid_days: u32,

    /// An issuer was removed and it cannot wait: the list begins at the next full hour.
    #[arg(long)]
    emergency: bool,

    /// Put the list in the place of one that still waits for signatures.
    #[arg(long)]
    anew: bool,
}

impl Publish {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let dir = self.folder.open()?;
        let passphrase = self.folder.passphrase.existing("the root keys")?;
        let keys = (dir.root_key_files().iter())
            .map(|file| open_key(file, KeyUse::Root, &passphrase))
            .collect::<Result<Vec<_>, _>>()?;
        let plan = ListPlan {
            valid_days: self.valid_days,
            emergency: self.emergency,
            ..ListPlan::default()
        };
        let mut rng: StdRng = rand::make_rng();
        match dir.publish(&plan, &keys, self.anew, SystemClock.now(), &mut rng)? {
            Progress::Public(publication) => {
                let list = &publication.list;
                let (epoch, issuers) = (list.epoch(), list.issuers().len());
                output.say(format!(
                    "Epoch {epoch} with {issuers} issuers is public: {}",
                    publication.file.display()
                ));
                output.say(format!(
                    "Active from {} to {}.",
                    list.active_from(),
                    list.valid_until()
                ));
                output.result(&json!({
                    "public": true,
                    "file": publication.file,
                    "epoch": epoch.as_u32(),
                    "issuers": issuers,
                    "active_from": list.active_from().to_string(),
                    "valid_until": list.valid_until().to_string(),
                }));
            }
            Progress::Waiting {
                file,
                epoch,
                signed,
                needed,
            } => {
                output.say(format!(
                    "Epoch {epoch} has {signed} of {needed} signatures and waits in {}.",
                    file.display()
                ));
                output.result(&json!({
                    "public": false,
                    "file": file,
                    "epoch": epoch.as_u32(),
                    "signed": signed,
                    "needed": needed,
                }));
            }
        }
        Ok(Exit::Done)
    }
}
