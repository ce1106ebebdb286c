//! Bytes to age ciphertext under a passphrase, and back.

use std::io::{Read, Write};
use std::iter;

use age::DecryptError;
use age::scrypt::{Identity, Recipient};
use zeroize::Zeroizing;

use crate::error::SealError;
use crate::passphrase::Passphrase;

/// How much work a guess at the passphrase costs: scrypt's N is two to this power, its memory
/// 1 KiB times N.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkFactor(u8);

impl WorkFactor {
    /// 2^17: 128 MiB and about half a second a guess.
    pub const DEFAULT: Self = Self(17);
    /// 2^10: a millisecond. For tests and demonstrations, where the passphrase protects nothing.
    pub const LOW: Self = Self(10);
    /// 2^20, 1 GiB: the most that [`open`] will do for a file.
    pub const MAX: Self = Self(20);

    /// From the logarithm of N, from 10 to 20; `None` outside.
    #[must_use]
    pub fn new(log_n: u8) -> Option<Self> {
        (Self::LOW.0..=Self::MAX.0)
            .contains(&log_n)
            .then_some(Self(log_n))
    }

    /// What sealed bytes ask for; `None` if they are not sealed under a passphrase. They can be
    /// sealed anew under the same.
    #[must_use]
    pub fn of(ciphertext: &[u8]) -> Option<Self> {
        // The second line of age's header: `-> scrypt <salt> <log N>`.
        let line = ciphertext.split(|byte| *byte == b'\n').nth(1)?;
        let mut words = std::str::from_utf8(line).ok()?.split(' ');
        match (words.next(), words.next(), words.nth(1)) {
            (Some("->"), Some("scrypt"), Some(log_n)) => Self::new(log_n.parse().ok()?),
            _ => None,
        }
    }

    /// The logarithm of N.
    #[must_use]
    pub fn log_n(self) -> u8 {
        self.0
    }
}

impl Default for WorkFactor {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Encrypts `plaintext` under `passphrase`. Two calls never give the same bytes. It takes as long
/// as `work` says: in an async program, call it on a blocking thread.
#[must_use]
pub fn seal(plaintext: &[u8], passphrase: &Passphrase, work: WorkFactor) -> Vec<u8> {
    const INFALLIBLE: &str = "one passphrase recipient, written to memory, cannot fail";
    let mut recipient = Recipient::new(passphrase.secret());
    recipient.set_work_factor(work.0);
    let encryptor = age::Encryptor::with_recipients(iter::once(&recipient as _)).expect(INFALLIBLE);
    let mut ciphertext = Vec::new();
    let mut writer = encryptor.wrap_output(&mut ciphertext).expect(INFALLIBLE);
    writer.write_all(plaintext).expect(INFALLIBLE);
    writer.finish().expect(INFALLIBLE);
    ciphertext
}

/// Decrypts what [`seal`] made. The plaintext is wiped on drop. It takes as long as sealing did.
///
/// # Errors
/// See [`SealError`].
pub fn open(ciphertext: &[u8], passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let mut identity = Identity::new(passphrase.secret());
    identity.set_max_work_factor(WorkFactor::MAX.0);
    let decryptor = age::Decryptor::new_buffered(ciphertext).map_err(|error| match error {
        DecryptError::Io(_) => SealError::Damaged, // it ends before the header does
        _ => SealError::NotSealed,
    })?;
    let mut reader =
        decryptor
            .decrypt(iter::once(&identity as _))
            .map_err(|error| match error {
                DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
                    SealError::WrongPassphrase
                }
                DecryptError::ExcessiveWork { required, .. } => SealError::TooMuchWork(required),
                DecryptError::NoMatchingKeys => SealError::NotSealed,
                _ => SealError::Damaged,
            })?;
    // Never grown, so that no copy is left behind unwiped.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(ciphertext.len()));
    reader
        .read_to_end(&mut plaintext)
        .map_err(|_| SealError::Damaged)?;
    Ok(plaintext)
}
