//! What can go wrong with a federation's folder, and what to do.

use std::path::PathBuf;

use celadon_api::sources::SourceError;
use celadon_credential::ids::{Epoch, VenueId};
use celadon_credential::name::NameError;
use celadon_credential::policy::{LintError, PolicyError};
use celadon_credential::root::RootError;
use celadon_credential::trust_list::{NotARootKey, TrustListError};
use celadon_credential::venue::CertificateError;
use celadon_credential::{DecodeError, Time};
use celadon_vault::{FileError, VaultError};
use thiserror::Error;

use crate::MemberError;

/// Something was not done. What is public is as it was.
#[derive(Debug, Error)]
pub enum FederationError {
    /// A file or a folder.
    #[error(transparent)]
    File(#[from] FileError),
    /// A sealed key.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A file that is sealed, but is no key for this use.
    #[error("{} holds no {wanted} key: name another file", path.display())]
    NotThatKey {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        wanted: &'static str,
    },
    /// A file whose bytes are not what its name says.
    #[error("{} is damaged ({source}): restore a copy", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: DecodeError,
    },
    /// A text file of the folder.
    #[error("{} cannot be read: {message}; mend it, or restore a copy", path.display())]
    Text {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A charter, a policy or a venue as it is written.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Root keys and threshold.
    #[error(transparent)]
    Root(#[from] RootError),
    /// A new federation needs a folder of its own.
    #[error("{} is there already and not empty: choose another folder", .0.display())]
    NotEmpty(PathBuf),
    /// There is no federation in the folder.
    #[error("{} holds no federation: check the path, or make one with `celadon federation init`", .0.display())]
    NoFederation(PathBuf),
    /// Another process works on the folder.
    #[error("another process works on {}: wait until it has ended", .0.display())]
    Busy(PathBuf),
    /// A member's request.
    #[error("{}: {source}", path.display())]
    Member {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: MemberError,
    },
    /// A file in `members` that is no request.
    #[error("{} does not end in .request: rename it, or move it away", .0.display())]
    StrangeFile(PathBuf),
    /// Nobody of this name.
    #[error("no member is called {0}: `celadon federation members` lists them")]
    NoMember(String),
    /// The name is in the root document, which cannot change.
    #[error(
        "the charter says {charter}, but the federation is called {root}: its name cannot change"
    )]
    Renamed {
        /// The name in `charter.toml`.
        charter: String,
        /// The name in the root document.
        root: String,
    },
    /// A list was refused.
    #[error("the list is refused: {0}")]
    Refused(#[from] TrustListError),
    /// A key that may not sign lists.
    #[error(transparent)]
    NotARootKey(#[from] NotARootKey),
    /// Two lists of one epoch must never be signed.
    #[error(
        "the list of epoch {0} is unfinished: finish it with `celadon federation finish`; or, if \
         nobody has signed it, make another in its place with --anew"
    )]
    Unfinished(Epoch),
    /// There is none.
    #[error("no list waits for signatures: make one with `celadon federation publish`")]
    NothingUnfinished,
    /// Signed elsewhere, but not this list.
    #[error("{} is no copy of the unfinished list, or a signature on it does not verify", .0.display())]
    NoCopy(PathBuf),
    /// The list was to be logged long ago: less than the charter's delay would be left to notice it.
    #[error(
        "the list says that it was logged at {logged_at}, which is over an hour ago: make it anew \
         with --anew, and allow for the signing with --signing-hours"
    )]
    SignedTooLate {
        /// What the list says.
        logged_at: Time,
    },
    /// It would begin before the delay is over.
    #[error(
        "the list cannot begin before {earliest}: the charter's delay is for everybody to notice it"
    )]
    TooSoon {
        /// The earliest beginning.
        earliest: Time,
    },
    /// A number outside its bounds.
    #[error("{what} are from {min} to {max}")]
    OutOfBounds {
        /// Which number.
        what: &'static str,
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// The clock stands before the last list.
    #[error("the last list was logged at {0}, which is later than now: set this machine's clock")]
    ClockBehind(Time),
    /// The federation is over.
    #[error(
        "the federation ends at {0}: a longer life is decided in public, and then set in charter.toml (sunset_days)"
    )]
    Ended(Time),
    /// The online key ends before the list begins.
    #[error("the online key ends at {0}: draw a new one with `celadon federation rotate-online`")]
    OnlineKeyEnds(Time),
    /// `public` has a list that the folder does not remember.
    #[error(
        "the public list is of epoch {public}, but the folder remembers {known}: it is an old copy; \
         restore the newest one"
    )]
    OldCopy {
        /// The epoch in `public`.
        public: Epoch,
        /// The newest that is remembered, or none.
        known: String,
    },
    /// Venue papers need a list that names the online key.
    #[error("no list is published yet: publish the first one, then make papers for venues")]
    NoList,
    /// The newest list names another online key.
    #[error("the newest list does not name this online key: publish a list first, which will")]
    OnlineKeyNotListed,
    /// A policy that no venue should have.
    #[error(transparent)]
    Lint(#[from] LintError),
    /// A policy that was written for another kind of place.
    #[error(
        "the policy is written for the scene {policy}, and the venue is of the scene {venue}: take \
         the policy of its own, or leave `scene` out and judge yourself"
    )]
    OtherScene {
        /// The policy's.
        policy: &'static str,
        /// The venue's.
        venue: &'static str,
    },
    /// One place with two venues: its visitors would need two codes.
    #[error(
        "{name}, {address} is registered as venue {id} already, and visitors would need two codes \
         at one door: replace its papers with --id {id}"
    )]
    SecondVenue {
        /// The venue's name.
        name: String,
        /// Its address.
        address: String,
        /// The id that it has.
        id: VenueId,
    },
    /// A policy that cannot be signed.
    #[error("the policy cannot be signed: {0}")]
    PolicyBytes(DecodeError),
    /// A certificate that cannot be signed.
    #[error("the venue's certificate cannot be signed: {0}")]
    CertificateBytes(DecodeError),
    /// A policy that the list refuses.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A certificate that the list refuses.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A policy of this id and version exists and says something else.
    #[error(
        "version {version} of this policy is signed already and says something else: write version = {next}"
    )]
    PolicyVersion {
        /// The version.
        version: u32,
        /// The next free one.
        next: u32,
    },
}
