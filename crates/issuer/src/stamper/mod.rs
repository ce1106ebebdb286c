//! The stamper: publishes rounds of stamps at fixed times, and deletes them after their period.
//!
//! | file | what |
//! | --- | --- |
//! | [`schedule`] | which round is due when |
//! | [`job`] | a round is made: its credentials are fixed, with its size, in one transaction |
//! | [`bits`] | into how many buckets |
//! | [`publish`] | a round is written, sealed by a signed manifest, and public |
//! | [`sweep`] | what is past its time is deleted |
//! | [`files`] | where the files are |
//!
//! Each step can be killed and done again: until a round is sealed its files are written anew, and
//! from then on what is missing is made again to the same bytes.

pub(crate) mod bits;
pub(crate) mod files;
mod job;
mod publish;
pub(crate) mod schedule;
mod sweep;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use celadon_credential::stamp::Kernel;
use celadon_credential::stamp::round::Round;
use celadon_vault::FileError;
use thiserror::Error;
use tokio::sync::watch;

use crate::office::{NotAMember, Office};
use crate::registry::RegistryError;

/// How long to wait after a failure, at most.
const RETRY: Duration = Duration::from_secs(5);

/// Rows of each bucket of a supplementary round, whoever is in it. Who finds no room waits for the
/// next round.
pub const SUPPLEMENT_ROWS: usize = 64;

/// Publishes the stamps of one issuer. There must be one at a time for a folder.
#[derive(Debug)]
pub struct Stamper {
    office: Arc<Office>,
    kernel: Kernel,
    stop: watch::Sender<bool>,
    /// The hour of Unix time in which old things were last deleted.
    swept: AtomicU64,
}

/// Stamping stopped. What was published stays, and the rest is done the next time.
#[derive(Debug, Error)]
pub enum StampError {
    /// The issuer may not stamp now.
    #[error(transparent)]
    NotAMember(#[from] NotAMember),
    /// The database.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A file.
    #[error(transparent)]
    File(#[from] FileError),
    /// More people in one bucket than a file holds.
    #[error("a bucket of {0} would hold more people than a file may")]
    TooMany(RoundName),
    /// A published file is missing, and cannot be made again to the same bytes.
    #[error("a file of {0} cannot be made again: restore a copy of the stamps' folder")]
    Lost(RoundName),
    /// The program ends.
    #[error("stamping was interrupted")]
    Interrupted,
}

/// A round, as it stands in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundName(pub Round);

impl std::fmt::Display for RoundName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let period = self.0.period;
        let (grid, end, number) = (period.grid(), period.end().as_secs(), self.0.number);
        write!(f, "{grid}/{end}/{number}")
    }
}

impl Stamper {
    /// The stamper of an office, by the constant-time kernel.
    pub fn new(office: Arc<Office>) -> Stamper {
        Stamper {
            office,
            kernel: Kernel::ConstantTime,
            stop: watch::Sender::new(false),
            swept: AtomicU64::new(0),
        }
    }

    /// The same by a kernel. [`Kernel::Fast`] only on a host that is shared with nobody: others who
    /// compute there can learn the issuer's key from it.
    #[must_use]
    pub fn with_kernel(self, kernel: Kernel) -> Stamper {
        Stamper { kernel, ..self }
    }

    /// What tells a stamper at work to end, between two files at the latest: send `true`.
    pub fn stopper(&self) -> watch::Sender<bool> {
        self.stop.clone()
    }

    /// Makes again what is missing of published rounds, then works at its times until it is
    /// stopped.
    pub async fn run(self) {
        if let Err(error) = self.mend().await {
            tracing::error!(%error, "stamps that were published before are not all there");
        }
        let mut stop = self.stop.subscribe();
        while !*stop.borrow_and_update() {
            let pause = match self.tick().await {
                Ok(()) => self.until_due(),
                Err(error) => {
                    tracing::error!(%error, "stamping stopped; trying again");
                    self.until_due().min(RETRY)
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// How long nothing is due.
    fn until_due(&self) -> Duration {
        let now = self.office.clock.now();
        self.office.lists.at(now).map_or(RETRY, |list| {
            let next = schedule::next_wake(now, list.charter());
            Duration::from_secs(next.since(now).max(1))
        })
    }

    /// Does what is due: ends rounds that were begun, makes and publishes new ones, deletes old
    /// ones.
    pub async fn tick(&self) -> Result<(), StampError> {
        let now = self.office.clock.now();
        // Nothing is deleted at a time for which no list vouches: a clock that is years ahead would
        // erase every credential's handle.
        let list = self.office.member()?;
        let hour = now.as_secs() / 3_600;
        if self.swept.swap(hour, Ordering::Relaxed) != hour {
            self.sweep(now).await?;
        }
        self.finish(now).await?;
        for period in schedule::periods(now, list.charter()) {
            let last = self.last_round(period).await?;
            let interval = list.charter().round_interval();
            if schedule::is_due(last.as_ref().map(|round| round.made_at), now, interval) {
                let round = match last {
                    None => self.make_first(period, now).await?,
                    Some(last) => self.make_supplement(&last, now).await?,
                };
                self.publish(round).await?;
            }
        }
        Ok(())
    }
}
