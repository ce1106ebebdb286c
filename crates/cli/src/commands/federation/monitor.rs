//! `celadon federation monitor`.

use celadon_credential::Time;
use celadon_credential::ids::FederationId;
use celadon_credential::time::Clock;
use celadon_credential::trust_list::{KnownLists, SignedTrustList, TrustListError};
use celadon_federation::Watch;
use celadon_service::SystemClock;
use celadon_service::lists::ListSource;
use clap::Args;
use rand::rngs::StdRng;
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::runtime::block_on;

/// What to watch.
#[derive(Debug, Args)]
pub struct Monitor {
    /// The published list: a file, or better the URL at which everybody gets it.
    #[arg(long, value_name = "FILE|URL")]
    list: ListSource,

    /// The federation's id.
    #[arg(long, value_name = "HEX")]
    federation: Option<FederationId>,

    /// Judge as of this time, such as 2028-02-28T16:00:00Z.
    #[arg(long, value_name = "TIME")]
    at: Option<Time>,
}

#[derive(Serialize)]
struct Told {
    /// `half_life`, `expired`, `sunset`, `refused`; nothing if all is well.
    alarm: Option<&'static str>,
    epoch: Option<u32>,
    active_from: Option<String>,
    valid_until: Option<String>,
    hours_left: Option<u64>,
    reason: Option<String>,
}

impl Monitor {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let bytes = block_on(async { Ok(self.list.fetch().await?) })?;
        let mut rng: StdRng = rand::make_rng();
        let pinned = self.federation.as_ref();
        let verified = SignedTrustList::from_bytes(&bytes)
            .map_err(TrustListError::from)
            .and_then(|list| list.verify(pinned, &KnownLists::new(), &mut rng));
        let (told, line) = match verified {
            Ok(list) => {
                let watch = Watch::of(&list, self.at.unwrap_or_else(|| SystemClock.now()));
                let told = Told {
                    alarm: watch.alarm.map(|alarm| alarm.code()),
                    epoch: Some(watch.epoch),
                    active_from: Some(watch.active_from.to_string()),
                    valid_until: Some(watch.valid_until.to_string()),
                    hours_left: Some(watch.hours_left),
                    reason: None,
                };
                (told, watch.to_string())
            }
            Err(error) => {
                let told = Told {
                    alarm: Some("refused"),
                    epoch: None,
                    active_from: None,
                    valid_until: None,
                    hours_left: None,
                    reason: Some(error.to_string()),
                };
                (
                    told,
                    format!("what is at {} is refused: {error}", self.list),
                )
            }
        };
        let exit = match told.alarm {
            None => Exit::Done,
            Some(_) => Exit::Refused,
        };
        output.say(line);
        output.result(&told);
        Ok(exit)
    }
}
