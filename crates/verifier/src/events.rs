//! Outcomes as they come, for a venue's display.

use std::collections::{HashMap, VecDeque};

use celadon_api::verifier::{ChallengeEvent, Verdict};
use celadon_credential::ids::{ChallengeId, VenueId};
use celadon_service::{Problem, ProblemCode};
use tokio::sync::OwnedSemaphorePermit;

use crate::ledger::{LedgerError, Outcome};
use crate::news::{News, Reader};
use crate::venues::Place;
use crate::verdict;
use crate::verifier::Verifier;

/// The events of one challenge, or of all of a venue. An event is told once in a stream, and all
/// that is known at its beginning at once, so that nothing is lost to whoever comes back.
#[derive(Debug)]
pub struct Events {
    verifier: Verifier,
    venue: VenueId,
    only: Option<ChallengeId>,
    told: HashMap<ChallengeId, Verdict>,
    ready: VecDeque<ChallengeEvent>,
    reader: Reader,
    began: bool,
    _open: OwnedSemaphorePermit,
}

impl Verifier {
    /// The events of a venue, or of one challenge of it.
    ///
    /// # Errors
    /// A problem to answer with: the venue has no such challenge, or as many streams open as one
    /// may have.
    pub async fn events(&self, place: Place, only: Option<ChallengeId>) -> Result<Events, Problem> {
        let tenant = &self.engine().venues[place];
        let venue = tenant.papers.claimed().venue;
        if let Some(id) = only {
            let known = self.engine().ledger.outcome(id, venue).await;
            let known = known.map_err(|error| self.problem(&error.into()))?;
            known.ok_or_else(|| Problem::not_found("This venue has no such challenge."))?;
        }
        let open = tenant.streams.clone().try_acquire_owned().map_err(|_| {
            Problem::new(
                ProblemCode::TooManyRequests,
                "This venue has as many streams open as one may have. Close one.",
            )
        })?;
        let news: &News = self.news();
        Ok(Events {
            verifier: self.clone(),
            venue,
            only,
            told: HashMap::new(),
            ready: VecDeque::new(),
            reader: news.reader(),
            began: false,
            _open: open,
        })
    }
}

impl Events {
    /// The next event; `None` when there will be none any more: the one challenge is decided or
    /// forgotten, the service ends, or its memory does not answer.
    pub async fn next(&mut self) -> Option<ChallengeEvent> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if self.is_over() || (self.began && !self.reader.next().await) {
                return None;
            }
            self.began = true;
            if let Err(error) = self.look().await {
                tracing::warn!(%error, "a stream of outcomes ends");
                return None;
            }
        }
    }

    fn is_over(&self) -> bool {
        let Some(only) = self.only else {
            return false;
        };
        match self.told.get(&only) {
            Some(verdict) => *verdict != Verdict::Pending,
            None => self.began,
        }
    }

    async fn look(&mut self) -> Result<(), LedgerError> {
        let ledger = self.verifier.engine().ledger.clone();
        let ids = match self.only {
            Some(id) => vec![id],
            None => ledger.challenges_of(self.venue).await?,
        };
        // What is forgotten there is forgotten here.
        self.told.retain(|id, _| ids.contains(id));
        for id in ids {
            if self
                .told
                .get(&id)
                .is_some_and(|told| *told != Verdict::Pending)
            {
                continue;
            }
            let Some(record) = ledger.outcome(id, self.venue).await? else {
                self.told.remove(&id);
                continue;
            };
            // Told only to whoever brings the code: here it stays pending.
            let outcome = match record.code {
                Some(_) => Outcome::Pending,
                None => record.outcome,
            };
            let verdict = verdict::of_outcome(outcome);
            if self.told.insert(id, verdict.clone()).as_ref() != Some(&verdict) {
                self.ready.push_back(ChallengeEvent {
                    id: id.to_string(),
                    verdict,
                });
            }
        }
        Ok(())
    }
}
