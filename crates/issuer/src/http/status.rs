//! `GET /v1/status`: the citizen's own colour.

use std::sync::Arc;

use axum::extract::State;
use celadon_api::issuer::StatusResponse;
use celadon_service::{Bearer, Json, Problem};

use crate::office::Office;

pub(super) async fn status(
    State(office): State<Arc<Office>>,
    Bearer(token): Bearer,
) -> Result<Json<StatusResponse>, Problem> {
    let session = super::session(&office, &token).await?;
    Ok(Json(office.status(&session).await?))
}
