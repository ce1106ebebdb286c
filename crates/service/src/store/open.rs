//! Opening: the folder, the file, the connections, the schema.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use sea_orm_migration::MigratorTrait;
use tokio::sync::Mutex;

use super::{OpenError, Store, StoreAddress, StoreError, StoreOptions, postgres};

impl Store {
    /// Opens the database at `path` and brings it to the newest schema of `M`, in one transaction.
    /// A file that is made is readable by its owner only, as is a folder that is made for it.
    ///
    /// # Errors
    /// [`OpenError`]. What was in the file stays in it.
    pub async fn open<M: MigratorTrait>(
        path: &Path,
        options: &StoreOptions,
    ) -> Result<Self, OpenError> {
        prepare(path, options.create).map_err(|error| OpenError::io(path.to_owned(), error))?;
        let fail = |error| OpenError::store(path.to_owned(), error);
        let db = Database::connect(connect_options(path, options))
            .await
            .map_err(|error| fail(error.into()))?;
        let store = Self {
            db,
            turn: Some(Arc::new(Mutex::new(()))),
            patience: options.patience,
        };
        let refused = match store.migrate::<M>().await {
            Ok(true) => return Ok(store),
            Ok(false) => OpenError::Newer(path.to_owned()),
            Err(error) => fail(error),
        };
        // Not left to the background: until it is closed, what it found out about the file (that
        // it is read-only, say) holds for the next opening in this process.
        let _ = store.close().await;
        Err(refused)
    }

    /// Opens the store at an address, whichever it is, as [`Self::open`] does.
    ///
    /// # Errors
    /// [`OpenError`]. What was in the store stays in it.
    pub async fn open_at<M: MigratorTrait>(
        address: &StoreAddress,
        options: &StoreOptions,
    ) -> Result<Self, OpenError> {
        let url = match address {
            StoreAddress::Sqlite(path) => return Self::open::<M>(path, options).await,
            StoreAddress::Postgres(url) => url,
        };
        let server = |source| OpenError::Server {
            address: url.to_string(),
            source,
        };
        let store = postgres::connect(url, options).await?;
        let refused = match store.migrate::<M>().await {
            Ok(true) => return Ok(store),
            Ok(false) => OpenError::NewerServer(url.to_string()),
            Err(error) => server(error),
        };
        let _ = store.close().await;
        Err(refused)
    }

    /// Brings the schema to the newest of `M`, in one transaction; false if it knows steps that `M`
    /// does not.
    async fn migrate<M: MigratorTrait>(&self) -> Result<bool, StoreError> {
        self.write_alone("migrate", async |transaction| {
            // Asked first: the library would only say that a file is missing.
            M::install(transaction).await?;
            // A file that may only be read opens without a word; a write of nothing finds out.
            let nothing = Query::delete()
                .from_table(M::migration_table_name())
                .and_where(Expr::val(1).eq(0))
                .take();
            transaction.execute(&nothing).await?;
            let applied = M::get_migration_models(transaction).await?;
            let known = M::migrations();
            let unknown = applied
                .iter()
                .any(|done| known.iter().all(|step| step.name() != done.version));
            if unknown {
                return Ok(false);
            }
            M::up(transaction, None).await?;
            Ok(true)
        })
        .await
    }
}

/// Makes the folder and the file if there is none. SQLite gives its other two files the mode of
/// this one.
fn prepare(path: &Path, create: bool) -> io::Result<()> {
    if path.try_exists()? {
        return Ok(());
    }
    if !create {
        return Err(io::ErrorKind::NotFound.into());
    }
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    let mut file = OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        folder.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        folder.create(parent)?;
    }
    match file.open(path) {
        // Another process was first: both may go on.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

fn connect_options(path: &Path, options: &StoreOptions) -> ConnectOptions {
    let (path, patience) = (path.to_owned(), options.patience);
    // The path is not put into the URL, where it would have to be escaped.
    let mut connect = ConnectOptions::new("sqlite:celadon");
    connect
        .max_connections(options.connections)
        .acquire_timeout(patience)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .filename(&path)
                .create_if_missing(false)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                // What is deleted is overwritten: a row that was forgotten is not to be found in
                // the file's free pages.
                .pragma("secure_delete", "ON")
                .busy_timeout(patience)
        });
    connect
}
