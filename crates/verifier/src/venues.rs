//! The venues of a verifier: each with its papers and its keys, and none can act for another.

use std::sync::Arc;

use celadon_credential::ids::VenueId;
use celadon_service::{SecretToken, TokenDigest};
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::budget::Budget;
use crate::papers::Papers;
use crate::venue_key::{VenueKey, hex};

/// Which venue, by its place in [`Venues`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place(pub(crate) usize);

/// One venue.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Certificate and policy.
    pub papers: Papers,
    /// Its keys.
    pub key: VenueKey,
    /// How many requests of its devices may be at work at one time.
    pub(crate) in_flight: Arc<Semaphore>,
    /// How many streams its displays may have open.
    pub(crate) streams: Arc<Semaphore>,
    /// What its devices' bad proofs may cost.
    pub(crate) bad_proofs: Arc<Budget>,
}

/// All venues.
#[derive(Debug, Clone)]
pub struct Venues(Vec<Tenant>);

/// Papers and keys that do not belong together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VenuesError {
    /// None was given.
    #[error("there is no venue: give a certificate and a policy")]
    None,
    /// The certificate is for a key that is not here.
    #[error(
        "the certificate of {venue} is for the key {key}, which is not in the folder: use the \
         folder that it was made in, or have a certificate made for a key of this one"
    )]
    NoKey {
        /// The venue's name.
        venue: String,
        /// The public key, hexadecimal.
        key: String,
    },
    /// Two certificates are for one key: its API key would be good for both.
    #[error("{0} has a key that another venue has too: make a key for each venue")]
    SharedKey(String),
    /// Two certificates are of one venue.
    #[error("{0} was given twice: give each venue once, with its newest certificate")]
    Twice(String),
}

impl Venues {
    /// Requests of one venue's devices at work at one time.
    pub const IN_FLIGHT: usize = 64;
    /// Streams of one venue's displays open at one time.
    pub const STREAMS: usize = 32;
    /// Proofs that do not verify, each of which costs as much as a good one, from one venue at
    /// once; so a broken wallet or two are no matter.
    pub const BAD_PROOFS: u32 = 256;
    /// How many of them are forgiven in a second.
    pub const BAD_PROOFS_PER_SECOND: u32 = 8;

    /// Gives each venue the key that its certificate names. Keys without a certificate rest.
    ///
    /// # Errors
    /// [`VenuesError`].
    pub fn new(papers: Vec<Papers>, keys: &[VenueKey]) -> Result<Venues, VenuesError> {
        let mut tenants: Vec<Tenant> = Vec::with_capacity(papers.len());
        for papers in papers {
            let claimed = papers.claimed();
            let name = || claimed.name.to_string();
            let key = keys
                .iter()
                .find(|key| key.public() == claimed.key)
                .ok_or_else(|| VenuesError::NoKey {
                    venue: name(),
                    key: hex(&claimed.key),
                })?;
            for other in &tenants {
                let other = other.papers.claimed();
                if other.venue == claimed.venue {
                    return Err(VenuesError::Twice(name()));
                }
                if other.key == claimed.key {
                    return Err(VenuesError::SharedKey(name()));
                }
            }
            tenants.push(Tenant {
                key: key.clone(),
                in_flight: Arc::new(Semaphore::new(Venues::IN_FLIGHT)),
                streams: Arc::new(Semaphore::new(Venues::STREAMS)),
                bad_proofs: Arc::new(Budget::new(
                    Venues::BAD_PROOFS,
                    Venues::BAD_PROOFS_PER_SECOND,
                )),
                papers,
            });
        }
        if tenants.is_empty() {
            return Err(VenuesError::None);
        }
        Ok(Venues(tenants))
    }

    /// All, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &Tenant> {
        self.0.iter()
    }

    /// The venue whose devices have this key. Every digest is compared, each in constant time.
    #[must_use]
    pub fn with_api_key(&self, token: &SecretToken) -> Option<Place> {
        let digest: TokenDigest = token.digest();
        let mut found = None;
        for (at, tenant) in self.0.iter().enumerate() {
            if *tenant.key.api_key() == digest {
                found = Some(Place(at));
            }
        }
        found
    }

    /// The venue with this id.
    #[must_use]
    pub fn with_id(&self, id: VenueId) -> Option<Place> {
        let of_id = |tenant: &Tenant| tenant.papers.claimed().venue == id;
        self.0.iter().position(of_id).map(Place)
    }
}

impl std::ops::Index<Place> for Venues {
    type Output = Tenant;

    fn index(&self, place: Place) -> &Tenant {
        &self.0[place.0]
    }
}
