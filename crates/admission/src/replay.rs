//! Replay control: each presentation is accepted once.

use core::fmt::Display;

use celadon_credential::Time;
use celadon_credential::ids::VenueId;
use celadon_credential::presentation::Admission;
use sha2::{Digest, Sha256};

/// What is remembered of an accepted presentation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReplayKey {
    /// The venue that accepted it.
    pub venue: VenueId,
    /// Challenge: a digest of the token. Display, paper: a digest of the canonical bytes, never of
    /// a text.
    pub digest: [u8; 32],
    /// Before this time it could not be accepted yet: a store that lost what it knew before is as
    /// good as one that did not.
    pub since: Time,
    /// From this time on it could not be accepted anyway, and may be forgotten.
    pub until: Time,
}

impl ReplayKey {
    pub(crate) fn of_token(
        venue: VenueId,
        token: &[u8],
        (since, until): (Time, Time),
    ) -> ReplayKey {
        ReplayKey {
            venue,
            digest: digest(b"token", token),
            since,
            until,
        }
    }

    pub(crate) fn of_presentation(
        venue: VenueId,
        bytes: &[u8],
        (since, until): (Time, Time),
    ) -> ReplayKey {
        ReplayKey {
            venue,
            digest: digest(b"presentation", bytes),
            since,
            until,
        }
    }
}

fn digest(kind: &[u8], bytes: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(kind)
        .chain_update([0])
        .chain_update(bytes)
        .finalize()
        .into()
}

/// Where accepted presentations are remembered. An error means that nothing is accepted.
pub trait ReplayStore {
    /// Why the store could not answer.
    type Error: Display;

    /// Whether the key is there. It only spares work: [`ReplayStore::insert`] decides.
    fn contains(&mut self, key: &ReplayKey) -> Result<bool, Self::Error>;

    /// Inserts all keys, durably and in one atomic step; for each, in order, true if it was not
    /// there before. Of two equal keys the first is first. After an error none is there.
    ///
    /// An admission is what will be accepted if its key is first. A store that keeps outcomes
    /// writes it in the same step, so that none is told that was not recorded.
    fn insert(&mut self, uses: &[(&ReplayKey, &Admission)]) -> Result<Vec<bool>, Self::Error>;
}

/// Remembers nothing, for a check whose caller says so to its user.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoReplay;

impl ReplayStore for NoReplay {
    type Error = core::convert::Infallible;

    fn contains(&mut self, _: &ReplayKey) -> Result<bool, Self::Error> {
        Ok(false)
    }

    fn insert(&mut self, uses: &[(&ReplayKey, &Admission)]) -> Result<Vec<bool>, Self::Error> {
        Ok(vec![true; uses.len()])
    }
}
