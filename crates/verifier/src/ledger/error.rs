//! Why a use was not recorded.

use celadon_credential::Time;
use celadon_service::StoreError;
use sea_orm::DbErr;
use thiserror::Error;

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
    /// The challenge's end came between the judgement and its record.
    #[error("the challenge has ended")]
    Ended,
}

impl From<DbErr> for LedgerError {
    fn from(error: DbErr) -> LedgerError {
        LedgerError::Store(error.into())
    }
}
