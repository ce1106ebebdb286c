//! `/v1/challenges`: a venue's device asks, a wallet fetches the request, the device reads what
//! became of it.

use axum::Router;
use axum::extract::{FromRequest, Path, Query, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING, VARY};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use celadon_api::openid4vp;
use celadon_api::verifier::{ChallengeRequest, Verdict};
use celadon_credential::ids::ChallengeId;
use celadon_service::{Json, Problem, SecretToken};
use serde::Deserialize;
use tower_http::cors::{Any, CorsLayer};

use super::device::Device;
use super::picture::Picture;
use crate::addresses::Addresses;
use crate::verifier::Verifier;

pub(super) fn routes() -> Router<Verifier> {
    let any_origin = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET]);
    let request = Router::new()
        .route("/v1/challenges/{id}/request", get(request))
        .layer(any_origin);
    Router::new()
        .route(Addresses::CHALLENGES, post(create))
        .route("/v1/challenges/{id}", get(outcome))
        .merge(request)
}

async fn create(
    device: Device,
    State(verifier): State<Verifier>,
    request: Request,
) -> Result<Response, Problem> {
    let picture = Picture::wanted(request.headers());
    let asked = if is_empty(&request) {
        ChallengeRequest::default()
    } else {
        Json::from_request(request, &verifier).await?.0
    };
    let created = verifier.create_challenge(device.venue, &asked).await?;
    let location = format!("{}/{}", Addresses::CHALLENGES, created.id);
    let body = match picture {
        None => Json(created).into_response(),
        Some(picture) => picture.of(&created, asked.qr.unwrap_or_default())?,
    };
    let headers = [(LOCATION, location), (VARY, "Accept".to_owned())];
    Ok((StatusCode::CREATED, headers, body).into_response())
}

/// What a wallet fetches that was told only where the request is. It says nothing of who asks.
async fn request(
    State(verifier): State<Verifier>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let none = || Problem::not_found("No such challenge waits for an answer. Ask for a new one.");
    let id = id.parse().map_err(|_| none())?;
    let object = verifier.request_object(id).await?.ok_or_else(none)?;
    Ok(([(CONTENT_TYPE, openid4vp::CONTENT_TYPE)], object).into_response())
}

/// What the visitor brought back, where the venue wanted that.
#[derive(Deserialize)]
struct Brought {
    response_code: Option<String>,
}

async fn outcome(
    device: Device,
    State(verifier): State<Verifier>,
    Path(id): Path<String>,
    Query(brought): Query<Brought>,
) -> Result<Json<Verdict>, Problem> {
    let id: ChallengeId = id.parse().map_err(|_| gone())?;
    let code = brought.response_code.as_deref();
    let code = code.and_then(|code| SecretToken::from_text(code).ok());
    let verdict = verifier.outcome(device.venue, id, code.as_ref()).await?;
    verdict.map(Json).ok_or_else(gone)
}

pub(super) fn gone() -> Problem {
    Problem::not_found("This venue has no such challenge, or it is over for long.")
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
