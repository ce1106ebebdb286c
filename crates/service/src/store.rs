//! A database by SeaORM, a file of SQLite or a server of PostgreSQL: opened, brought to the newest
//! schema, written in one way.
//!
//! A write is told as done only after its commit has reached the disk (SQLite in WAL with synchronous
//! FULL; PostgreSQL with `synchronous_commit`). No error deletes or recreates anything.
//!
//! SQLite has one writer at a time. PostgreSQL has many, each of whose statements sees what others
//! have committed before it (READ COMMITTED): what must not happen twice is decided by a unique key
//! or by a condition in the statement that writes, never by a read before it, or done by one alone
//! ([`Store::write_alone`]).

mod address;
mod error;
mod open;
mod postgres;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::Mutex;
use tracing::Instrument;

pub use address::{AddressError, SecretUrl, StoreAddress};
pub use error::{OpenError, StoreError};

/// How a store is opened. [`StoreOptions::default`] has the named defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreOptions {
    /// Connections: that many reads at one time, of which one may be a write.
    pub connections: u32,
    /// How long to wait for a connection, for the turn to write, and for another process that
    /// writes; each is waited for on its own.
    pub patience: Duration,
    /// Whether to make the file when there is none. A command that expects one says no. A server's
    /// database is never made.
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
    /// PostgreSQL has as many as there are connections.
    turn: Option<Arc<Mutex<()>>>,
    patience: Duration,
}

/// How often [`StoreOptions::patience`] a whole piece of work may take on a server: a connection, a
/// lock and an answer are waited for. A server that has gone silent then counts as unreachable.
const WHOLE: u32 = 3;

/// What is locked on PostgreSQL by who writes alone: a number of our own, "celadon" in ASCII.
const ALONE: &str = "SELECT pg_advisory_xact_lock(27977538859200366)";

impl Store {
    /// What to read with. Not for writing: see [`Self::write`].
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Whether it is on a server, where there are other writers.
    #[must_use]
    pub fn is_served(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Postgres
    }

    /// Reads with [`Self::reader`], in bounded time.
    ///
    /// # Errors
    /// What `work` returns, or [`StoreError::Unreachable`].
    pub async fn read<T, E: From<StoreError>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        if !self.is_served() {
            return work.await;
        }
        tokio::time::timeout(self.patience * WHOLE, work)
            .await
            .map_err(|_| StoreError::Unreachable)?
    }

    /// Reads as of one moment, in one transaction.
    ///
    /// # Errors
    /// What `work` returns, or a [`StoreError`].
    pub async fn snapshot<T, E: From<StoreError>>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut options = TransactionOptions::default();
        if self.is_served() {
            options.isolation_level = Some(IsolationLevel::RepeatableRead);
            options.access_mode = Some(AccessMode::ReadOnly);
        }
        self.read(self.transaction(options, work)).await
    }

    /// Runs `work` in one write transaction, which is committed if it succeeds and else rolled
    /// back. `name` stands in the trace.
    ///
    /// On SQLite the transaction is IMMEDIATE, so that it waits for another writer at its beginning;
    /// one that began with a read would fail at once. On PostgreSQL it has company.
    ///
    /// # Errors
    /// What `work` returns, or a [`StoreError`], with which nothing is to be told as done. A server
    /// that went away in the middle of the commit may have stored it.
    pub async fn write<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let span = tracing::debug_span!("write", name);
        async {
            let Some(turn) = &self.turn else {
                let options = TransactionOptions::default();
                return self.read(self.transaction(options, work)).await;
            };
            let _turn = tokio::time::timeout(self.patience, turn.lock())
                .await
                .map_err(|_| StoreError::Busy)?;
            let immediate = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            self.transaction(immediate, work).await
        }
        .instrument(span)
        .await
    }

    /// As [`Self::write`], and nobody else writes alone at the same time, in whatever process: what
    /// `work` reads first holds until it is done, as long as all who change it do it alone.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_alone<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let served = self.is_served();
        self.write(name, async |db| {
            if served {
                let locked = db.execute_unprepared(ALONE).await;
                locked.map_err(StoreError::from)?;
            }
            work(db).await
        })
        .await
    }

    async fn transaction<T, E: From<StoreError>>(
        &self,
        options: TransactionOptions,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let begun = self.db.begin_with_options(options).await;
        let transaction = begun.map_err(StoreError::from)?;
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

    /// Closes every connection; what was committed is on the disk before.
    ///
    /// # Errors
    /// [`StoreError`], with which nothing is lost either.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }
}
