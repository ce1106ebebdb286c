//! The ledger: which presentations were used up, what became of the challenges, and how far the
//! past is forgotten. It is the verifier's only memory of visits, and it is short.
//!
//! | table | a row is | until |
//! | --- | --- | --- |
//! | `spent` | a digest that is not accepted again | it could not be accepted anyway |
//! | `outcome` | a challenge and what became of it | a minute after its end |
//! | `watermark` | the time up to which rows were forgotten | replaced |
//!
//! A use and its outcome are written in one transaction, and told only after its commit. The
//! watermark stands in the same database: a clock that has fallen behind it could let in what was
//! forgotten, so then nothing is recorded and nothing accepted.

mod error;
mod migration;
mod outcome;
mod purge;
mod recorder;
mod request;
mod spent;
mod watermark;

use std::path::Path;

use celadon_credential::Time;
use celadon_service::{OpenError, SharedClock, Store, StoreOptions};

pub use error::LedgerError;
pub use outcome::{OpenChallenge, Outcome, Record};
pub use recorder::Recorder;
pub use request::Waiting;
pub use watermark::MARGIN;

use migration::Migrator;

/// An open ledger. Clones share it.
#[derive(Clone)]
pub struct Ledger {
    store: Store,
    clock: SharedClock,
}

impl Ledger {
    /// The name of the database in a verifier's folder.
    pub const FILE: &str = "verifier.sqlite";

    /// Opens the ledger in a folder, and makes one if there is none and the options say so.
    ///
    /// # Errors
    /// [`OpenError`]; what is in the file stays in it.
    pub async fn open(
        folder: &Path,
        clock: SharedClock,
        options: &StoreOptions,
    ) -> Result<Ledger, OpenError> {
        let store = Store::open::<Migrator>(&folder.join(Ledger::FILE), options).await?;
        Ok(Ledger { store, clock })
    }

    /// The database, which the trust lists share.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Whether it can be read, and the clock has not fallen behind it.
    ///
    /// # Errors
    /// [`LedgerError`] says which is not so.
    pub async fn ready(&self) -> Result<(), LedgerError> {
        watermark::check(self.store.reader(), self.clock.now()).await
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

/// As the database holds a time.
fn seconds(time: Time) -> i64 {
    i64::try_from(time.as_secs()).expect("the last time is in the year 6053")
}

/// From what the database holds.
fn time(seconds: i64) -> Time {
    Time::from_secs(u64::try_from(seconds).unwrap_or(0))
}
