//! `celadon federation publish`.

use celadon_credential::Time;
use celadon_credential::time::Clock;
use celadon_federation::{ListPlan, Progress};
use celadon_service::SystemClock;
use clap::Args;
use rand::rngs::StdRng;
use serde::Serialize;

use super::Folder;
use super::keys::RootPassphrases;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;

/// What the list will say.
#[derive(Debug, Args)]
pub struct Publish {
    #[command(flatten)]
    folder: Folder,

    /// How many days the list is valid, from its beginning; at most to the sunset.
    #[arg(long, value_name = "DAYS", default_value_t = ListPlan::DEFAULT_DAYS)]
    valid_days: u32,

    /// When the list begins, such as 2028-02-28T16:00:00Z. Without it, as soon as the charter's
    /// delay allows; a federation's first list at once.
    #[arg(long, value_name = "TIME", conflicts_with = "emergency")]
    active_from: Option<Time>,

    /// A removal that cannot wait: the list begins at the next full hour, and says why.
    #[arg(long)]
    emergency: bool,

    /// How many hours the signing elsewhere may take. The list says that it is logged after them,
    /// and begins later by as much.
    #[arg(long, value_name = "HOURS", default_value_t = 0)]
    signing_hours: u32,

    /// Make a list in the place of an unfinished one. Only if no copy of that one can still be
    /// signed: two lists of one epoch are what members of a federation have to be warned of.
    #[arg(long)]
    anew: bool,

    #[command(flatten)]
    passphrase: PassphraseArgs,

    #[command(flatten)]
    root_passphrases: RootPassphrases,
}

/// How far the list is.
#[derive(Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum Told {
    Public {
        epoch: u32,
        digest: String,
        active_from: String,
        valid_until: String,
        issuers: usize,
        file: String,
        /// From and until when nothing will be accepted.
        gap: Option<(String, String)>,
    },
    Waiting {
        epoch: u32,
        signed: usize,
        needed: usize,
        file: String,
    },
}

impl Publish {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let dir = self.folder.open()?;
        let keys = self.root_passphrases.open(&dir, &self.passphrase)?;
        let plan = ListPlan {
            active_from: self.active_from,
            valid_days: self.valid_days,
            emergency: self.emergency,
            signing_hours: self.signing_hours,
        };
        let mut rng: StdRng = rand::make_rng();
        let progress = dir.publish(&plan, &keys, self.anew, SystemClock.now(), &mut rng)?;
        tell(&progress, output);
        Ok(Exit::Done)
    }
}

/// Says how far a list is.
pub fn tell(progress: &Progress, output: &Output) {
    let told = match progress {
        Progress::Public(publication) => {
            let list = &publication.list;
            let gap = publication.gap;
            Told::Public {
                epoch: list.epoch().as_u32(),
                digest: list
                    .digest()
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect(),
                active_from: list.active_from().to_string(),
                valid_until: list.valid_until().to_string(),
                issuers: list.issuers().len(),
                file: publication.file.display().to_string(),
                gap: gap.map(|gap| (gap.from.to_string(), gap.until.to_string())),
            }
        }
        Progress::Waiting {
            file,
            epoch,
            signed,
            needed,
        } => Told::Waiting {
            epoch: epoch.as_u32(),
            signed: *signed,
            needed: *needed,
            file: file.display().to_string(),
        },
    };
    match &told {
        Told::Public {
            epoch,
            digest,
            active_from,
            valid_until,
            issuers,
            file,
            gap,
        } => {
            output.say(format!("List {epoch} is public: {file}"));
            output.say(format!("  digest      {digest}"));
            output.say(format!("  issuers     {issuers}"));
            output.say(format!("  active from {active_from}"));
            output.say(format!("  valid until {valid_until}"));
            if let Some((from, until)) = gap {
                output.say(format!(
                    "WARNING: the list before it ends at {from}. Until {until} nothing is accepted \
                     anywhere."
                ));
            }
        }
        Told::Waiting {
            epoch,
            signed,
            needed,
            file,
        } => {
            output.say(format!(
                "List {epoch} has {signed} of {needed} signatures: {file}"
            ));
            output.say("Have copies signed with `celadon federation sign`, then run `finish`.");
        }
    }
    output.result(&told);
}
