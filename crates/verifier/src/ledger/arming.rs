//! Whether the memory is the one that was left, and what is done when it is not.

use std::sync::atomic::Ordering;

use celadon_credential::Time;
use rand::RngExt;
use rand::rngs::StdRng;
use sea_orm::DatabaseTransaction;

use super::fence::{self, Fence, REPLAY, Rows, STORE};
use super::{Ledger, LedgerError, spent};
use crate::replay::{Marked, Replay, ReplayError};

/// What a judgement stands on: the fences, as they were read when it began.
#[derive(Debug, Clone)]
pub struct Ready {
    pub(super) store: Fence,
    pub(super) replay: Option<Fence>,
}

impl Ready {
    /// When the last fence was raised, if one ever was.
    #[must_use]
    pub fn raised(&self) -> Option<Time> {
        let replay = self.replay.as_ref().map(|fence| fence.raised);
        let last = self.store.raised.max(replay.unwrap_or(self.store.raised));
        (last > Time::from_secs(0)).then_some(last)
    }
}

impl Ledger {
    /// Whether uses can be looked up and recorded, and the clock has not fallen behind. To be asked
    /// after a code was found current, and before it is judged. What has changed since the last time
    /// is seen to.
    ///
    /// # Errors
    /// [`LedgerError`] says what is not so.
    pub async fn ready(&self) -> Result<Ready, LedgerError> {
        // While it is known to be away one at a time finds out whether it is back. The others do not
        // wait: each would hold a thread for as long as the patience is.
        let _one = match self.away.load(Ordering::Relaxed) {
            true => Some(self.asking.try_lock().map_err(|_| LedgerError::Away)?),
            false => None,
        };
        let ready = self.ready_or_arm().await;
        let away = ready.as_ref().is_err_and(LedgerError::is_away);
        self.away.store(away, Ordering::Relaxed);
        ready
    }

    async fn ready_or_arm(&self) -> Result<Ready, LedgerError> {
        match self.ready_now().await {
            Err(error) if error.is_moved() => {
                tracing::warn!(%error, "what is older than now is no longer accepted");
                self.arm(false).await?;
                self.ready_now().await
            }
            ready => ready,
        }
    }

    async fn ready_now(&self) -> Result<Ready, LedgerError> {
        let rows = self.rows().await?;
        rows.check_clock(self.clock.now())?;
        let store = rows.store()?.clone();
        let replay = self.same_replay(&rows)?.cloned();
        if let (Some(redis), Some(fence)) = (&self.replay, &replay) {
            redis.ready(&fence.at).await?;
        }
        Ok(Ready { store, replay })
    }

    /// Redis's fence, if this ledger and the store are of one mind about whether there is one.
    pub(super) fn same_replay<'r>(&self, rows: &'r Rows) -> Result<Option<&'r Fence>, LedgerError> {
        if self.replay.is_some() == rows.replay.is_some() {
            Ok(rows.replay.as_ref())
        } else {
            Err(LedgerError::OtherReplay)
        }
    }

    pub(super) async fn rows(&self) -> Result<Rows, LedgerError> {
        let rows = fence::read(self.store.reader(), self.place);
        self.store.read(async { Ok(rows.await?) }).await
    }

    /// Makes places and rows agree: one process at a time, and the others find it done. `opening` is
    /// for a process that begins, and may change what takes the uses.
    pub(super) async fn arm(&self, opening: bool) -> Result<(), LedgerError> {
        let arm = self.store.write_alone("arm", async |db| {
            let rows = fence::read(db, self.place).await?;
            let now = self.clock.now();
            rows.check_clock(now)?;
            let mut store = store_fence(&rows, opening, now);
            match (&self.replay, &rows.replay) {
                (None, None) => {}
                (Some(_), None) | (None, Some(_)) if !opening => {
                    return Err(LedgerError::OtherReplay);
                }
                (None, Some(_)) => {
                    // What Redis knows is lost to this one.
                    fence::remove_replay(db).await?;
                    store.raised = now;
                }
                (Some(redis), known) => self.arm_replay(db, redis, known.as_ref()).await?,
            }
            if rows.store.as_ref() != Some(&store) {
                fence::raise(db, STORE, &store).await?;
            }
            Ok(())
        });
        arm.await
    }

    async fn arm_replay(
        &self,
        db: &DatabaseTransaction,
        redis: &Replay,
        known: Option<&Fence>,
    ) -> Result<(), LedgerError> {
        let found = redis.found().await?;
        if known.is_some_and(|known| known.at == found && !found.mark.is_empty()) {
            return Ok(());
        }
        // The first of all has nothing to lose: no use is recorded here or there.
        let first = known.is_none() && found.mark.is_empty() && !spent::any(db).await?;
        let mark = new_mark();
        redis.mark(&mark).await?;
        let at = Marked {
            place: found.place,
            mark,
        };
        // Read last: until this is committed others stand on the row of before, and what becomes good
        // meanwhile is theirs.
        let raised = if first {
            Time::from_secs(0)
        } else {
            self.clock.now()
        };
        Ok(fence::raise(db, REPLAY, &Fence { at, raised }).await?)
    }
}

/// The store's own fence as it should be.
fn store_fence(rows: &Rows, opening: bool, now: Time) -> Fence {
    let raised = match &rows.store {
        Some(known) if known.at.place == rows.here => known.raised,
        // The first of all.
        None if opening => Time::from_secs(0),
        _ => now,
    };
    Fence {
        at: Marked {
            place: rows.here.clone(),
            mark: String::new(),
        },
        raised,
    }
}

/// A mark that nobody else has.
fn new_mark() -> String {
    let mut rng: StdRng = rand::make_rng();
    format!("{:032x}", rng.random::<u128>())
}

impl LedgerError {
    /// Whether there was no answer, or not in time.
    fn is_away(&self) -> bool {
        match self {
            LedgerError::Store(error) => error.unavailable(),
            LedgerError::Replay(error) => {
                matches!(error, ReplayError::Unreachable { .. } | ReplayError::Busy)
            }
            _ => false,
        }
    }

    /// Whether it is not the memory that was left, which arming sees to.
    pub(super) fn is_moved(&self) -> bool {
        matches!(
            self,
            LedgerError::Moved | LedgerError::Replay(ReplayError::Other(_))
        )
    }
}
