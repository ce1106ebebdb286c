//! The ledger: which presentations were used up, what became of the challenges, and how far the
//! past is forgotten. It is the verifier's only memory of visits, and it is short. Replicas share it:
//! it is in one store, a file or a server, whose uses of codes that are good for minutes Redis may
//! take.
//!
//! | table | a row is | until |
//! | --- | --- | --- |
//! | `spent` | a digest that is not accepted again | it could not be accepted anyway |
//! | `outcome` | a challenge and what became of it | a minute after its end |
//! | `visitor` | a pseudonym of one venue and day | the day's end |
//! | `visit` | an hour in which it was there | as many days as the venue keeps |
//! | `crowd` | how many are inside a venue | replaced |
//! | `watermark` | the time up to which rows were forgotten | replaced |
//! | `fence` | where uses are recorded, and since when | replaced |
//!
//! A use and its outcome are written in one transaction, and told only after its commit. Who was
//! first is decided by the key of `spent`, in whatever order transactions run.
//!
//! The watermark stands in the same store, for all replicas together, as what one has forgotten is
//! forgotten for all: a clock that has fallen behind it could let in what was forgotten, so then
//! nothing is recorded and nothing accepted. It is read after the use was written: had the use been
//! forgotten before, the mark that went with that is seen.

mod arming;
mod crowd;
mod error;
mod fence;
mod migration;
mod outcome;
mod purge;
mod recorder;
mod request;
mod spent;
mod visit;
mod watermark;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use celadon_credential::Time;
use celadon_service::{SharedClock, Store};

pub use arming::Ready;
pub use crowd::Entry;
pub use error::LedgerError;
pub use outcome::{OpenChallenge, Outcome, Record};
pub use recorder::Recorder;
pub use request::Waiting;
pub use visit::{Counted, Pseudonym, Visit};
pub use watermark::MARGIN;

use crate::replay::Replay;
use crate::stores::{OpenLedgerError, Stores};
use migration::Migrator;

/// An open ledger. Clones share it.
#[derive(Clone)]
pub struct Ledger {
    store: Store,
    clock: SharedClock,
    replay: Option<Arc<Replay>>,
    /// How the store is asked which one it is.
    place: &'static str,
    /// By how much replicas' clocks may differ, in seconds.
    skew: u64,
    /// Whether there was no answer the last time.
    away: Arc<AtomicBool>,
    /// Who asks whether there is one again.
    asking: Arc<tokio::sync::Mutex<()>>,
}

impl Ledger {
    /// The name of the database in a verifier's folder.
    pub const FILE: &str = "verifier.sqlite";

    /// Opens the ledger, and makes the file of one if there is none and the options say so.
    ///
    /// # Errors
    /// [`OpenLedgerError`]; what is in the store stays in it.
    pub async fn open(stores: &Stores, clock: SharedClock) -> Result<Ledger, OpenLedgerError> {
        let store = Store::open_at::<Migrator>(&stores.store, &stores.store_options).await?;
        let replay = match &stores.replay {
            Some(address) => Some(Replay::new(address, &stores.replay_options)?),
            None => None,
        };
        let ledger = Ledger {
            place: fence::place_of(store.reader()).await,
            store,
            clock,
            replay: replay.map(Arc::new),
            skew: stores.skew,
            away: Arc::default(),
            asking: Arc::default(),
        };
        match ledger.arm(true).await {
            // A clock that is wrong is told at each judgement, and may be set.
            Ok(()) | Err(LedgerError::ClockBehind { .. }) => Ok(ledger),
            Err(error) => {
                let _ = ledger.store.close().await;
                Err(error.into())
            }
        }
    }

    /// Until when the fence keeps out what people show, if it does: a code of now became good after
    /// it, or is not accepted.
    #[must_use]
    pub fn fenced_until(&self, ready: &Ready) -> Option<Time> {
        let until = ready.raised()?.plus(self.skew + CODE);
        (self.clock.now() < until).then_some(until)
    }

    /// The database, which the trust lists share.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

/// For how many seconds a code that is shown is good.
const CODE: u64 = 90;

/// As the database holds a time.
fn seconds(time: Time) -> i64 {
    i64::try_from(time.as_secs()).expect("the last time is in the year 6053")
}

/// From what the database holds.
fn time(seconds: i64) -> Time {
    Time::from_secs(u64::try_from(seconds).unwrap_or(0))
}
