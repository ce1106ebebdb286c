//! Why the wallet did not do what it was asked to: what happened, and what to do.

use celadon_credential::challenge::ChallengeError;
use celadon_credential::ids::Epoch;
use celadon_credential::issuance::IssuanceError;
use celadon_credential::policy::{Excess, PolicyError};
use celadon_credential::stamp::{ManifestError, StampError};
use celadon_credential::text::TextError;
use celadon_credential::trust_list::TrustListError;
use celadon_credential::url::HttpUrl;
use celadon_credential::venue::CertificateError;
use celadon_credential::{DecodeError, Time};
use thiserror::Error;

use crate::{Label, Wallet};

/// Why the wallet did not do what it was asked to. It is then as it was before.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WalletError {
    /// The bytes are no wallet.
    #[error("this is no wallet that this program can read: {0}")]
    Decode(#[from] DecodeError),

    /// Nobody of this name.
    #[error("there is nobody called {0} in this wallet: see `people`")]
    UnknownPerson(String),
    /// Somebody has this name already.
    #[error("somebody in this wallet is called {0} already: choose another name")]
    PersonExists(Label),
    /// The wallet is full.
    #[error("a wallet holds at most {} people", Wallet::MAX_PEOPLE)]
    TooManyPeople,

    /// No trust list was loaded yet.
    #[error("the wallet has no trust list yet: load one")]
    NoList,
    /// The list that is held begins later.
    #[error("the trust list begins at {from}: wait until then")]
    ListNotActive {
        /// When it begins.
        from: Time,
    },
    /// The list that is held has ended.
    #[error("the trust list ended at {until}: load a new one")]
    ListEnded {
        /// When it ended.
        until: Time,
    },
    /// The federation has ended.
    #[error("the federation ended at {since}: codes are not used any more")]
    Sunset {
        /// When it ended.
        since: Time,
    },
    /// An offered list was refused; the one that is held stays in use.
    #[error("the trust list was refused and the one that is held stays in use: {0}")]
    List(#[from] TrustListError),
    /// An offered list begins after one that already waits.
    #[error("the list of epoch {waiting} has to begin first: load this one again after {from}")]
    ListLater {
        /// The list that waits.
        waiting: Epoch,
        /// When that one begins.
        from: Time,
    },

    /// Nothing was offered to this person yet.
    #[error("{0} is not enrolled with an issuer: enrol first")]
    NotEnrolled(Label),
    /// No issuer on the list is at this address, or the offer is another's.
    #[error("the issuer at {0} is none that stands on the trust list: do not give it your code")]
    OtherIssuer(HttpUrl),
    /// Code and declaration would travel in the clear.
    #[error("the issuer at {0} is not reached over an encrypted connection: do not enrol there")]
    OpenIssuer(HttpUrl),
    /// A declaration waits for its answer.
    #[error("a declaration of {0} waits for its answer: send it again, or discard it")]
    Waiting(Label),
    /// No declaration waits for an answer.
    #[error("no declaration of {0} waits for an answer")]
    NotWaiting(Label),
    /// A step of the issuance was refused.
    #[error(transparent)]
    Issuance(#[from] IssuanceError),

    /// The person has no credential.
    #[error("{0} has no credential yet: declare first")]
    NoCredential(Label),
    /// A manifest was refused.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The manifest is of another publication than the one that was asked for.
    #[error("the manifest is of another period, round or issuer: fetch it again")]
    OtherPublication,
    /// A stamp file or a stamp was refused.
    #[error(transparent)]
    Stamp(#[from] StampError),
    /// The issuer stands on the list no more.
    #[error("the issuer is not on the trust list any more: enrol with another")]
    NotAccredited,

    /// A challenge was refused: nothing is answered.
    #[error(transparent)]
    Challenge(#[from] ChallengeError),
    /// A text is no challenge.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A request contradicts its challenge, or is none: nothing is answered.
    #[cfg(feature = "client")]
    #[error(transparent)]
    Request(#[from] celadon_api::openid4vp::RequestError),
    /// A venue's certificate was refused.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A venue's policy was refused.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The policy is not the one that the certificate names.
    #[error("the policy is not the one that the venue is registered with: load both again")]
    OtherPolicy,
    /// Certificate or policy do not hold now.
    #[error("the venue's papers do not hold now: load them again from the federation")]
    VenueEnded,
    /// The answer would travel in the clear.
    #[error("the venue wants the answer at {0}, which is not encrypted: do not answer")]
    OpenResponse(HttpUrl),
    /// The venue asks for more than such a place may.
    #[error("nothing is shown or sent there: {0}; tell the federation")]
    Excess(#[from] Excess),
    /// The venue takes no printed cards.
    #[error("this venue takes no printed cards: show a code, or answer its challenge")]
    NoPaper,
    /// More cards than one sheet has.
    #[error("print 1 to {} cards at a time", Wallet::MAX_CARDS)]
    TooManyCards,
}
