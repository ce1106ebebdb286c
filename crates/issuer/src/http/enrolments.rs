//! `POST /v1/enrolments`: a wallet shows its one-time code.

use std::time::Instant;

use axum::extract;
use celadon_api::issuer::{EnrolmentRequest, EnrolmentResponse};
use celadon_api::words::base64url;
use celadon_service::{Json, Problem, ProblemCode};
use rand::rngs::StdRng;

use super::State;
use crate::code::OneTimeCode;
use crate::session::BeginError;

pub(super) async fn enrol(
    extract::State(state): extract::State<State>,
    Json(request): Json<EnrolmentRequest>,
) -> Result<Json<EnrolmentResponse>, Problem> {
    let office = &state.office;
    office.member()?;
    let wrong = || {
        if state.guesses.count(Instant::now()) {
            return BeginError::Unknown.into();
        }
        Problem::new(
            ProblemCode::TooManyRequests,
            "Too many codes that do not exist were tried. Wait a little, and check the code.",
        )
    };
    let code = Some(request.code)
        .filter(|code| code.len() <= EnrolmentRequest::MAX_CODE)
        .and_then(|code| code.parse::<OneTimeCode>().ok())
        .ok_or_else(wrong)?;
    let mut rng: StdRng = rand::make_rng();
    let now = office.clock.now();
    let begun = match office.registry.begin(&code, now, &mut rng).await {
        Err(BeginError::Unknown) => return Err(wrong()),
        begun => begun?,
    };
    Ok(Json(EnrolmentResponse {
        session: begun.token.to_text().to_string(),
        offer: base64url(&office.offer_with(begun.nonce).to_bytes()),
        expires_at: begun.expires_at,
    }))
}
