//! Keys on the command line: public ones as text, passphrases of sealed ones.

use std::path::{Path, PathBuf};

use celadon_credential::signed::{SigningKey, VerifyingKey, key_from_bytes};
use celadon_federation::{FederationDir, KeyUse, open_key};
use celadon_vault::Passphrase;
use clap::Args;

use crate::exit::Failure;
use crate::passphrase::PassphraseArgs;

/// An Ed25519 public key of 64 hexadecimal digits.
pub fn public_key(text: &str) -> Result<VerifyingKey, String> {
    let mut bytes = [0; 32];
    let digits = text.as_bytes();
    let wrong = || "expected an Ed25519 public key: 64 hexadecimal digits".to_owned();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(wrong());
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| wrong())?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
    }
    key_from_bytes(&bytes).map_err(|error| error.to_string())
}

/// A public key as text.
pub fn hex(key: &VerifyingKey) -> String {
    key.as_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The passphrases of root keys.
#[derive(Debug, Args)]
pub struct RootPassphrases {
    /// A file with a root key's passphrase; once for each root key in the folder, in the order of
    /// their numbers. A key for which none is named has the passphrase of the other keys.
    #[arg(long, value_name = "FILE")]
    root_passphrase_file: Vec<PathBuf>,
}

impl RootPassphrases {
    /// Of `count` root keys that will be drawn.
    pub fn new_ones(
        &self,
        count: usize,
        others: &PassphraseArgs,
    ) -> Result<Vec<Passphrase>, Failure> {
        (1..=count)
            .map(|number| match self.root_passphrase_file.get(number - 1) {
                Some(file) => Ok(Passphrase::from_file(file)?),
                None => others.new_one(&format!("root key {number}")),
            })
            .collect()
    }

    /// Opens the root keys that are in the folder.
    pub fn open(
        &self,
        dir: &FederationDir,
        others: &PassphraseArgs,
    ) -> Result<Vec<SigningKey>, Failure> {
        let open = |(place, file): (usize, &PathBuf)| {
            let passphrase = match self.root_passphrase_file.get(place) {
                Some(file) => Passphrase::from_file(file)?,
                None => others.existing(&name_of(file))?,
            };
            Ok(open_key(file, KeyUse::Root, &passphrase)?)
        };
        dir.root_key_files().iter().enumerate().map(open).collect()
    }
}

fn name_of(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
