//! Forgetting, in steps that leave others their turn to write.

use celadon_credential::Time;
use sea_orm::ConnectionTrait;

use super::{Ledger, LedgerError, MARGIN, outcome, spent, watermark};

/// Rows that one transaction forgets at most.
pub(super) const BATCH: u64 = 500;

/// What was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Used codes.
    pub spent: u64,
    /// Challenges.
    pub outcomes: u64,
}

impl Ledger {
    /// Forgets everything whose time ended [`MARGIN`] seconds ago.
    ///
    /// # Errors
    /// [`LedgerError`]. A clock behind the watermark forgets nothing.
    pub async fn purge(&self) -> Result<Purged, LedgerError> {
        let now = self.clock.now();
        let mut purged = Purged::default();
        loop {
            let step = self.step(now).await?;
            purged.spent += step.spent;
            purged.outcomes += step.outcomes;
            if step.spent < BATCH && step.outcomes < BATCH {
                break;
            }
            tokio::task::yield_now().await;
        }
        if purged.outcomes > 0 {
            // The write-ahead log holds what the table no longer does; empty it, if no reader is
            // in the way. The next purge tries again.
            let empty = "PRAGMA wal_checkpoint(TRUNCATE)";
            let emptied = self.store.reader().execute_unprepared(empty).await;
            if let Err(error) = emptied {
                tracing::debug!(%error, "the write-ahead log was not emptied");
            }
        }
        Ok(purged)
    }

    async fn step(&self, now: Time) -> Result<Purged, LedgerError> {
        let end = now.minus(MARGIN);
        self.store
            .write("purge", async |db| {
                watermark::check(db, now).await?;
                let spent = spent::forget(db, end).await?;
                let outcomes = outcome::forget(db, end).await?;
                watermark::raise(db, now).await?;
                Ok(Purged { spent, outcomes })
            })
            .await
    }
}
