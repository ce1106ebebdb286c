//! The verification engine, without a service: what the HTTP service, the kiosk, the command line
//! and the browser share.
//!
//! ```text
//! bytes -> screen (cheap checks, no arithmetic) -> replay read -> proof -> replay written -> Admission
//! ```
//!
//! The answer is one value: accepted with colour, `T` and pseudonym, or refused with one stable
//! [`Reason`]. What cannot be judged is [`Unavailable`], and nothing is accepted then.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod batch;
mod bisect;
mod parallel;
mod reason;
mod replay;
mod screen;
mod unavailable;
mod venue;

pub use reason::Reason;
pub use replay::{NoReplay, ReplayKey, ReplayStore};
pub use unavailable::Unavailable;
pub use venue::{Code, Venue, VenueError, in_force};

use celadon_credential::presentation::Admission;

/// The one result of a judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// The presentation is good and was not shown here before.
    Accepted(Admission),
    /// It is not, for one stable reason.
    Refused(Reason),
}
