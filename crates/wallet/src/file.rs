//! A wallet in a sealed file, and nothing outside it.
//!
//! Each change opens the file under a lock, so that two programs do not lose each other's changes,
//! and writes it whole: a killed program leaves the wallet as it was before the change or after it.

use std::fs::{File, TryLockError, canonicalize};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use celadon_vault::{
    Existing, Passphrase, SealError, VaultError, WorkFactor, open, read_sealed, seal,
    write_atomically,
};
use rand_core::CryptoRng;
use same_file::Handle;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{Wallet, WalletError};

/// How long a change waits for another program that is changing the wallet.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Why a wallet file was not opened or changed. It is then as it was before.
#[derive(Debug, Error)]
pub enum FileError {
    /// It could not be read, written, sealed or opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// It could not be locked.
    #[error("{}: {error}", path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// Another program is at it.
    #[error(
        "{} is in use by another program for over {} s: end that one, and try again",
        path.display(), PATIENCE.as_secs()
    )]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// What is in it is no wallet.
    #[error("{}: {error}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        error: WalletError,
    },
    /// The wallet refused the change.
    #[error(transparent)]
    Wallet(#[from] WalletError),
}

/// A wallet in a file sealed under a passphrase.
#[derive(Debug)]
pub struct WalletFile {
    path: PathBuf,
    passphrase: Passphrase,
    /// What was read or written last, so that an unchanged file is not opened again.
    last: Option<Opened>,
}

#[derive(Debug)]
struct Opened {
    sealed: Zeroizing<Vec<u8>>,
    wallet: Wallet,
}

impl WalletFile {
    /// Makes a file that is not there yet.
    pub fn create(
        path: &Path,
        passphrase: Passphrase,
        work: WorkFactor,
        wallet: Wallet,
    ) -> Result<WalletFile, FileError> {
        let sealed = seal(&wallet.to_bytes(), &passphrase, work);
        write_atomically(path, &sealed, Existing::Keep).map_err(VaultError::from)?;
        Ok(WalletFile {
            path: resolved(path),
            passphrase,
            last: Some(Opened {
                sealed: Zeroizing::new(sealed),
                wallet,
            }),
        })
    }

    /// Opens a file.
    pub fn open(
        path: &Path,
        passphrase: Passphrase,
        rng: &mut impl CryptoRng,
    ) -> Result<WalletFile, FileError> {
        let mut file = WalletFile {
            path: resolved(path),
            passphrase,
            last: None,
        };
        file.refresh(rng)?;
        Ok(file)
    }

    /// The wallet as it is in the file now.
    pub fn read(&mut self, rng: &mut impl CryptoRng) -> Result<Wallet, FileError> {
        Ok(self.refresh(rng)?.wallet.clone())
    }

    /// Takes one step and writes the wallet, if the step changed it, before the result is returned.
    /// If the step fails, nothing is written. Keep steps short: others wait meanwhile.
    pub fn change<T, R: CryptoRng>(
        &mut self,
        rng: &mut R,
        step: impl FnOnce(&mut Wallet, &mut R) -> Result<T, WalletError>,
    ) -> Result<T, FileError> {
        let _lock = self.lock()?;
        let opened = self.refresh(rng)?;
        let mut wallet = opened.wallet.clone();
        let before = wallet.to_bytes();
        let result = step(&mut wallet, rng)?;
        let after = wallet.to_bytes();
        if *after != *before {
            let work = WorkFactor::of(&opened.sealed).unwrap_or_default();
            let sealed = seal(&after, &self.passphrase, work);
            write_atomically(&self.path, &sealed, Existing::Replace).map_err(VaultError::from)?;
            self.last = Some(Opened {
                sealed: Zeroizing::new(sealed),
                wallet,
            });
        }
        Ok(result)
    }

    /// Reads the file, and opens it if it is another than was read last.
    fn refresh(&mut self, rng: &mut impl CryptoRng) -> Result<&Opened, FileError> {
        let sealed = read_sealed(&self.path, Wallet::MAX_BYTES).map_err(VaultError::from)?;
        let same = |last: &Opened| last.sealed == sealed;
        if !self.last.as_ref().is_some_and(same) {
            let failed = |source: SealError| VaultError::Seal {
                path: self.path.clone(),
                source,
            };
            let bytes = open(&sealed, &self.passphrase).map_err(failed)?;
            let wallet = Wallet::from_bytes(&bytes, rng).map_err(|error| FileError::Content {
                path: self.path.clone(),
                error,
            })?;
            self.last = Some(Opened { sealed, wallet });
        }
        Ok(self.last.as_ref().expect("it was read"))
    }

    /// Locks the file that is under the path now: the one that was locked may have been replaced
    /// meanwhile. The lock ends with the program, however that ends.
    fn lock(&self) -> Result<File, FileError> {
        let failed = |error| FileError::Lock {
            path: self.path.clone(),
            error,
        };
        let start = Instant::now();
        loop {
            let file = File::open(&self.path).map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {
                    let locked = file.try_clone().and_then(Handle::from_file);
                    let named = Handle::from_path(&self.path);
                    if locked.map_err(failed)? == named.map_err(failed)? {
                        return Ok(file);
                    }
                }
                Err(TryLockError::WouldBlock) => {
                    if start.elapsed() > PATIENCE {
                        let path = self.path.clone();
                        return Err(FileError::Busy { path });
                    }
                    sleep(PAUSE);
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
    }
}

/// The file itself, where the path is a link to it: a link is not to be replaced.
fn resolved(path: &Path) -> PathBuf {
    canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
