//! TOML sources: what people write by hand. Each is bounded, refuses unknown keys, and is turned
//! into the type that is signed or hashed before anything is done with it.

pub mod charter;
pub mod declaration;
pub mod policy;
pub mod rules;
pub mod venue;

pub use charter::CharterSource;
pub use declaration::DeclarationSource;
pub use policy::PolicySource;
pub use rules::{Assessment, Order, OrderKind, Rules};
pub use venue::VenueSource;

use serde::de::DeserializeOwned;
use thiserror::Error;

/// The most bytes of a source.
pub const MAX_SOURCE_BYTES: usize = 64 * 1_024;

/// What is wrong with a source, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SourceError {
    /// The file is longer than any honest one.
    #[error("the {what} has more than {MAX_SOURCE_BYTES} bytes")]
    TooLong {
        /// What kind of source it is.
        what: &'static str,
    },
    /// Not TOML, a key that is not known or missing, a value of another kind.
    #[error("the {what} is wrong in line {line}: {message}")]
    Toml {
        /// What kind of source it is.
        what: &'static str,
        /// The line, from 1.
        line: usize,
        /// What TOML's parser says.
        message: String,
    },
    /// A policy that visitors could satisfy only with more than one code.
    #[error("the policy would need two codes: {key}: {why}")]
    TwoCodes {
        /// The key.
        key: &'static str,
        /// Why it would.
        why: &'static str,
    },
    /// A value that its key cannot have.
    #[error("the {what} is wrong: {key}: {message}")]
    Value {
        /// What kind of source it is.
        what: &'static str,
        /// The key.
        key: String,
        /// What it can have.
        message: String,
    },
}

/// Parses a bounded source.
pub(crate) fn parse<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, SourceError> {
    if text.len() > MAX_SOURCE_BYTES {
        return Err(SourceError::TooLong { what });
    }
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = 1 + text.as_bytes()[..start]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        SourceError::Toml {
            what,
            line,
            message: error.message().to_owned(),
        }
    })
}

/// A value that its key cannot have.
pub(crate) fn wrong(
    what: &'static str,
    key: impl Into<String>,
    message: impl ToString,
) -> SourceError {
    SourceError::Value {
        what,
        key: key.into(),
        message: message.to_string(),
    }
}
