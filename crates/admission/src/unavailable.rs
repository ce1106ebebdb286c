//! Why nothing can be judged. It is told to the operator and never shown as a visitor's refusal.

use celadon_credential::Time;
use thiserror::Error;

/// Nothing is accepted, whoever shows whatever.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unavailable {
    /// The trust list is not in force yet.
    #[error("the trust list is not active before {from}: wait, or load the list that is in force")]
    ListNotYetActive {
        /// When it begins.
        from: Time,
    },
    /// The trust list has ended.
    #[error("the trust list ended at {until}: load the federation's newest list")]
    ListExpired {
        /// When it ended.
        until: Time,
    },
    /// The federation's sunset date has passed: health codes have ended.
    #[error("the federation ended its health code at {since}: no code is checked any more")]
    Sunset {
        /// When it ended.
        since: Time,
    },
    /// The venue's certificate is not valid now.
    #[error("the venue's certificate is not valid now: load a new one from the federation")]
    VenueCertificate,
    /// The venue's policy has ended.
    #[error("the venue's policy ended at {until}: load the newest version")]
    PolicyExpired {
        /// When it ended.
        until: Time,
    },
    /// The replay store did not answer.
    #[error(
        "used codes could not be looked up or recorded ({0}): nothing is accepted until they can"
    )]
    ReplayStore(String),
}

impl Unavailable {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Unavailable::ListNotYetActive { .. } => "list_not_yet_active",
            Unavailable::ListExpired { .. } => "list_expired",
            Unavailable::Sunset { .. } => "sunset",
            Unavailable::VenueCertificate => "venue_certificate",
            Unavailable::PolicyExpired { .. } => "policy_expired",
            Unavailable::ReplayStore(_) => "replay_store",
        }
    }
}
