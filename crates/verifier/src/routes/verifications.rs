//! `POST /v1/verifications` and `/batch`: a venue's device sends what it scanned.

use axum::Router;
use axum::extract::{Request, State};
use axum::routing::post;
use celadon_api::verifier::{BatchRequest, BatchResponse, Verdict};
use celadon_service::{Json, Problem, ProblemCode, body_limit};

use super::device::Device;
use super::scanned::{self, MAX_ONE};
use crate::verifier::Verifier;

/// Bytes of a body with a batch.
const MAX_BATCH: usize = 256 * 1024;

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
    let code = scanned::one(request, &verifier).await?;
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
    let codes = batch.items.into_iter().map(scanned::of_item);
    let codes = codes.collect::<Result<Vec<_>, _>>()?;
    let results = verifier.judge(device.venue, codes).await?;
    Ok(Json(BatchResponse { results }))
}
