//! `POST /v1/verifications` and `/batch`: a venue's device sends what it scanned. Never in a path
//! or query, where it would stand in logs.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use celadon_api::verifier::{BatchRequest, BatchResponse, Verdict, VerificationRequest};
use celadon_api::words::from_base64url;
use celadon_credential::text::MAX_PRESENTATION;
use celadon_service::{Json, Problem, ProblemCode, body_limit};

use super::device::Device;
use crate::engine::Scanned;
use crate::verifier::Verifier;

/// Bytes of a body with one code: a text with room to be wrong.
const MAX_ONE: usize = 16 * 1024;
/// Bytes of a body with a batch.
const MAX_BATCH: usize = 256 * 1024;
const BYTES: &str = "application/octet-stream";

pub(super) fn routes() -> Router<Verifier> {
    let one = post(verify).layer(body_limit(MAX_ONE));
    let batch = post(verify_batch).layer(body_limit(MAX_BATCH));
    Router::new()
        .route("/v1/verifications", one)
        .route("/v1/verifications/batch", batch)
}

async fn verify(
    device: Device,
    State(verifier): State<Verifier>,
    request: Request,
) -> Result<Json<Verdict>, Problem> {
    let is_bytes = request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == BYTES);
    let code = if is_bytes {
        Scanned::Bytes(Bytes::from_request(request, &verifier).await?.into())
    } else {
        scanned(Json::from_request(request, &verifier).await?.0)?
    };
    let mut verdicts = verifier.judge(device.venue, vec![code]).await?;
    Ok(Json(verdicts.pop().ok_or_else(Problem::internal)?))
}

async fn verify_batch(
    device: Device,
    State(verifier): State<Verifier>,
    Json(batch): Json<BatchRequest>,
) -> Result<Json<BatchResponse>, Problem> {
    if batch.items.len() > BatchRequest::MAX_ITEMS {
        return Err(Problem::new(
            ProblemCode::InvalidBody,
            format!("A batch has at most {} items.", BatchRequest::MAX_ITEMS),
        ));
    }
    let codes = batch.items.into_iter().map(scanned);
    let codes = codes.collect::<Result<Vec<_>, _>>()?;
    let results = verifier.judge(device.venue, codes).await?;
    Ok(Json(BatchResponse { results }))
}

fn scanned(item: VerificationRequest) -> Result<Scanned, Problem> {
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
