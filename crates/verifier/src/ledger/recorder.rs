//! The ledger as the engine's replay store. The engine is synchronous and runs on a thread that
//! may block; this is where it waits.

use celadon_admission::{ReplayKey, ReplayStore};
use celadon_credential::ids::ChallengeId;
use celadon_credential::presentation::Admission;
use celadon_service::TokenDigest;
use tokio::runtime::Handle;

use super::fence::{self, Fence, Rows};
use super::{Ledger, LedgerError, Ready, outcome, spent};
use crate::replay::Replay;

/// Records the uses of one judgement. To be used on a thread that may block.
#[derive(Debug)]
pub struct Recorder {
    ledger: Ledger,
    ready: Ready,
    runtime: Handle,
    challenge: Option<Answering>,
    ended: bool,
    clock_behind: bool,
}

/// The challenge that is answered.
#[derive(Debug, Clone, Copy)]
struct Answering {
    id: ChallengeId,
    code: Option<TokenDigest>,
}

impl Recorder {
    /// For scanned codes. `ready` is what [`Ledger::ready`] said.
    #[must_use]
    pub fn new(ledger: Ledger, ready: Ready, runtime: Handle) -> Recorder {
        Recorder {
            ledger,
            ready,
            runtime,
            challenge: None,
            ended: false,
            clock_behind: false,
        }
    }

    /// For the answer to a challenge, whose outcome is written with its use, and is told only with
    /// the response code of this digest, if there is one.
    #[must_use]
    pub fn of_challenge(
        ledger: Ledger,
        ready: Ready,
        runtime: Handle,
        id: ChallengeId,
        code: Option<TokenDigest>,
    ) -> Recorder {
        Recorder {
            challenge: Some(Answering { id, code }),
            ..Recorder::new(ledger, ready, runtime)
        }
    }

    /// Whether the challenge's end came between judgement and record. The engine then says that
    /// the answer was not the first, and it was too late.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Whether nothing was recorded because of the clock.
    #[must_use]
    pub fn clock_behind(&self) -> bool {
        self.clock_behind
    }

    fn noted<T>(&mut self, result: Result<T, LedgerError>) -> Result<T, LedgerError> {
        self.clock_behind |= matches!(result, Err(LedgerError::ClockBehind { .. }));
        result
    }
}

impl ReplayStore for Recorder {
    type Error = LedgerError;

    fn contains(&mut self, key: &ReplayKey) -> Result<bool, LedgerError> {
        let found = self.ledger.contains(key, &self.ready);
        self.runtime.block_on(found)
    }

    fn insert(&mut self, uses: &[(&ReplayKey, &Admission)]) -> Result<Vec<bool>, LedgerError> {
        let recorded = self.ledger.record(uses, self.challenge, &self.ready);
        match self.runtime.block_on(recorded) {
            Err(LedgerError::Ended) => {
                self.ended = true;
                Ok(vec![false; uses.len()])
            }
            recorded => self.noted(recorded),
        }
    }
}

/// What is good for longer than this, in seconds, is recorded in the store also where Redis takes
/// uses: a page of paper should not be fenced off for a day because Redis was restarted.
const SHORT: u64 = 600;

impl Ledger {
    /// Redis with its fence, if that takes this use.
    fn redis_of<'r>(
        &'r self,
        key: &ReplayKey,
        ready: &'r Ready,
    ) -> Option<(&'r Replay, &'r Fence)> {
        let redis = self.replay.as_deref().zip(ready.replay.as_ref());
        redis.filter(|_| key.until.since(key.since) <= SHORT)
    }

    /// Whether a use is there, or may have been and was forgotten, which is an error: before the
    /// arithmetic, and not what decides.
    async fn contains(&self, key: &ReplayKey, ready: &Ready) -> Result<bool, LedgerError> {
        if let Some((redis, fence)) = self.redis_of(key, ready) {
            fence.check(key, self.skew)?;
            return Ok(redis.contains(key).await?);
        }
        ready.store.check(key, self.skew)?;
        let found = spent::contains(self.store.reader(), key);
        self.store.read(async { Ok(found.await?) }).await
    }

    /// Records uses, and the outcome of the challenge that one of them answers.
    ///
    /// Those that Redis takes are recorded there first. Should what follows fail, they are used up
    /// and nobody was let in by them; the other order could let somebody in twice.
    async fn record(
        &self,
        uses: &[(&ReplayKey, &Admission)],
        challenge: Option<Answering>,
        ready: &Ready,
    ) -> Result<Vec<bool>, LedgerError> {
        let mut firsts = vec![false; uses.len()];
        let (in_redis, in_store): (Vec<usize>, Vec<usize>) =
            (0..uses.len()).partition(|at| self.redis_of(uses[*at].0, ready).is_some());
        let keys = |places: &[usize]| places.iter().map(|at| uses[*at].0).collect::<Vec<_>>();
        if let Some((redis, fence)) = self.replay.as_deref().zip(ready.replay.as_ref())
            && !in_redis.is_empty()
        {
            let keys = keys(&in_redis);
            keys.iter()
                .try_for_each(|key| fence.check(key, self.skew))?;
            let recorded = redis.insert(&fence.at, &keys, self.clock.now()).await?;
            for (at, first) in in_redis.iter().zip(recorded) {
                firsts[*at] = first;
            }
            if in_store.is_empty() && challenge.is_none() {
                same_fence(&self.rows().await?, ready)?;
                return Ok(firsts);
            }
        }
        self.store
            .write("record", async |db| {
                for (at, first) in in_store
                    .iter()
                    .zip(spent::insert(db, &keys(&in_store)).await?)
                {
                    firsts[*at] = first;
                }
                // Now, and not when the judgement began: time has gone by.
                let now = self.clock.now();
                for ((key, admission), first) in uses.iter().zip(&firsts) {
                    if let (true, Some(challenge)) = (*first, challenge) {
                        if now >= key.until {
                            return Err(LedgerError::Ended);
                        }
                        outcome::accept(db, challenge.id, key.venue, admission, challenge.code)
                            .await?;
                    }
                }
                // Last, so that what was forgotten before the insertion is seen.
                let rows = fence::read(db, self.place).await?;
                rows.check_clock(now)?;
                self.same_replay(&rows)?;
                same_fence(&rows, ready)?;
                let fence = rows.store()?;
                keys(&in_store)
                    .iter()
                    .try_for_each(|key| fence.check(key, self.skew))?;
                Ok(firsts)
            })
            .await
    }
}

/// Refuses what was recorded in a Redis that others have left meanwhile: they look in another.
fn same_fence(rows: &Rows, ready: &Ready) -> Result<(), LedgerError> {
    if rows.replay == ready.replay {
        Ok(())
    } else {
        Err(LedgerError::Moved)
    }
}
