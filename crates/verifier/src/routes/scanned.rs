//! A scanned code as a device sends it: never in a path or query, where it would stand in logs.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use celadon_api::verifier::VerificationRequest;
use celadon_api::words::from_base64url;
use celadon_credential::text::MAX_PRESENTATION;
use celadon_service::{Json, Problem, ProblemCode};

use crate::engine::Scanned;
use crate::verifier::Verifier;

/// Bytes of a body with one code: a text with room to be wrong.
pub(super) const MAX_ONE: usize = 16 * 1024;
const BYTES: &str = "application/octet-stream";

/// The one code of a request: JSON, or the bare bytes.
pub(super) async fn one(request: Request, verifier: &Verifier) -> Result<Scanned, Problem> {
    let is_bytes = request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == BYTES);
    if is_bytes {
        let bytes = Bytes::from_request(request, verifier).await?;
        Ok(Scanned::Bytes(bytes.into()))
    } else {
        of_item(Json::from_request(request, verifier).await?.0)
    }
}

/// One item of JSON.
pub(super) fn of_item(item: VerificationRequest) -> Result<Scanned, Problem> {
    match (item.text, item.presentation) {
        (Some(text), None) => Ok(Scanned::Text(text)),
        // What is not base64url is no presentation: malformed, like no bytes at all.
        (None, Some(text)) => Ok(Scanned::Bytes(
            from_base64url(&text, MAX_PRESENTATION).unwrap_or_default(),
        )),
        _ => Err(Problem::new(
            ProblemCode::InvalidBody,
            "Give exactly one of `text` and `presentation`.",
        )),
    }
}
