//! Stamps: "green until T", 48 bytes for each credential and period.
//!
//! | file | what it holds |
//! | --- | --- |
//! | [`kernel`] | `S = E / (x + e)` for one credential and for many |
//! | [`label`] | by which a wallet finds its row |
//! | [`bucket`] | the files: rows of 64 bytes, sorted, padded to one size |
//! | [`round`] | one publication: its keys and its padding |
//! | [`mod@write`] | the bucket files of a round |
//! | [`manifest`] | what a publication consists of, signed |
//!
//! To revoke is to stop stamping.

pub mod bucket;
pub mod kernel;
pub mod label;
pub mod manifest;
pub mod round;
mod stamped;
pub mod write;

pub use bucket::{BucketFile, BucketIndex};
pub use kernel::{Kernel, Stamp};
pub use label::Label;
pub use manifest::{Manifest, ManifestError};
pub use stamped::StampedCredential;

use thiserror::Error;

use crate::cbor::DecodeError;

/// Why a stamp or a stamp file was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StampError {
    /// The stamp belongs to another credential, colour or period.
    #[error("the stamp is not for this credential, colour and period: fetch the file again")]
    OtherCredential,
    /// The file is no stamp file.
    #[error("the stamp file is {0}: fetch it again")]
    Decode(#[from] DecodeError),
    /// The file is not the one that the manifest names.
    #[error("the stamp file is not the one that the issuer's manifest names: fetch it again")]
    OtherFile,
}
