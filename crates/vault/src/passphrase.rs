//! What a person chose to keep a file shut.

use std::fmt;
use std::path::Path;

use age::secrecy::{ExposeSecret, SecretString};

use crate::error::{FileError, PassphraseError};
use crate::file::read_bounded;

/// The longest passphrase, in bytes of UTF-8.
pub const MAX_PASSPHRASE_BYTES: usize = 1_024;

/// A passphrase: not empty, bounded, silent in `Debug`, wiped on drop.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// Takes what a prompt or another part of the program has read. White space counts.
    ///
    /// # Errors
    /// [`PassphraseError::Empty`], [`PassphraseError::TooLong`].
    pub fn new(text: String) -> Result<Self, PassphraseError> {
        // Own it first, so that it is wiped when it is refused as well.
        let text = SecretString::from(text);
        match text.expose_secret().len() {
            0 => Err(PassphraseError::Empty),
            length if length > MAX_PASSPHRASE_BYTES => Err(PassphraseError::TooLong),
            _ => Ok(Self(text)),
        }
    }

    /// Reads it from a file: all of it, without one line end at the end.
    ///
    /// # Errors
    /// [`PassphraseError::File`] and what [`Self::new`] refuses.
    pub fn from_file(path: &Path) -> Result<Self, PassphraseError> {
        let bytes = match read_bounded(path, MAX_PASSPHRASE_BYTES + 2) {
            Err(FileError::TooLarge(..)) => return Err(PassphraseError::TooLong),
            read => read?,
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| PassphraseError::NotText)?;
        let line = text.strip_suffix('\n').unwrap_or(text);
        Self::new(line.strip_suffix('\r').unwrap_or(line).to_owned())
    }

    /// Reads it from an environment variable. A file is better: other processes of the same user
    /// can read a process's environment.
    ///
    /// # Errors
    /// [`PassphraseError::NotSet`], [`PassphraseError::NotText`] and what [`Self::new`] refuses.
    pub fn from_env(variable: &str) -> Result<Self, PassphraseError> {
        match std::env::var(variable) {
            Ok(text) => Self::new(text),
            Err(std::env::VarError::NotPresent) => {
                Err(PassphraseError::NotSet(variable.to_owned()))
            }
            Err(std::env::VarError::NotUnicode(_)) => Err(PassphraseError::NotText),
        }
    }

    /// The age library takes its own copy, which it wipes as well.
    pub(crate) fn secret(&self) -> SecretString {
        self.0.clone()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}
