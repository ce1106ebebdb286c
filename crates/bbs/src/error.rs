//! What can go wrong, and what to do about it.

use celadon_curve::PointError;
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
    /// Generators of two interfaces in one statement.
    #[error("generators of two interfaces: make both lists from the same one")]
    MixedInterfaces,
    /// An argument or an encoding of the wrong length.
    #[error("{what} has {found} bytes: it must have {expected}")]
    Length {
        /// What it is.
        what: &'static str,
        /// How many bytes it had.
        found: usize,
        /// How many it may have.
        expected: &'static str,
    },
    /// Bytes that are not an acceptable point.
    #[error("{what}: {reason}")]
    Point {
        /// Which point.
        what: &'static str,
        /// Why it was refused.
        reason: PointError,
    },
    /// Bytes that are not a scalar from 1 to `r - 1`.
    #[error("{what} is zero or not below the group order")]
    Scalar {
        /// Which scalar.
        what: &'static str,
    },
    /// More messages than one signature may have.
    #[error("{found} messages: a signature covers at most {max}")]
    TooManyMessages {
        /// How many were asked for.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// Messages that do not match the statement in number.
    #[error("{found} messages where the statement has {expected}")]
    MessageCount {
        /// How many there were.
        found: usize,
        /// How many the statement has.
        expected: usize,
    },
    /// A disclosed index that no message has.
    #[error("disclosed index {index} of {messages} messages: indexes begin at 0")]
    IndexOutOfRange {
        /// The index.
        index: usize,
        /// How many messages there are.
        messages: usize,
    },
    /// A disclosed index that is not above the one before it.
    #[error("disclosed index {index} is repeated or out of order: sort them, give each once")]
    IndexOrder {
        /// The index.
        index: usize,
    },
    /// An index without message, or a message without index.
    #[error("{messages} disclosed messages for {indexes} indexes: give one for each")]
    DisclosedCount {
        /// How many indexes there were.
        indexes: usize,
        /// How many messages there were.
        messages: usize,
    },
    /// The secret key is not the one of the statement's public key.
    #[error("the secret key does not belong to the statement's public key")]
    WrongKey,
    /// A value that must be invertible is zero; never seen with honest randomness.
    #[error("a scalar came out as zero: repeat with other randomness or another key")]
    Degenerate,
    /// A signature, proof or commitment that does not verify. Which check failed is not told.
    #[error("refused")]
    Refused,
}
