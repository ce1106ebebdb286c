//! A service's secrets at rest: one file under a passphrase, which itself comes from a file or
//! the environment.
//!
//! What is in the file is the service's own encoding. Sealing takes half a second of one core on
//! purpose, so it happens on a blocking thread.

use std::path::PathBuf;

pub use celadon_vault::{Existing, Passphrase, PassphraseError, VaultError, WorkFactor};
use serde::Deserialize;
use zeroize::Zeroizing;

/// Where a passphrase comes from, as it stands in a configuration:
/// `passphrase = { file = "/run/secrets/issuer" }` or `passphrase = { env = "ISSUER_PASSPHRASE" }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PassphraseSource {
    /// A file that holds it and nothing else.
    File(PathBuf),
    /// An environment variable.
    Env(String),
}

impl PassphraseSource {
    /// Reads it.
    ///
    /// # Errors
    /// See [`PassphraseError`].
    pub fn read(&self) -> Result<Passphrase, PassphraseError> {
        match self {
            Self::File(path) => Passphrase::from_file(path),
            Self::Env(variable) => Passphrase::from_env(variable),
        }
    }
}

/// A file of secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile {
    /// Where it is.
    pub path: PathBuf,
    /// What a guess at its passphrase costs, for files written from now on.
    pub work: WorkFactor,
}

impl KeyFile {
    /// Writes it for the first time. A file that is there stays as it is.
    ///
    /// # Errors
    /// [`VaultError`], as `Exists` when there is one.
    pub async fn create(
        &self,
        secret: Zeroizing<Vec<u8>>,
        passphrase: &Passphrase,
    ) -> Result<(), VaultError> {
        self.write(secret, passphrase, Existing::Keep).await
    }

    /// Puts other content in its place, in one step.
    ///
    /// # Errors
    /// [`VaultError`]; the content is then the one before.
    pub async fn replace(
        &self,
        secret: Zeroizing<Vec<u8>>,
        passphrase: &Passphrase,
    ) -> Result<(), VaultError> {
        self.write(secret, passphrase, Existing::Replace).await
    }

    /// Reads it; `max_bytes` bounds what is in it.
    ///
    /// # Errors
    /// [`VaultError`] tells a wrong passphrase from a damaged file.
    pub async fn open(
        &self,
        passphrase: &Passphrase,
        max_bytes: usize,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (path, passphrase) = (self.path.clone(), passphrase.clone());
        blocking(move || celadon_vault::open_file(&path, &passphrase, max_bytes)).await
    }

    async fn write(
        &self,
        secret: Zeroizing<Vec<u8>>,
        passphrase: &Passphrase,
        existing: Existing,
    ) -> Result<(), VaultError> {
        let (path, work, passphrase) = (self.path.clone(), self.work, passphrase.clone());
        blocking(move || celadon_vault::seal_to_file(&path, &secret, &passphrase, work, existing))
            .await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work)
        .await
        .expect("sealing does not panic, and its task is never aborted")
}
