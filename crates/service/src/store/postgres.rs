//! A server of PostgreSQL: connections on which a commit is on the disk, and waits that end.

use std::time::Duration;

use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::{AssertSqlSafe, Executor};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, Statement};

use super::{OpenError, SecretUrl, Store, StoreError, StoreOptions};

/// A connection is closed after so long, so that after a change of the primary none stays with the
/// old one.
const LIFETIME: Duration = Duration::from_secs(300);
/// A connection that was not used for so long is tried before it is used.
const IDLE: Duration = Duration::from_secs(1);

/// What must be on: of the server, and of each session, which sees to it itself ([`session`]).
const SETTINGS: [&str; 2] = ["fsync", "synchronous_commit"];

/// Opens connections, and refuses a server whose confirmed commits can be lost.
pub(super) async fn connect(url: &SecretUrl, options: &StoreOptions) -> Result<Store, OpenError> {
    let address = || url.to_string();
    let server = |source| OpenError::Server {
        address: address(),
        source,
    };
    let parsed: PgConnectOptions = url
        .reveal()
        .parse()
        .map_err(|_| OpenError::Url(address()))?;
    let connected = Database::connect(connect_options(parsed, options)).await;
    let db = connected.map_err(|error| server(error.into()))?;
    let store = Store {
        db,
        turn: None,
        patience: options.patience,
    };
    for setting in SETTINGS {
        match store.setting(setting).await {
            // `remote_apply` waits for a standby, and for the disk as well.
            Ok(found) if found == "on" || found == "remote_apply" => {}
            Ok(found) => {
                return Err(OpenError::Setting {
                    address: address(),
                    setting,
                    found,
                });
            }
            Err(error) => return Err(server(error)),
        }
    }
    Ok(store)
}

impl Store {
    async fn setting(&self, name: &str) -> Result<String, StoreError> {
        let ask = "SELECT current_setting($1)";
        let ask = Statement::from_sql_and_values(DbBackend::Postgres, ask, [name.into()]);
        let row = self.read(async { Ok::<_, StoreError>(self.db.query_one_raw(ask).await?) });
        let row = row.await?.ok_or(StoreError::Unreachable)?;
        Ok(row.try_get_by_index(0)?)
    }
}

fn connect_options(parsed: PgConnectOptions, options: &StoreOptions) -> ConnectOptions {
    let parsed = parsed
        .application_name("celadon")
        .disable_statement_logging();
    let session = session(options.patience);
    // The library writes the URL that it is given into its traces: it gets one without a secret.
    let mut connect = ConnectOptions::new("postgres://celadon");
    connect
        .max_connections(options.connections)
        .acquire_timeout(options.patience)
        .max_lifetime(LIFETIME)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(IDLE)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_postgres_opts(move |_| parsed.clone())
        .map_sqlx_postgres_pool_opts(move |pool: PgPoolOptions| {
            let session = session.clone();
            pool.after_connect(move |connection, _| {
                let session = session.clone();
                Box::pin(async move {
                    connection.execute(AssertSqlSafe(session)).await?;
                    Ok(())
                })
            })
        });
    connect
}

/// What every session begins with. A commit is confirmed when it is on the disk, whatever the
/// server's default; each statement sees what was committed before it; nothing waits for ever.
fn session(patience: Duration) -> String {
    let millis = patience.as_millis().max(1);
    format!(
        "SELECT set_config('synchronous_commit', 'on', false) \
         WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply'); \
         SET default_transaction_isolation = 'read committed'; \
         SET lock_timeout = {millis}; \
         SET statement_timeout = {millis}; \
         SET idle_in_transaction_session_timeout = {}",
        millis * 2
    )
}
