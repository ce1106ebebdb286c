//! Secrets at rest: one file, encrypted under a passphrase, replaced as a whole or not at all.
//!
//! | file | what |
//! | --- | --- |
//! | [`passphrase`](Passphrase) | what a person types, from a file, the environment or a prompt |
//! | [`seal`](seal()) | bytes to age ciphertext and back, without files |
//! | [`atomic`](write_atomically) | a file that is complete under its name, or absent |
//! | [`file`](seal_to_file) | the two together |
//!
//! The format is age's own with one scrypt recipient, so a sealed file can also be opened by any
//! age program that has the passphrase.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod atomic;
mod error;
mod file;
mod passphrase;
mod seal;

pub use atomic::{Existing, publish_atomically, write_atomically};
pub use error::{FileError, PassphraseError, SealError, VaultError};
pub use file::{open_file, read_bounded, read_sealed, seal_to_file};
pub use passphrase::{MAX_PASSPHRASE_BYTES, Passphrase};
pub use seal::{WorkFactor, open, seal};
