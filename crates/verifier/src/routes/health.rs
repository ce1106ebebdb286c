//! `GET /healthz`: the process answers. `GET /readyz`: it can judge, and until when; or what is
//! missing.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use celadon_api::verifier::Ready;
use celadon_service::{Json, Problem, ProblemCode};
use serde_json::{Value, json};

use crate::verifier::Verifier;

pub(super) fn routes() -> Router<Verifier> {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
}

async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

async fn ready(State(verifier): State<Verifier>) -> Result<Json<Ready>, Problem> {
    match verifier.readiness().await? {
        Ok(ready) => Ok(Json(Ready {
            epoch: ready.epoch.as_u32(),
            until: ready.until,
            notes: ready.notes,
        })),
        Err(missing) => Err(Problem::new(ProblemCode::Unavailable, missing.join("; "))),
    }
}
