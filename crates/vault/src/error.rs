//! What can go wrong: each error says what happened and what to do.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A passphrase could not be had.
#[derive(Debug, Error)]
pub enum PassphraseError {
    /// Nothing was typed, or the file holds nothing but a line end.
    #[error("the passphrase is empty: choose one")]
    Empty,
    /// More than [`MAX_PASSPHRASE_BYTES`](crate::MAX_PASSPHRASE_BYTES).
    #[error(
        "the passphrase is longer than {} bytes: is it the right file?",
        crate::MAX_PASSPHRASE_BYTES
    )]
    TooLong,
    /// Not UTF-8.
    #[error("the passphrase is not text in UTF-8: write it again as plain text")]
    NotText,
    /// The variable does not exist.
    #[error("the environment variable {0} is not set: set it, or name a passphrase file")]
    NotSet(String),
    /// The file could not be read.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Bytes could not be sealed or opened.
#[derive(Debug, Error)]
pub enum SealError {
    /// The passphrase is another one, or the line that depends on it was changed: the two cannot
    /// be told apart.
    #[error("the passphrase does not open it: try again, or restore a copy if you are sure of it")]
    WrongPassphrase,
    /// Cut, grown or changed since it was written.
    #[error("it is damaged: restore a copy")]
    Damaged,
    /// Not age ciphertext, or not under a passphrase.
    #[error("it is not a file sealed under a passphrase: is it the right file?")]
    NotSealed,
    /// It asks for more work than [`WorkFactor::MAX`](crate::WorkFactor::MAX).
    #[error("it asks for too much work to open (2^{0}): Celadon never writes such a file")]
    TooMuchWork(u8),
}

/// A file could not be read or written.
#[derive(Debug, Error)]
pub enum FileError {
    /// There is no such file.
    #[error("{} does not exist: check the path", .0.display())]
    Missing(PathBuf),
    /// It is there already and was to be new.
    #[error("{} exists already and was left as it is: choose another name, or move it away", .0.display())]
    Exists(PathBuf),
    /// Larger than the caller's bound, in bytes.
    #[error("{path} is larger than {bound} bytes: is it the right file?", path = .0.display(), bound = .1)]
    TooLarge(PathBuf, usize),
    /// No free byte, or no quota. The file under this name is as it was before.
    #[error("no space left to write {}: free some; nothing was changed", .0.display())]
    DiskFull(PathBuf),
    /// Not permitted.
    #[error("no permission for {}: check its owner and mode, and those of its folder", .0.display())]
    Denied(PathBuf),
    /// Anything else that the system reports.
    #[error("{path}: {error}", path = .0.display(), error = .1)]
    Other(PathBuf, #[source] io::Error),
}

impl FileError {
    /// What the system reports about a path.
    #[must_use]
    pub fn new(path: &std::path::Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing(path),
            io::ErrorKind::AlreadyExists => Self::Exists(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(path),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Denied(path)
            }
            _ => Self::Other(path, error),
        }
    }
}

/// A sealed file could not be written or opened.
#[derive(Debug, Error)]
pub enum VaultError {
    /// The file.
    #[error(transparent)]
    File(#[from] FileError),
    /// What is in it.
    #[error("{}: {source}", path.display())]
    Seal {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: SealError,
    },
}
