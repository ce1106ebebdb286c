//! `POST /v1/declarations`: the bytes of an issuance request, answered with those of a response.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use celadon_service::{Bearer, Problem, ProblemCode};
use rand::rngs::StdRng;

use crate::office::Office;

const OCTETS: &str = "application/octet-stream";

pub(super) async fn declare(
    State(office): State<Arc<Office>>,
    Bearer(token): Bearer,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, Problem> {
    let session = super::session(&office, &token).await?;
    if headers.get(CONTENT_TYPE).is_none_or(|kind| kind != OCTETS) {
        return Err(Problem::new(
            ProblemCode::UnsupportedMediaType,
            "Send the request's bytes as application/octet-stream.",
        ));
    }
    let mut rng: StdRng = rand::make_rng();
    let answer = office.issue(&session, body?.to_vec(), &mut rng).await?;
    Ok(([(CONTENT_TYPE, OCTETS)], answer))
}
