//! The issuer's tables, one file a noun. What is personal is sealed ([`crate::at_rest`]) or a
//! keyed hash of it; the declaration is in none of them.
//!
//! | table | a row is |
//! | --- | --- |
//! | [`person`] | somebody who was enrolled, once for life |
//! | [`code`] | a one-time code, by its keyed hash |
//! | [`session`] | a wallet that showed a code |
//! | [`issuance`] | the one answer that was given for a code |
//! | [`credential`] | what was signed: its handle, colour, order and end |
//! | [`round`] | a publication of stamps |
//! | [`stamped`] | that a credential is in a round |
//! | [`chain`] | the head of the chain of manifests |

pub mod chain;
pub mod code;
pub mod credential;
pub mod issuance;
mod migration;
pub mod person;
pub mod round;
pub mod session;
pub mod stamped;

pub use migration::Migrator;

use celadon_credential::Time;

/// A time as the database holds it.
pub(crate) fn seconds(time: Time) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

/// A time from the database.
pub(crate) fn time(seconds: i64) -> Time {
    Time::from_secs(u64::try_from(seconds).unwrap_or(0))
}
