//! What follows from the trust list in force: the federation's parameters, and whether each
//! venue's papers hold under it. Computed when a list is first used, on a thread that may block.

use std::sync::{Arc, Mutex};

use celadon_admission::{Venue, VenueError};
use celadon_credential::presentation::Federation;
use celadon_credential::trust_list::VerifiedTrustList;

use crate::venues::{Place, Venues};

/// A federation in one epoch, with the venues that are judged for.
#[derive(Debug)]
pub struct Standing {
    /// The list and what is computed from it.
    pub federation: Federation,
    venues: Vec<Result<Venue, VenueError>>,
}

impl Standing {
    fn new(list: &VerifiedTrustList, venues: &Venues) -> Standing {
        let federation = Federation::new(list.clone());
        let opened = venues
            .iter()
            .map(|tenant| {
                let papers = &tenant.papers;
                Venue::new(papers.certificate(), papers.policy(), &federation)
            })
            .collect();
        Standing {
            federation,
            venues: opened,
        }
    }

    /// A venue, if its papers are of this list.
    pub fn venue(&self, place: Place) -> Result<&Venue, &VenueError> {
        self.venues[place.0].as_ref()
    }
}

/// The newest standing, kept.
#[derive(Debug, Default)]
pub struct Standings(Mutex<Option<Arc<Standing>>>);

impl Standings {
    /// The standing under this list. The first call under a list takes tens of milliseconds, and
    /// others wait for it.
    pub fn under(&self, list: &VerifiedTrustList, venues: &Venues) -> Arc<Standing> {
        // A panic under the lock leaves what was there before it.
        let mut kept = match self.0.lock() {
            Ok(kept) => kept,
            Err(poisoned) => poisoned.into_inner(),
        };
        match kept.as_ref() {
            Some(standing) if standing.federation.list().digest() == list.digest() => {
                standing.clone()
            }
            _ => {
                let standing = Arc::new(Standing::new(list, venues));
                *kept = Some(standing.clone());
                standing
            }
        }
    }
}
