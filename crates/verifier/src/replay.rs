//! The replay part of the memory in Redis: which codes were used up, for as long as they are good.
//!
//! Redis is fast and may forget: it can be emptied, restarted from an old file, replaced by another
//! server or by a replica that missed the last second, or set to drop keys. None of that is prevented
//! here; all of it is noticed, in the same script that records a use, by what was written into Redis
//! once (the mark) and by which process it is and how it came to be the master (the place). Both are
//! remembered in the store that the replicas share. When they differ, nothing is recorded, and the
//! ledger raises its fence ([`crate::ledger`]).

mod address;
mod connection;
mod error;

use std::fmt;
use std::time::Duration;

use celadon_admission::ReplayKey;
use celadon_credential::Time;
use redis::{AsyncCommands, Script};

pub use address::{NotRedis, ReplayAddress};
pub use error::ReplayError;

use connection::Connection;

/// How Redis is used. [`ReplayOptions::default`] has the named defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayOptions {
    /// How many requests are on their way at one time.
    pub in_flight: usize,
    /// How long to wait for a place among them, for a connection and for an answer, each on its own.
    pub patience: Duration,
    /// What every key begins with. Verifiers that share no store have each another.
    pub prefix: String,
}

impl ReplayOptions {
    /// As many as judge at one time on a large machine.
    pub const IN_FLIGHT: usize = 128;
    /// A second: a script takes a fraction of a millisecond.
    pub const PATIENCE: Duration = Duration::from_secs(1);
    /// What keys begin with.
    pub const PREFIX: &str = "celadon";
}

impl Default for ReplayOptions {
    fn default() -> Self {
        ReplayOptions {
            in_flight: ReplayOptions::IN_FLIGHT,
            patience: ReplayOptions::PATIENCE,
            prefix: ReplayOptions::PREFIX.into(),
        }
    }
}

/// A use is kept for so many seconds longer than it is good: the server's clock, by which it ends,
/// may step forward by as much and nothing is forgotten.
const LONGER: u64 = 3_600;

/// What a server was when it was marked, and its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marked {
    /// The process and how it came to be the master.
    pub(crate) place: String,
    /// The value that was written into it.
    pub(crate) mark: String,
}

/// A Redis that takes uses.
pub(crate) struct Replay {
    connection: Connection,
    address: String,
    prefix: String,
    script: Script,
}

impl Replay {
    /// Not connected yet.
    pub(crate) fn new(
        address: &ReplayAddress,
        options: &ReplayOptions,
    ) -> Result<Replay, ReplayError> {
        Ok(Replay {
            connection: Connection::new(address, options)?,
            address: address.to_string(),
            prefix: options.prefix.clone(),
            script: Script::new(include_str!("replay/uses.lua")),
        })
    }

    /// What the server is now, with its mark if it has one.
    ///
    /// # Errors
    /// [`ReplayError`]; also where it could not be used, whatever its mark.
    pub(crate) async fn found(&self) -> Result<Marked, ReplayError> {
        // Another server may have taken the address behind an old connection.
        self.connection.renew().await;
        let nothing = Marked {
            place: String::new(),
            mark: String::new(),
        };
        match self.run(&nothing, &[], Time::from_secs(0)).await? {
            Answer::Other(found) => Ok(found),
            Answer::Firsts(_) => Err(self.garbled()),
        }
    }

    /// Writes a mark.
    ///
    /// # Errors
    /// [`ReplayError`]; it may have been written.
    pub(crate) async fn mark(&self, mark: &str) -> Result<(), ReplayError> {
        let key = self.mark_key();
        let set = self.connection.ask(async |to| to.set(&key, mark).await);
        set.await
    }

    /// Whether the server is still as it was marked. Asked again once where the connection was
    /// broken, which nothing depends on.
    ///
    /// # Errors
    /// [`ReplayError`].
    pub(crate) async fn ready(&self, known: &Marked) -> Result<(), ReplayError> {
        match self.insert(known, &[], Time::from_secs(0)).await {
            Err(ReplayError::Unreachable { .. }) => {
                let again = self.insert(known, &[], Time::from_secs(0));
                again.await.map(drop)
            }
            ready => ready.map(drop),
        }
    }

    /// Whether a use is there.
    ///
    /// # Errors
    /// [`ReplayError`].
    pub(crate) async fn contains(&self, key: &ReplayKey) -> Result<bool, ReplayError> {
        let key = self.key(key);
        let exists = self.connection.ask(async |to| to.exists(&key).await);
        exists.await
    }

    /// Records uses in one step: for each, in order, whether it was not there before. Never asked
    /// twice: what was recorded with an answer that did not arrive would be a replay.
    ///
    /// # Errors
    /// [`ReplayError`]; then some may be recorded, and none may be accepted.
    pub(crate) async fn insert(
        &self,
        known: &Marked,
        uses: &[&ReplayKey],
        now: Time,
    ) -> Result<Vec<bool>, ReplayError> {
        match self.run(known, uses, now).await? {
            Answer::Firsts(firsts) => Ok(firsts),
            Answer::Other(_) => Err(ReplayError::Other(self.address.clone())),
        }
    }

    async fn run(
        &self,
        known: &Marked,
        uses: &[&ReplayKey],
        now: Time,
    ) -> Result<Answer, ReplayError> {
        let mut call = self.script.key(self.mark_key());
        call.arg(&known.mark).arg(&known.place);
        for key in uses {
            call.key(self.key(key));
            call.arg((key.until.since(now) + LONGER) * 1_000);
        }
        let answer = self.connection.ask(async |to| call.invoke_async(to).await);
        let answer: Vec<String> = answer.await?;
        self.read(&answer, uses.len())
    }

    fn read(&self, answer: &[String], uses: usize) -> Result<Answer, ReplayError> {
        let address = self.address.clone();
        let Some((kind, rest)) = answer.split_first() else {
            return Err(self.garbled());
        };
        match (kind.as_str(), rest) {
            ("ok", firsts) if firsts.len() == uses => {
                let firsts = firsts.iter().map(|first| first == "1");
                Ok(Answer::Firsts(firsts.collect()))
            }
            ("other", [place, mark]) => Ok(Answer::Other(Marked {
                place: place.clone(),
                mark: mark.clone(),
            })),
            ("role", [found]) => Err(ReplayError::NotMaster {
                address,
                found: found.clone(),
            }),
            ("policy", [found]) => Err(ReplayError::Evicts {
                address,
                found: found.clone(),
            }),
            ("refused", [cause]) => Err(ReplayError::Refused {
                address,
                cause: cause.clone(),
            }),
            _ => Err(self.garbled()),
        }
    }

    fn garbled(&self) -> ReplayError {
        ReplayError::Refused {
            address: self.address.clone(),
            cause: "an answer that is none".into(),
        }
    }

    fn mark_key(&self) -> String {
        format!("{}:mark", self.prefix)
    }

    fn key(&self, key: &ReplayKey) -> Vec<u8> {
        let mut name = self.prefix.clone().into_bytes();
        name.extend_from_slice(b":use:");
        name.extend_from_slice(key.venue.as_bytes());
        name.extend_from_slice(&key.digest);
        name
    }
}

enum Answer {
    Firsts(Vec<bool>),
    Other(Marked),
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
