//! What could not be judged, on its way to the operator: a problem document and never a visitor's
//! refusal.

use celadon_admission::{Unavailable, VenueError};
use celadon_credential::Time;
use celadon_service::lists::NotInForce;
use celadon_service::{Problem, ProblemCode, StoreError};
use thiserror::Error;

use crate::ledger::LedgerError;

/// Nothing was judged, and nothing accepted.
#[derive(Debug, Error)]
pub enum Fault {
    /// There is no trust list.
    #[error(transparent)]
    NoList(#[from] NotInForce),
    /// List, certificate or policy are out of their time, or the ledger did not answer.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The venue's papers do not hold under the trust list in force.
    #[error(transparent)]
    Venue(#[from] VenueError),
    /// The clock.
    #[error("the verifier's clock is behind its own records: set it")]
    ClockBehind,
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Fault {
        match error {
            LedgerError::ClockBehind { .. } => Fault::ClockBehind,
            error => Fault::Unavailable(Unavailable::ReplayStore(error.to_string())),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        LedgerError::from(error).into()
    }
}

impl Fault {
    /// The problem with its code, and when to try again as of `now`.
    #[must_use]
    pub fn problem(&self, now: Time) -> Problem {
        let (code, retry_after) = match self {
            Fault::NoList(_) => (ProblemCode::Unavailable, SOON),
            Fault::Unavailable(unavailable) => unavailable_code(unavailable, now),
            Fault::Venue(VenueError::Certificate(_)) => (ProblemCode::VenueCertificate, LATER),
            Fault::Venue(_) => (ProblemCode::PolicyExpired, LATER),
            Fault::ClockBehind => (ProblemCode::ClockWrong, LATER),
        };
        let detail = match self {
            // What the database says is for the log.
            Fault::Unavailable(Unavailable::ReplayStore(cause)) => {
                tracing::error!(%cause, "used codes cannot be recorded");
                "Nothing was accepted. Try again after the time in the Retry-After header."
                    .to_owned()
            }
            fault => fault.to_string(),
        };
        Problem::new(code, detail).with_retry_after(retry_after)
    }
}

/// Seconds after which a passing fault may be over.
const SOON: u32 = 2;
/// Seconds after which something may have been loaded anew.
const LATER: u32 = 60;
/// The longest wait that is told, in seconds.
const LONGEST: u32 = 3_600;

fn unavailable_code(unavailable: &Unavailable, now: Time) -> (ProblemCode, u32) {
    match unavailable {
        Unavailable::ListNotYetActive { from } => {
            let wait = u32::try_from(from.since(now)).unwrap_or(LONGEST);
            (ProblemCode::ListNotYetActive, wait.clamp(1, LONGEST))
        }
        Unavailable::ListExpired { .. } => (ProblemCode::ListExpired, LATER),
        Unavailable::Sunset { .. } => (ProblemCode::Sunset, LONGEST),
        Unavailable::VenueCertificate => (ProblemCode::VenueCertificate, LATER),
        Unavailable::PolicyExpired { .. } => (ProblemCode::PolicyExpired, LATER),
        Unavailable::ReplayStore(_) => (ProblemCode::ReplayStore, SOON),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_engines_word() {
        let now = Time::from_secs(1_000);
        let later = Time::from_secs(1_030);
        for (unavailable, wait) in [
            (Unavailable::ListNotYetActive { from: later }, 30),
            (Unavailable::ListExpired { until: now }, LATER),
            (Unavailable::Sunset { since: now }, LONGEST),
            (Unavailable::VenueCertificate, LATER),
            (Unavailable::PolicyExpired { until: now }, LATER),
            (Unavailable::ReplayStore("secret path".into()), SOON),
        ] {
            let problem = Fault::from(unavailable.clone()).problem(now);
            assert_eq!(problem.code().code(), unavailable.code());
            assert_eq!(problem.code().status(), 503);
            assert_eq!(problem.retry_after(), Some(wait));
            assert!(!problem.detail().contains("secret"));
        }
    }
}
