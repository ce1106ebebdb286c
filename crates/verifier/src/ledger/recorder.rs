//! The ledger as the engine's replay store. The engine is synchronous and runs on a thread that
//! may block; this is where it waits.

use celadon_admission::{ReplayKey, ReplayStore};
use celadon_credential::ids::ChallengeId;
use celadon_credential::presentation::Admission;
use celadon_service::TokenDigest;
use tokio::runtime::Handle;

use super::{Ledger, LedgerError, outcome, spent, watermark};

/// Records the uses of one judgement. To be used on a thread that may block.
#[derive(Debug)]
pub struct Recorder {
    ledger: Ledger,
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
    /// For scanned codes.
    #[must_use]
    pub fn new(ledger: Ledger, runtime: Handle) -> Recorder {
        Recorder {
            ledger,
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
        runtime: Handle,
        id: ChallengeId,
        code: Option<TokenDigest>,
    ) -> Recorder {
        Recorder {
            challenge: Some(Answering { id, code }),
            ..Recorder::new(ledger, runtime)
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
        let reader = self.ledger.store.reader();
        let found = self.runtime.block_on(spent::contains(reader, key));
        Ok(found?)
    }

    fn insert(&mut self, uses: &[(&ReplayKey, &Admission)]) -> Result<Vec<bool>, LedgerError> {
        let recorded = self.ledger.record(uses, self.challenge);
        match self.runtime.block_on(recorded) {
            Err(LedgerError::Ended) => {
                self.ended = true;
                Ok(vec![false; uses.len()])
            }
            recorded => self.noted(recorded),
        }
    }
}

impl Ledger {
    /// Records uses, and the outcome of the challenge that one of them answers, in one transaction.
    async fn record(
        &self,
        uses: &[(&ReplayKey, &Admission)],
        challenge: Option<Answering>,
    ) -> Result<Vec<bool>, LedgerError> {
        self.store
            .write("record", async |db| {
                // Now, and not when the judgement began: the past may have been forgotten since.
                let now = self.clock.now();
                watermark::check(db, now).await?;
                let mut firsts = Vec::with_capacity(uses.len());
                for (key, admission) in uses {
                    let first = spent::insert(db, key).await?;
                    if let (true, Some(challenge)) = (first, challenge) {
                        if now >= key.until {
                            return Err(LedgerError::Ended);
                        }
                        outcome::accept(db, challenge.id, key.venue, admission, challenge.code)
                            .await?;
                    }
                    firsts.push(first);
                }
                Ok(firsts)
            })
            .await
    }
}
