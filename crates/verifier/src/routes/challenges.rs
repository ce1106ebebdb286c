//! `POST /v1/challenges` and `GET /v1/challenges/{id}`: a venue's device asks, and reads what
//! became of it.

use axum::Router;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use axum::routing::{get, post};
use celadon_api::verifier::{ChallengeCreated, ChallengeRequest, Verdict};
use celadon_service::{Json, Problem};

use super::device::Device;
use crate::verifier::Verifier;

pub(super) fn routes() -> Router<Verifier> {
    Router::new()
        .route("/v1/challenges", post(create))
        .route("/v1/challenges/{id}", get(outcome))
}

async fn create(
    device: Device,
    State(verifier): State<Verifier>,
    request: Request,
) -> Result<(StatusCode, Json<ChallengeCreated>), Problem> {
    let asked = if is_empty(&request) {
        ChallengeRequest::default()
    } else {
        Json::from_request(request, &verifier).await?.0
    };
    let life = asked.lifetime_seconds.unwrap_or(Verifier::DEFAULT_LIFE);
    let created = verifier.create_challenge(device.venue, life).await?;
    Ok((StatusCode::CREATED, Json(created)))
}

async fn outcome(
    device: Device,
    State(verifier): State<Verifier>,
    Path(id): Path<String>,
) -> Result<Json<Verdict>, Problem> {
    let none = || Problem::not_found("This venue has no such challenge, or it is over for long.");
    let id = id.parse().map_err(|_| none())?;
    let verdict = verifier.outcome(device.venue, id).await?;
    verdict.map(Json).ok_or_else(none)
}

/// No body at all, so that a device need not say what kind it is.
fn is_empty(request: &Request) -> bool {
    let headers = request.headers();
    let none = match headers.get(CONTENT_LENGTH) {
        Some(length) => length == "0",
        None => !headers.contains_key(TRANSFER_ENCODING),
    };
    none && !headers.contains_key(CONTENT_TYPE)
}
