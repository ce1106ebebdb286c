//! A sealed file: written whole, read within a bound.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use crate::atomic::{Existing, write_atomically};
use crate::error::{FileError, VaultError};
use crate::passphrase::Passphrase;
use crate::seal::{WorkFactor, open, seal};

/// What age adds to a plaintext at most: header, nonce, and a tag for each 64 KiB.
const fn sealed_len(plaintext: usize) -> usize {
    plaintext + 1_024 + (plaintext / 65_536 + 1) * 16
}

/// Encrypts `plaintext` under `passphrase` and writes it to `path` as [`write_atomically`] does.
///
/// # Errors
/// [`VaultError::File`].
pub fn seal_to_file(
    path: &Path,
    plaintext: &[u8],
    passphrase: &Passphrase,
    work: WorkFactor,
    existing: Existing,
) -> Result<(), VaultError> {
    Ok(write_atomically(
        path,
        &seal(plaintext, passphrase, work),
        existing,
    )?)
}

/// Reads and decrypts the file at `path`, whose plaintext may be `max_bytes` long.
///
/// # Errors
/// [`VaultError::File`] when it cannot be read or is too large, [`VaultError::Seal`] when the
/// passphrase is wrong or the file damaged.
pub fn open_file(
    path: &Path,
    passphrase: &Passphrase,
    max_bytes: usize,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let ciphertext = read_sealed(path, max_bytes)?;
    let plaintext = open(&ciphertext, passphrase).map_err(|source| VaultError::Seal {
        path: path.to_owned(),
        source,
    })?;
    if plaintext.len() > max_bytes {
        return Err(FileError::TooLarge(path.to_owned(), max_bytes).into());
    }
    Ok(plaintext)
}

/// Reads the file at `path` as it is, whose plaintext may be `max_bytes` long: to compare it with
/// what was opened or sealed before, which costs no work.
///
/// # Errors
/// [`FileError::Missing`], [`FileError::Denied`], [`FileError::TooLarge`], [`FileError::Other`].
pub fn read_sealed(path: &Path, max_bytes: usize) -> Result<Zeroizing<Vec<u8>>, FileError> {
    read_bounded(path, sealed_len(max_bytes))
}

/// At most `max_bytes` of a file, or an error; wiped on drop, for a passphrase is read so too.
///
/// # Errors
/// [`FileError`], as [`FileError::TooLarge`] when there is more.
pub fn read_bounded(path: &Path, max_bytes: usize) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let fail = |error| FileError::new(path, error);
    let file = File::open(path).map_err(fail)?;
    // One byte over, to notice; reserved at once, so that growing leaves no copy behind.
    let length = file.metadata().map_err(fail)?.len();
    let capacity = usize::try_from(length).map_or(max_bytes, |length| length.min(max_bytes));
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity + 1));
    file.take(max_bytes as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(fail)?;
    if bytes.len() > max_bytes {
        return Err(FileError::TooLarge(path.to_owned(), max_bytes));
    }
    Ok(bytes)
}
