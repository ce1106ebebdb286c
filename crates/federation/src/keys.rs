//! Ed25519 keys at rest: one key a file, sealed under a passphrase of its own.

use std::path::Path;

use celadon_credential::signed::SigningKey;
use celadon_vault::{Existing, Passphrase, WorkFactor, open_file, seal_to_file};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::FederationError;

/// What a key may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// Trust lists.
    Root,
    /// Venue certificates and policies.
    Online,
}

impl KeyUse {
    /// What stands before the key in its file, so that none is taken for another.
    const fn label(self) -> &'static [u8] {
        match self {
            KeyUse::Root => b"celadon root key 1\n",
            KeyUse::Online => b"celadon online key 1\n",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            KeyUse::Root => "root",
            KeyUse::Online => "online",
        }
    }
}

/// The most bytes of a label and a key.
const MAX_BYTES: usize = 64;

/// A fresh key.
pub fn draw_key(rng: &mut impl CryptoRng) -> SigningKey {
    let mut seed = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *seed);
    SigningKey::from_bytes(&seed)
}

/// Seals a key into a new file; one that is there stays as it is.
///
/// # Errors
/// [`FederationError::Vault`].
pub fn seal_key(
    path: &Path,
    key: &SigningKey,
    usage: KeyUse,
    passphrase: &Passphrase,
    work: WorkFactor,
) -> Result<(), FederationError> {
    let mut content = Zeroizing::new(Vec::with_capacity(MAX_BYTES));
    content.extend_from_slice(usage.label());
    content.extend_from_slice(key.as_bytes());
    Ok(seal_to_file(
        path,
        &content,
        passphrase,
        work,
        Existing::Keep,
    )?)
}

/// Opens a sealed key.
///
/// # Errors
/// [`FederationError::Vault`]; [`FederationError::NotThatKey`] for a key of another use.
pub fn open_key(
    path: &Path,
    usage: KeyUse,
    passphrase: &Passphrase,
) -> Result<SigningKey, FederationError> {
    let content = open_file(path, passphrase, MAX_BYTES)?;
    let seed = content
        .strip_prefix(usage.label())
        .and_then(|seed| <&[u8; 32]>::try_from(seed).ok())
        .ok_or_else(|| FederationError::NotThatKey {
            path: path.to_owned(),
            wanted: usage.name(),
        })?;
    Ok(SigningKey::from_bytes(seed))
}
