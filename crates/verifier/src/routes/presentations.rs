//! `POST /v1/presentations`: the response URI of OpenID4VP. A wallet answers a challenge; the token
//! authorises, and browsers of any origin may send one.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method};
use axum::routing::post;
use celadon_api::Reason;
use celadon_api::openid4vp::Posted;
use celadon_api::verifier::{Answered, Verdict};
use celadon_service::{Json, Problem, ProblemCode, body_limit};
use tower_http::cors::{Any, CorsLayer};

use crate::addresses::Addresses;
use crate::verifier::Verifier;

/// Bytes of a body: token and presentation in base64url, with room for what is not looked at.
const MAX_BODY: usize = 8 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn routes() -> Router<Verifier> {
    let any_origin = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::POST])
        .allow_headers([CONTENT_TYPE]);
    Router::new()
        .route(Addresses::ANSWERS, post(answer))
        .layer(body_limit(MAX_BODY))
        .layer(any_origin)
}

async fn answer(
    State(verifier): State<Verifier>,
    request: Request,
) -> Result<Json<Answered>, Problem> {
    if !is_form(request.headers()) {
        return Err(Problem::new(
            ProblemCode::UnsupportedMediaType,
            "Send a form: application/x-www-form-urlencoded with vp_token and state.",
        ));
    }
    let form = Bytes::from_request(request, &verifier).await?;
    match Posted::from_form(&form) {
        Ok(Posted::Response(answer)) => Ok(Json(verifier.answer(answer).await?)),
        // The venue is told nothing of it: whoever holds no green is like whoever did not answer.
        Ok(Posted::Error) => Ok(Json(Answered {
            verdict: Verdict::Refused {
                reason: Reason::NoGreen,
            },
            redirect_uri: None,
        })),
        Err(error) => Err(Problem::new(ProblemCode::InvalidBody, format!("{error}."))),
    }
}

/// Whatever parameters the media type has: forms are UTF-8.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM))
}
