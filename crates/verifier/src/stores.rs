//! Where a verifier remembers: one store that its replicas share, and Redis beside it or not.

use std::path::Path;
use std::time::Duration;

use celadon_service::{OpenError, StoreAddress, StoreOptions};
use serde::Deserialize;
use thiserror::Error;

use crate::ledger::{Ledger, LedgerError};
use crate::replay::{ReplayAddress, ReplayError, ReplayOptions};

/// Where a verifier remembers, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stores {
    /// The store of used codes, outcomes, visits and trust lists.
    pub store: StoreAddress,
    /// How it is opened.
    pub store_options: StoreOptions,
    /// The Redis that takes the uses of what is good for minutes, if one does.
    pub replay: Option<ReplayAddress>,
    /// How that is used.
    pub replay_options: ReplayOptions,
    /// By how much the clocks of replicas may differ, in seconds.
    pub skew: u64,
}

/// A ledger was not opened.
#[derive(Debug, Error)]
pub enum OpenLedgerError {
    /// The store.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What it says, or Redis.
    #[error("used codes could not be recorded, so nothing is begun: {0}")]
    Ledger(#[from] LedgerError),
}

impl From<ReplayError> for OpenLedgerError {
    fn from(error: ReplayError) -> OpenLedgerError {
        OpenLedgerError::Ledger(error.into())
    }
}

impl Stores {
    /// By how much the clocks of replicas may differ, by default: as much as a wallet's may.
    pub const SKEW: u64 = 60;

    /// A file in a verifier's folder, and nothing beside it.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Stores {
        Stores {
            store: StoreAddress::Sqlite(folder.join(Ledger::FILE)),
            store_options: StoreOptions::default(),
            replay: None,
            replay_options: ReplayOptions::default(),
            skew: Stores::SKEW,
        }
    }
}

/// [`Stores`] as keys of a configuration. Each has its default.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoresConfig {
    /// See [`Stores::store`]; without it a file in the verifier's folder.
    pub store: Option<StoreAddress>,
    /// See [`StoreOptions::connections`].
    pub store_connections: u32,
    /// See [`StoreOptions::patience`].
    pub store_patience_milliseconds: u32,
    /// See [`Stores::replay`].
    pub replay: Option<ReplayAddress>,
    /// See [`ReplayOptions::prefix`].
    pub replay_prefix: String,
    /// See [`ReplayOptions::in_flight`].
    pub replay_in_flight: usize,
    /// See [`ReplayOptions::patience`].
    pub replay_patience_milliseconds: u32,
    /// See [`Stores::skew`].
    pub clock_skew_seconds: u64,
}

impl Default for StoresConfig {
    fn default() -> StoresConfig {
        let millis = |time: Duration| {
            u32::try_from(time.as_millis()).expect("the defaults are a few seconds")
        };
        StoresConfig {
            store: None,
            store_connections: StoreOptions::CONNECTIONS,
            store_patience_milliseconds: millis(StoreOptions::PATIENCE),
            replay: None,
            replay_prefix: ReplayOptions::PREFIX.into(),
            replay_in_flight: ReplayOptions::IN_FLIGHT,
            replay_patience_milliseconds: millis(ReplayOptions::PATIENCE),
            clock_skew_seconds: Stores::SKEW,
        }
    }
}

/// A value that is out of its bounds.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{key} must be from {least} to {most}")]
pub struct OutOfBounds {
    key: &'static str,
    least: u64,
    most: u64,
}

impl StoresConfig {
    /// The stores of a verifier with this folder.
    ///
    /// # Errors
    /// [`OutOfBounds`] names the key and what it may be.
    pub fn stores(self, folder: &Path) -> Result<Stores, OutOfBounds> {
        let millis = |millis: u32| Duration::from_millis(millis.into());
        for (key, value, least, most) in [
            ("store_connections", self.store_connections.into(), 1, 1_000),
            (
                "store_patience_milliseconds",
                self.store_patience_milliseconds.into(),
                10,
                30_000,
            ),
            (
                "replay_prefix's length",
                self.replay_prefix.len() as u64,
                1,
                64,
            ),
            ("replay_in_flight", self.replay_in_flight as u64, 1, 100_000),
            (
                "replay_patience_milliseconds",
                self.replay_patience_milliseconds.into(),
                10,
                30_000,
            ),
            ("clock_skew_seconds", self.clock_skew_seconds, 1, 3_600),
        ] {
            if !(least..=most).contains(&value) {
                return Err(OutOfBounds { key, least, most });
            }
        }
        let default = Stores::in_folder(folder);
        Ok(Stores {
            store: self.store.unwrap_or(default.store),
            store_options: StoreOptions {
                connections: self.store_connections,
                patience: millis(self.store_patience_milliseconds),
                ..default.store_options
            },
            replay: self.replay,
            replay_options: ReplayOptions {
                in_flight: self.replay_in_flight,
                patience: millis(self.replay_patience_milliseconds),
                prefix: self.replay_prefix,
            },
            skew: self.clock_skew_seconds,
        })
    }
}
