//! The online key: which one the next list names, and until when.

use std::path::{Path, PathBuf};

use celadon_credential::Time;
use celadon_credential::signed::{VerifyingKey, key_from_bytes};
use celadon_vault::{Existing, Passphrase, WorkFactor, read_bounded, write_atomically};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::keys::{KeyUse, draw_key, seal_key};
use crate::{FederationDir, FederationError, hex};

/// The federation's online key, which signs venue certificates and policies and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlineKey {
    /// Its public half.
    pub public: VerifyingKey,
    /// Its end: nothing that it signs is valid for longer.
    pub until: Time,
    /// The sealed file.
    pub file: PathBuf,
}

/// `online.toml`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OnlineFile {
    public: String,
    until: String,
    file: String,
}

impl OnlineKey {
    /// The most days of an online key.
    pub const MAX_DAYS: u32 = 1_100;
    /// The days of one where none are given.
    pub const DEFAULT_DAYS: u32 = 400;
}

impl FederationDir {
    /// The online key that the next list names.
    ///
    /// # Errors
    /// [`FederationError::File`], [`FederationError::Text`].
    pub fn online_key(&self) -> Result<OnlineKey, FederationError> {
        let path = self.file("online.toml");
        let bytes = read_bounded(&path, 4_096)?;
        let wrong = |message: String| FederationError::Text {
            path: path.clone(),
            message,
        };
        let text = std::str::from_utf8(&bytes).map_err(|error| wrong(error.to_string()))?;
        let file: OnlineFile =
            toml::from_str(text).map_err(|error| wrong(error.message().to_owned()))?;
        let public = data_encoding::HEXLOWER
            .decode(file.public.as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .and_then(|bytes| key_from_bytes(&bytes).ok())
            .ok_or_else(|| wrong("public is not an Ed25519 key".to_owned()))?;
        let until = (file.until.parse()).map_err(|error| wrong(format!("until: {error}")))?;
        // A name in the folder of keys, not a path to somewhere else.
        if file.file.contains(['/', '\\']) || file.file.starts_with('.') {
            return Err(wrong("file is a name in keys/".to_owned()));
        }
        Ok(OnlineKey {
            public,
            until,
            file: self.keys_folder().join(file.file),
        })
    }

    /// Draws a new online key for `days` from `now`. The next list names it; papers that the old
    /// one signed end with the list that names the old one.
    ///
    /// # Errors
    /// [`FederationError::OutOfBounds`], [`FederationError::Vault`], [`FederationError::File`].
    pub fn rotate_online(
        &self,
        days: u32,
        passphrase: &Passphrase,
        work: WorkFactor,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<OnlineKey, FederationError> {
        draw_online(&self.path, days, passphrase, work, now, rng)?;
        self.online_key()
    }
}

/// Draws an online key into a folder that may not be a whole federation yet.
pub(crate) fn draw_online(
    folder: &Path,
    days: u32,
    passphrase: &Passphrase,
    work: WorkFactor,
    now: Time,
    rng: &mut impl CryptoRng,
) -> Result<(), FederationError> {
    if !(1..=OnlineKey::MAX_DAYS).contains(&days) {
        return Err(FederationError::OutOfBounds {
            what: "the online key's days",
            min: 1,
            max: OnlineKey::MAX_DAYS,
        });
    }
    let key = draw_key(rng);
    let public = hex(key.verifying_key().as_bytes());
    // Named by its public half, so that a file left by a crash is in nobody's way.
    let name = format!("online-{}.sealed", &public[..8]);
    let path = folder.join("keys").join(&name);
    seal_key(&path, &key, KeyUse::Online, passphrase, work)?;
    let file = OnlineFile {
        public,
        until: now.plus(u64::from(days) * 86_400).to_string(),
        file: name,
    };
    let text = toml::to_string(&file).expect("three texts are TOML");
    Ok(write_atomically(
        &folder.join("online.toml"),
        text.as_bytes(),
        Existing::Replace,
    )?)
}
