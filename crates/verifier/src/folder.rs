//! A verifier's folder: one sealed file for each venue's key, and the ledger's database.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use celadon_credential::signed::VerifyingKey;
use celadon_service::keyfile::{Passphrase, VaultError, WorkFactor};
use celadon_service::{KeyFile, SecretToken};
use rand::CryptoRng;
use thiserror::Error;

use crate::venue_key::{NotAVenueKey, VenueKey, hex};

/// The sub-folder of the keys.
const KEYS: &str = "keys";
/// How a key file's name ends, after the public key.
const SUFFIX: &str = ".sealed";
/// The most keys that one verifier holds.
const MAX_KEYS: usize = 1_000;

/// A verifier's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
}

/// The folder's keys cannot be made or opened.
#[derive(Debug, Error)]
pub enum FolderError {
    /// There is none.
    #[error("{} has no venue key: make one with `celadon verifier init`", .0.display())]
    NoKey(PathBuf),
    /// More keys than a verifier holds.
    #[error("{} has more than {MAX_KEYS} keys: use several folders", .0.display())]
    TooMany(PathBuf),
    /// The folder itself.
    #[error("cannot use {path}: {source}", path = .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A sealed file.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A sealed file with another content, or the key of another name.
    #[error("{path}: {source}", path = .path.display())]
    Content {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        source: NotAVenueKey,
    },
}

impl Folder {
    /// The folder at this path, which need not exist yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Folder {
        Folder { path: path.into() }
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the key of another venue. The API key is told once.
    ///
    /// # Errors
    /// [`FolderError`]; other keys stay as they are.
    pub async fn add_key(
        &self,
        passphrase: &Passphrase,
        work: WorkFactor,
        rng: &mut impl CryptoRng,
    ) -> Result<(VerifyingKey, SecretToken), FolderError> {
        let keys = self.path.join(KEYS);
        make_private(&keys).map_err(|source| FolderError::Io {
            path: keys.clone(),
            source,
        })?;
        let (key, token) = VenueKey::generate(rng);
        let file = KeyFile {
            path: keys.join(format!("{}{SUFFIX}", hex(&key.public()))),
            work,
        };
        file.create(key.to_bytes(), passphrase).await?;
        Ok((key.public(), token))
    }

    /// Opens every key; half a second for each, on purpose.
    ///
    /// # Errors
    /// [`FolderError`].
    pub async fn open_keys(&self, passphrase: &Passphrase) -> Result<Vec<VenueKey>, FolderError> {
        let files = self.key_files()?;
        let mut keys = Vec::with_capacity(files.len());
        for path in files {
            let file = KeyFile {
                path: path.clone(),
                work: WorkFactor::DEFAULT,
            };
            let bytes = file.open(passphrase, VenueKey::BYTES).await?;
            let key = VenueKey::from_bytes(&bytes)
                .ok()
                .filter(|key| name(&path) == Some(&hex(&key.public())));
            keys.push(key.ok_or(FolderError::Content {
                path,
                source: NotAVenueKey,
            })?);
        }
        Ok(keys)
    }

    /// By name, so that the order is the same on each start.
    fn key_files(&self) -> Result<Vec<PathBuf>, FolderError> {
        let keys = self.path.join(KEYS);
        let entries = match fs::read_dir(&keys) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(FolderError::NoKey(self.path.clone()));
            }
            entries => entries,
        };
        let mut files = Vec::new();
        let read = entries.and_then(|entries| {
            for entry in entries {
                let path = entry?.path();
                if name(&path).is_some() && files.len() <= MAX_KEYS {
                    files.push(path);
                }
            }
            Ok(())
        });
        read.map_err(|source| FolderError::Io { path: keys, source })?;
        files.sort();
        match files.len() {
            0 => Err(FolderError::NoKey(self.path.clone())),
            len if len > MAX_KEYS => Err(FolderError::TooMany(self.path.clone())),
            _ => Ok(files),
        }
    }
}

/// The public key that a key file's name says.
fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()?.strip_suffix(SUFFIX)
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}
