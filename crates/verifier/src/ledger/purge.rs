//! Forgetting, in steps that leave others their turn to write.

use celadon_credential::Time;
use sea_orm::ConnectionTrait;

use super::{Ledger, LedgerError, MARGIN, fence, outcome, spent, watermark};

/// Rows that one transaction forgets at most.
pub(super) const BATCH: u64 = 500;

impl Ledger {
    /// Forgets the challenges whose time ended [`MARGIN`] seconds ago, and the pseudonyms with
    /// them; how many. An answer to a forgotten challenge is refused, so this does no harm
    /// whatever the clock says.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn forget_outcomes(&self) -> Result<u64, LedgerError> {
        let end = self.clock.now().minus(MARGIN);
        let mut forgotten = 0;
        loop {
            let step = self.store.write("forget outcomes", async |db| {
                Ok::<_, LedgerError>(outcome::forget(db, end).await?)
            });
            let step = step.await?;
            forgotten += step;
            if step < BATCH {
                break;
            }
            tokio::task::yield_now().await;
        }
        if forgotten > 0 {
            self.empty_log().await;
        }
        Ok(forgotten)
    }

    /// Forgets the used codes whose time ended [`MARGIN`] seconds ago, and raises the watermark;
    /// how many. Only to be called while the clock can be believed, such as when it is within the
    /// trust list's time: a clock that ran ahead would be found behind the watermark once it is
    /// right again.
    ///
    /// # Errors
    /// [`LedgerError`]. A clock behind the watermark forgets nothing.
    pub async fn forget_spent(&self) -> Result<u64, LedgerError> {
        let now = self.clock.now();
        let mut forgotten = 0;
        loop {
            let step = self.spent_step(now).await?;
            forgotten += step;
            if step < BATCH {
                return Ok(forgotten);
            }
            tokio::task::yield_now().await;
        }
    }

    async fn spent_step(&self, now: Time) -> Result<u64, LedgerError> {
        self.store
            .write("forget used codes", async |db| {
                fence::read(db, self.place).await?.check_clock(now)?;
                let forgotten = spent::forget(db, now.minus(MARGIN)).await?;
                watermark::raise(db, now).await?;
                Ok(forgotten)
            })
            .await
    }

    /// The write-ahead log holds what the table no longer does. It is emptied if no reader is in
    /// the way; else it is overwritten as others write.
    pub(super) async fn empty_log(&self) {
        if self.store.is_served() {
            return; // its own care
        }
        let empty = "PRAGMA wal_checkpoint(TRUNCATE)";
        if let Err(error) = self.store.reader().execute_unprepared(empty).await {
            tracing::debug!(%error, "the write-ahead log was not emptied");
        }
    }
}
