//! What can go wrong with a trust list, and what that means to a client.

use std::path::PathBuf;

use celadon_credential::trust_list::{SignedTrustList, TrustListError};
use celadon_credential::{DecodeError, Time};
use thiserror::Error;

use crate::problem::{Problem, ProblemCode};
use crate::store::StoreError;

/// A list could not be fetched.
#[derive(Debug, Error)]
pub enum FetchError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}; check the path", path = .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The address does not answer as it should.
    #[error("cannot fetch the list: {0}; check the address and the network")]
    Http(String),
    /// Larger than a list may be.
    #[error(
        "what is there is larger than {} bytes: is it a trust list?",
        SignedTrustList::MAX_BYTES
    )]
    TooLarge,
}

/// A list was not taken. What is held stays in use.
#[derive(Debug, Error)]
pub enum ListsError {
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] TrustListError),
    /// It could not be stored, so it is not used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the database remembers does not decode.
    #[error("the remembered lists are {0}: restore a copy of the database")]
    Memory(DecodeError),
    /// Another process that shares the database took a list in between.
    #[error("another process took a list at the same time: try again")]
    Overtaken,
    /// The database is another federation's.
    #[error("the database remembers lists of another federation: check the folder")]
    OtherFederation,
}

impl From<DecodeError> for ListsError {
    fn from(error: DecodeError) -> ListsError {
        ListsError::Refused(error.into())
    }
}

/// Why no list is in force. Nothing is issued, stamped or judged then; it is nobody's fault at the
/// door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotInForce {
    /// None was loaded yet.
    #[error("no trust list was loaded yet: check its file or address")]
    Missing,
    /// The first one begins later.
    #[error("the trust list begins at {0}")]
    NotYetActive(Time),
    /// Its validity is over.
    #[error("the trust list ended at {0}: the federation has to publish a new one")]
    Expired(Time),
    /// The federation is over.
    #[error("the federation ended at {0}")]
    Sunset(Time),
}

impl From<NotInForce> for Problem {
    fn from(error: NotInForce) -> Problem {
        let code = match error {
            NotInForce::Missing => ProblemCode::Unavailable,
            NotInForce::NotYetActive(_) => ProblemCode::ListNotYetActive,
            NotInForce::Expired(_) => ProblemCode::ListExpired,
            NotInForce::Sunset(_) => ProblemCode::Sunset,
        };
        Problem::new(code, error.to_string())
    }
}
