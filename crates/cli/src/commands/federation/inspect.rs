//! `celadon federation inspect`.

use std::path::PathBuf;

use celadon_credential::Time;
use celadon_credential::ids::FederationId;
use celadon_credential::time::Clock;
use celadon_credential::trust_list::{KnownLists, SignedTrustList};
use celadon_federation::inspect;
use celadon_service::SystemClock;
use celadon_vault::read_bounded;
use clap::Args;
use rand::rngs::StdRng;

use super::read_list;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// What to look at.
#[derive(Debug, Args)]
pub struct Inspect {
    /// A trust list, an accreditation request, a venue's certificate or a policy.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The federation's id, from another source than the file.
    #[arg(long, value_name = "HEX")]
    federation: Option<FederationId>,

    /// The trust list against which a venue's papers are checked. Without it the one that stands
    /// two folders above, as in `public`.
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,

    /// Judge as of this time, such as 2028-02-28T16:00:00Z.
    #[arg(long, value_name = "TIME")]
    at: Option<Time>,
}

impl Inspect {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let bytes = read_bounded(&self.file, SignedTrustList::MAX_BYTES)?;
        let now = self.at.unwrap_or_else(|| SystemClock.now());
        let mut rng: StdRng = rand::make_rng();
        let beside = || {
            let path = self.file.parent()?.parent()?.join("trust-list");
            path.is_file().then_some(path)
        };
        // Only a venue's papers need it; a list does not, however bad the one beside it is.
        let is_paper = bytes.first() == Some(&0x83);
        let list = match self.list.clone().or_else(beside).filter(|_| is_paper) {
            Some(path) => {
                let list = read_list(&path)?;
                let verified = list.verify(self.federation.as_ref(), &KnownLists::new(), &mut rng);
                Some(verified.map_err(|error| {
                    Failure::new(format!("{}: {error}", path.display())).help("give a good list")
                })?)
            }
            None => None,
        };
        let federation = self.federation.as_ref();
        let finding = inspect(&bytes, federation, list.as_ref(), now, &mut rng)?;
        output.say(&finding);
        output.result(&finding);
        Ok(match finding.refused {
            None => Exit::Done,
            Some(_) => Exit::Refused,
        })
    }
}
