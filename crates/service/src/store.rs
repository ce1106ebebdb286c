//! A SQLite file by SeaORM: opened, brought to the newest schema, written in one way.
//!
//! A write is told as done only after its commit has reached the disk (WAL, synchronous FULL). No
//! error deletes or recreates anything.

mod error;
mod open;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::Mutex;
use tracing::Instrument;

pub use error::{OpenError, StoreError};

/// How a store is opened. [`StoreOptions::default`] has the named defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreOptions {
    /// Connections: that many reads at one time, of which one may be a write.
    pub connections: u32,
    /// How long to wait for a connection, for the turn to write, and for another process that
    /// writes; each is waited for on its own.
    pub patience: Duration,
    /// Whether to make the file when there is none. A command that expects one says no.
    pub create: bool,
}

impl StoreOptions {
    /// Four.
    pub const CONNECTIONS: u32 = 4;
    /// Two seconds: all three waits together end before a request does.
    pub const PATIENCE: Duration = Duration::from_secs(2);
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            connections: Self::CONNECTIONS,
            patience: Self::PATIENCE,
            create: true,
        }
    }
}

/// An open store. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    db: DatabaseConnection,
    /// SQLite has one writer at a time, and its own waiting is by sleeping: a queue is fair.
    turn: Arc<Mutex<()>>,
    patience: Duration,
}

impl Store {
    /// What to read with. Not for writing: see [`Self::write`].
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Runs `work` in one write transaction, which is committed if it succeeds and else rolled
    /// back. `name` stands in the trace.
    ///
    /// The transaction is IMMEDIATE, so that it waits for another writer at its beginning; one
    /// that began with a read would fail at once.
    ///
    /// # Errors
    /// What `work` returns, or a [`StoreError`], with which nothing was stored.
    pub async fn write<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let span = tracing::debug_span!("write", name);
        async {
            let _turn = tokio::time::timeout(self.patience, self.turn.lock())
                .await
                .map_err(|_| StoreError::Busy)?;
            let immediate = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            let transaction = self
                .db
                .begin_with_options(immediate)
                .await
                .map_err(StoreError::from)?;
            match work(&transaction).await {
                Ok(done) => {
                    transaction.commit().await.map_err(StoreError::from)?;
                    Ok(done)
                }
                Err(error) => {
                    // SQLite may have rolled back on its own, as when the disk is full.
                    let _ = transaction.rollback().await;
                    Err(error)
                }
            }
        }
        .instrument(span)
        .await
    }

    /// Closes every connection; what was committed is on the disk before.
    ///
    /// # Errors
    /// [`StoreError`], with which nothing is lost either.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }
}
