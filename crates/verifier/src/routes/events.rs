//! `GET /v1/events` and `GET /v1/challenges/{id}/events`: outcomes as server-sent events, for a
//! venue's display.

use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use celadon_api::verifier::ChallengeEvent;
use celadon_service::Problem;
use futures_util::Stream;
use futures_util::stream::unfold;

use super::challenges::gone;
use super::device::Device;
use crate::events::Events;
use crate::verifier::Verifier;

/// How often a silent stream says that it lives, so that nothing on the way closes it.
const ALIVE: Duration = Duration::from_secs(15);

pub(super) fn routes() -> Router<Verifier> {
    Router::new()
        .route("/v1/events", get(of_venue))
        .route("/v1/challenges/{id}/events", get(of_challenge))
}

async fn of_venue(
    device: Device,
    State(verifier): State<Verifier>,
) -> Result<Sse<impl Stream<Item = Result<Event, axum::Error>>>, Problem> {
    Ok(stream(verifier.events(device.venue, None).await?))
}

async fn of_challenge(
    device: Device,
    State(verifier): State<Verifier>,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, axum::Error>>>, Problem> {
    let id = id.parse().map_err(|_| gone())?;
    Ok(stream(verifier.events(device.venue, Some(id)).await?))
}

fn stream(events: Events) -> Sse<impl Stream<Item = Result<Event, axum::Error>>> {
    let events = unfold(events, async |mut events| {
        let event = events.next().await?;
        Some((written(&event), events))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE))
}

fn written(event: &ChallengeEvent) -> Result<Event, axum::Error> {
    Event::default().event("outcome").json_data(event)
}
