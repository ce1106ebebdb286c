//! Who asks: a venue's device, by its API key.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use celadon_service::{Bearer, Problem};
use tokio::sync::OwnedSemaphorePermit;

use crate::venues::Place;
use crate::verifier::Verifier;

/// A device of a venue, with its place among the requests of that venue.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) venue: Place,
    _at_work: OwnedSemaphorePermit,
}

impl FromRequestParts<Verifier> for Device {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, verifier: &Verifier) -> Result<Self, Problem> {
        let Bearer(token) = Bearer::from_request_parts(parts, verifier).await?;
        let venue = verifier.device_of(&token).ok_or_else(Bearer::refused)?;
        Ok(Device {
            venue,
            _at_work: verifier.enter(venue)?,
        })
    }
}
