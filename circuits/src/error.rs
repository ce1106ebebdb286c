//! The one answer to a proof that does not verify.

use thiserror::Error;

/// The proof does not verify. It does not say which equation failed: a verifier that told would
/// be an oracle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the proof does not verify")]
pub struct Invalid;
