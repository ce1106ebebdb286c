//! The routes of an issuer.
//!
//! | route | for | answer |
//! | --- | --- | --- |
//! | `POST /v1/enrolments` | a wallet with a one-time code | a session and an offer |
//! | `POST /v1/declarations` | the session's bearer; the bytes of a request | the bytes of the answer |
//! | `GET /v1/status` | the session's bearer | the citizen's own colour |
//! | `GET /v1/stamps/{grid}/{t}` | anybody | how many rounds are public |
//! | `GET /v1/stamps/{grid}/{t}/{round}/{file}` | anybody | `manifest`, or a bucket by number |
//! | `GET /healthz`, `GET /readyz` | the operator | whether it runs, whether it may issue |
//!
//! Every error is a problem document. Nothing is written about who fetches a stamp.

mod declarations;
mod enrolments;
mod guesses;
mod health;
mod problems;
mod stamps;
mod status;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::http::Method;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::routing::{get, post};
use celadon_credential::issuance::IssuanceRequest;
use celadon_service::{Bearer, Problem, SecretToken, body_limit};
use tower_http::cors::{Any, CorsLayer};

use crate::office::Office;
use crate::store::session;
use guesses::Guesses;

#[derive(Clone)]
struct State {
    office: Arc<Office>,
    guesses: Arc<Guesses>,
}

impl FromRef<State> for Arc<Office> {
    fn from_ref(state: &State) -> Arc<Office> {
        state.office.clone()
    }
}

/// The routes of an office. There are no cookies, so pages of any origin may ask.
pub fn router(office: Arc<Office>) -> Router {
    let state = State {
        office,
        guesses: Arc::new(Guesses::new()),
    };
    let pages = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE]);
    let declarations = post(declarations::declare).layer(body_limit(IssuanceRequest::MAX_BYTES));
    Router::new()
        .route("/v1/enrolments", post(enrolments::enrol))
        .route("/v1/declarations", declarations)
        .route("/v1/status", get(status::status))
        .route("/v1/stamps/{grid}/{t}", get(stamps::rounds))
        .route("/v1/stamps/{grid}/{t}/{round}/{file}", get(stamps::file))
        .layer(pages)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .with_state(state)
}

/// The session of a bearer token; a missing, unknown and ended one are one answer.
async fn session(office: &Office, token: &SecretToken) -> Result<session::Model, Problem> {
    let session = office.registry.session(token, office.clock.now()).await?;
    session.ok_or_else(Bearer::refused)
}
