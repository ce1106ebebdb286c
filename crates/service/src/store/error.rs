//! What a store's errors mean: try again, already there, or a fault.

use std::io;
use std::path::PathBuf;

use sea_orm::sqlx;
use sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlErr};
use thiserror::Error;

use crate::problem::{Problem, ProblemCode};

/// SQLite's primary result codes (<https://www.sqlite.org/rescode.html>), which are the low byte
/// of the extended ones.
mod code {
    pub const PERM: i32 = 3;
    pub const BUSY: i32 = 5;
    pub const LOCKED: i32 = 6;
    pub const READONLY: i32 = 8;
    pub const IOERR: i32 = 10;
    pub const CORRUPT: i32 = 11;
    pub const FULL: i32 = 13;
    pub const CANTOPEN: i32 = 14;
    pub const AUTH: i32 = 23;
    pub const NOTADB: i32 = 26;
    /// The shared memory of the WAL could not be made as large as it must be.
    pub const IOERR_SHMSIZE: i32 = 4_874;
}

/// Why the store did not do what was asked. Nothing of it was stored.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No free byte for the database.
    #[error("the disk is full: free some space; nothing was lost")]
    Full,
    /// No connection or no turn to write in time, or another process holds the file.
    #[error("the store is busy: try again")]
    Busy,
    /// The file or its folder may not be written or opened.
    #[error("the store may not be written or opened: check its file, folder, owner and mode")]
    Denied,
    /// Reading or writing failed in the system.
    #[error("the disk reports an error: check it")]
    Disk,
    /// Not a SQLite database, or a broken one.
    #[error("the database is not one or is damaged: restore a copy")]
    Damaged,
    /// The server does not answer, or ended the connection.
    #[error(
        "the database server cannot be reached: check that it runs, its address and the network"
    )]
    Unreachable,
    /// The server knows no such user, password or database, or the user may not do this.
    #[error(
        "the database server refuses: check user, password and database in the URL, and that the \
         user owns the database"
    )]
    Refused,
    /// The server takes no writes.
    #[error("the database server takes no writes: is it a standby? Name the primary in the URL")]
    ReadOnly,
    /// A value that must be unique is there already.
    #[error("it is there already")]
    NotUnique,
    /// Anything else.
    #[error(transparent)]
    Other(DbErr),
}

impl StoreError {
    /// Whether the store could not be used, as opposed to having refused. Then nothing can be
    /// told as done, and nothing that needs a record can be accepted.
    #[must_use]
    pub fn unavailable(&self) -> bool {
        match self {
            Self::Full
            | Self::Busy
            | Self::Denied
            | Self::Disk
            | Self::Damaged
            | Self::Unreachable
            | Self::Refused
            | Self::ReadOnly => true,
            Self::NotUnique | Self::Other(_) => false,
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return Self::NotUnique;
        }
        match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::Busy,
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
                from_sqlx(cause).unwrap_or(Self::Other(error))
            }
            _ => Self::Other(error),
        }
    }
}

fn from_sqlx(error: &sqlx::Error) -> Option<StoreError> {
    match error {
        sqlx::Error::PoolTimedOut => Some(StoreError::Busy),
        sqlx::Error::Io(error) if is_network(error.kind()) => Some(StoreError::Unreachable),
        sqlx::Error::Io(_) => Some(StoreError::Disk),
        sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolClosed => {
            Some(StoreError::Unreachable)
        }
        sqlx::Error::Database(error) => match error.try_downcast_ref::<PgDatabaseError>() {
            Some(error) => from_state(error.code()),
            None => from_code(error.code()?.parse().ok()?),
        },
        _ => None,
    }
}

/// Whether it is about a connection and not about a file.
fn is_network(kind: io::ErrorKind) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        kind,
        Kind::ConnectionRefused
            | Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::NotConnected
            | Kind::BrokenPipe
            | Kind::UnexpectedEof
            | Kind::TimedOut
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown
            | Kind::AddrNotAvailable
    )
}

/// PostgreSQL's codes (<https://www.postgresql.org/docs/current/errcodes-appendix.html>): the first
/// two characters are a class.
fn from_state(code: &str) -> Option<StoreError> {
    match code {
        "53100" => return Some(StoreError::Full),
        "55P03" | "57014" | "25P03" => return Some(StoreError::Busy), // a time-out of ours
        "25006" => return Some(StoreError::ReadOnly),
        "42501" | "3D000" => return Some(StoreError::Refused),
        _ => {}
    }
    match code.get(..2)? {
        "08" | "57" => Some(StoreError::Unreachable),
        "53" | "40" => Some(StoreError::Busy),
        "28" => Some(StoreError::Refused),
        "58" => Some(StoreError::Disk),
        "XX" => Some(StoreError::Damaged),
        _ => None,
    }
}

fn from_code(extended: i32) -> Option<StoreError> {
    if extended == code::IOERR_SHMSIZE {
        return Some(StoreError::Full);
    }
    match extended & 0xff {
        code::FULL => Some(StoreError::Full),
        code::BUSY | code::LOCKED => Some(StoreError::Busy),
        code::PERM | code::READONLY | code::CANTOPEN | code::AUTH => Some(StoreError::Denied),
        code::IOERR => Some(StoreError::Disk),
        code::CORRUPT | code::NOTADB => Some(StoreError::Damaged),
        _ => None,
    }
}

impl From<StoreError> for Problem {
    /// To the client: try again, a contradiction, or a fault. What the operator has to do goes to
    /// the log.
    fn from(error: StoreError) -> Self {
        if error.unavailable() {
            tracing::error!(%error, "the store is unavailable");
            return Problem::new(
                ProblemCode::StoreUnavailable,
                "Nothing was stored. Try again after the time in the Retry-After header.",
            );
        }
        match error {
            StoreError::NotUnique => Problem::new(ProblemCode::Conflict, "It is there already."),
            error => {
                tracing::error!(%error, "the store refused a statement");
                Problem::internal()
            }
        }
    }
}

/// Why a store was not opened. Nothing was deleted or made anew.
#[derive(Debug, Error)]
pub enum OpenError {
    /// There is no file, and none was to be made.
    #[error("{} does not exist: check the path", .0.display())]
    Missing(PathBuf),
    /// No free byte.
    #[error("no space left for {}: free some and start again; nothing was changed", .0.display())]
    Full(PathBuf),
    /// Another process writes or has locked it.
    #[error("{} is in use by another process: stop that first, or try again", .0.display())]
    Busy(PathBuf),
    /// Not permitted.
    #[error(
        "no permission to open or make {}: check the owner and mode of the file and its folder, \
         and that the disk is not mounted read-only",
        .0.display()
    )]
    Denied(PathBuf),
    /// Something else is in the file, or it is broken.
    #[error(
        "{} is not a database or is damaged, and was left as it is: check the path, or stop and \
         restore a copy",
        .0.display()
    )]
    Damaged(PathBuf),
    /// A newer version, or another program of Celadon, has changed its schema.
    #[error(
        "{} has a schema that this version does not know: use the version that last opened it, \
         or check that it is this service's file",
        .0.display()
    )]
    Newer(PathBuf),
    /// A step to the newest schema failed; the file is as it was before.
    #[error("{path} cannot be brought to this version's schema: {source}", path = .path.display())]
    Migration {
        /// The file.
        path: PathBuf,
        /// What the database says.
        source: DbErr,
    },
    /// A server's URL that its client does not understand.
    #[error("{0} has a parameter that is not known: check the store's URL")]
    Url(String),
    /// The server does not serve.
    #[error("cannot open the store {address}: {source}")]
    Server {
        /// Its URL, without secrets.
        address: String,
        /// What is wrong.
        source: StoreError,
    },
    /// The server is set to lose what it has confirmed.
    #[error(
        "the store {address} has {setting} = {found}: set it to on, or what it confirms can be lost"
    )]
    Setting {
        /// Its URL, without secrets.
        address: String,
        /// Which setting.
        setting: &'static str,
        /// What it is.
        found: String,
    },
    /// A newer version, or another program of Celadon, has changed its schema.
    #[error(
        "the store {0} has a schema that this version does not know: use the version that last \
         opened it, or check that it is this service's database"
    )]
    NewerServer(String),
    /// Anything else that the system reports.
    #[error("cannot open {path}: {source}", path = .path.display())]
    Io {
        /// The file or its folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl OpenError {
    pub(super) fn io(path: PathBuf, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Denied(path)
            }
            io::ErrorKind::NotFound => Self::Missing(path),
            _ => Self::Io { path, source },
        }
    }

    pub(super) fn store(path: PathBuf, error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Full(path),
            StoreError::Busy => Self::Busy(path),
            StoreError::Denied => Self::Denied(path),
            StoreError::Damaged => Self::Damaged(path),
            StoreError::Disk => Self::Io {
                path,
                source: io::Error::other(error),
            },
            StoreError::NotUnique
            | StoreError::Unreachable
            | StoreError::Refused
            | StoreError::ReadOnly => Self::Migration {
                path,
                source: DbErr::Migration(error.to_string()),
            },
            StoreError::Other(source) => Self::Migration { path, source },
        }
    }
}
