//! What can go wrong, and what to do about it.

use thiserror::Error;

/// Why an operation was refused. Nothing in it depends on a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// An interface name too long for the hash functions' tags.
    #[error("the interface suffix has {found} bytes: give 1 to {max}")]
    InterfaceSuffix {
        /// Bytes of the suffix.
        found: usize,
        /// The longest that fits.
        max: usize,
    },
    /// More messages than one signature may have.
    #[error("{found} messages: a signature covers at most {max}")]
    TooManyMessages {
        /// How many were asked for.
        found: usize,
        /// The bound.
        max: usize,
    },
}
