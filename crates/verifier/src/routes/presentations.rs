//! `POST /v1/presentations`: a wallet answers a challenge. The token authorises; browsers of any
//! origin may send one.

use axum::Router;
use axum::extract::State;
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use celadon_api::verifier::{PresentationAnswer, Verdict};
use celadon_api::words::from_base64url;
use celadon_credential::text::{MAX_CHALLENGE, MAX_PRESENTATION};
use celadon_service::{Json, Problem, body_limit};
use tower_http::cors::{Any, CorsLayer};

use crate::verifier::Verifier;

/// Bytes of a body: both in base64url, with room for JSON.
const MAX_BODY: usize = 8 * 1024;

pub(super) fn routes() -> Router<Verifier> {
    let any_origin = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::POST])
        .allow_headers([CONTENT_TYPE]);
    Router::new()
        .route(Verifier::ANSWERS, post(answer))
        .layer(body_limit(MAX_BODY))
        .layer(any_origin)
}

async fn answer(
    State(verifier): State<Verifier>,
    Json(answer): Json<PresentationAnswer>,
) -> Result<Json<Verdict>, Problem> {
    // What is not base64url is no token and no presentation: malformed, like no bytes at all.
    let token = from_base64url(&answer.state, MAX_CHALLENGE).unwrap_or_default();
    let presentation = from_base64url(&answer.vp_token, MAX_PRESENTATION).unwrap_or_default();
    Ok(Json(verifier.answer(token, presentation).await?))
}
