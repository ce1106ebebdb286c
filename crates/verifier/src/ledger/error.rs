//! Why a use was not recorded.

use celadon_credential::Time;
use celadon_service::StoreError;
use sea_orm::DbErr;
use thiserror::Error;

use crate::replay::ReplayError;

/// Nothing was recorded, and so nothing may be accepted.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The clock is behind the time up to which used codes were forgotten.
    #[error(
        "the clock says {now}, and used codes are forgotten up to {forgotten} already: set the \
         clock"
    )]
    ClockBehind {
        /// What the clock says.
        now: Time,
        /// Up to when nothing is remembered.
        forgotten: Time,
    },
    /// Redis.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// It did not answer a moment ago, and another request is finding out whether it does again.
    #[error("the store or Redis did not answer a moment ago: nothing is judged until it does")]
    Away,
    /// The store is another than the one that was left: a standby was promoted, or a copy restored.
    #[error("the store is not the one that was left: it may have forgotten used codes")]
    Moved,
    /// Replicas differ in whether Redis takes uses.
    #[error(
        "another replica records used codes elsewhere: give all of them the same `replay`, and \
         start them anew"
    )]
    OtherReplay,
    /// The use could have been made before a store lost what it knew.
    #[error(
        "the store may have forgotten used codes: what was good before {until} is not accepted, \
         codes and challenges that are made later are"
    )]
    Fenced {
        /// From when on a code or challenge must be good only.
        until: Time,
    },
    /// The challenge's end came between the judgement and its record.
    #[error("the challenge has ended")]
    Ended,
}

impl From<DbErr> for LedgerError {
    fn from(error: DbErr) -> LedgerError {
        LedgerError::Store(error.into())
    }
}
