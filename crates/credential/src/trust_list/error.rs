//! Why a trust list was refused.

use thiserror::Error;

use crate::cbor::DecodeError;
use crate::ids::Epoch;
use crate::name::Name;
use crate::root::QuorumError;
use crate::time::Time;

/// Why a trust list was refused. The list that is held stays in use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrustListError {
    /// No canonical trust list: cut, another file, a log-in page, a value out of its bounds.
    #[error("not a trust list: {0}")]
    Decode(#[from] DecodeError),
    /// Another federation's root document than the one that was expected, or that it names.
    #[error("the list is another federation's: check the address that it came from")]
    OtherFederation,
    /// Not signed by as many root keys as have to.
    #[error("not signed by the federation: {0}")]
    Quorum(#[from] QuorumError),
    /// Its dates are not in order: logged, active, valid, sunset.
    #[error("the dates of the list contradict each other")]
    Dates,
    /// It would begin before the federation's delay is over.
    #[error("the list would begin too soon: not before {earliest}")]
    TooSoon {
        /// The earliest beginning that its charter, or the known list's, allows.
        earliest: Time,
    },
    /// Epoch zero, or a first list with a predecessor, or another one without.
    #[error(
        "a federation's first list has epoch 1 and no predecessor, and every other one has one"
    )]
    Beginning,
    /// An older list than one that is known.
    #[error("the list is of epoch {offered}, a step back from {known}")]
    StepBack {
        /// The epoch that is known.
        known: Epoch,
        /// The epoch of this list.
        offered: Epoch,
    },
    /// Another list of an epoch that is known: the federation shows different lists to different
    /// people.
    #[error("there are two lists of epoch {0}: tell the federation's members")]
    Equivocation(Epoch),
    /// It does not name the known list before it as its predecessor.
    #[error("the list does not follow the one that is known")]
    Predecessor,
    /// Its accreditation key was another epoch's: what was accredited then would be still.
    #[error("the accreditation key was used in an earlier epoch")]
    ReusedAccreditationKey,
    /// A list from storage that was never verified here.
    #[error("the stored list is none that is remembered: load it anew")]
    NotRemembered,
    /// Two issuers of one name, or an order that is not by name.
    #[error("issuer {0} stands twice or out of order")]
    IssuerTwice(Name),
    /// A key for a schema that the charter does not name.
    #[error("issuer {0} has a key for a schema that is not the federation's")]
    Schema(Name),
    /// A public key that stands twice.
    #[error("issuer {0} has a key that stands twice in the list")]
    DuplicateKey(Name),
    /// `e(X, P2) = e(Z, W)` does not hold.
    #[error("issuer {0} has a key whose two halves do not belong together")]
    KeyMismatch(Name),
    /// The proof of possession does not hold.
    #[error("issuer {0} has not proven that it knows its key")]
    Possession(Name),
    /// `e(Y, V) = e(Z, W)` does not hold.
    #[error("issuer {0} is not accredited: its accreditation is none of this epoch's key")]
    Accreditation(Name),
}
