//! `POST /v1/gate`: for turnstiles, which act on a status code. 204 opens; everything else keeps
//! shut.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::routing::post;
use celadon_api::verifier::Verdict;
use celadon_service::{Problem, ProblemCode, body_limit};

use super::device::Device;
use super::scanned::{self, MAX_ONE};
use crate::verifier::Verifier;

pub(super) fn routes() -> Router<Verifier> {
    Router::new().route("/v1/gate", post(gate).layer(body_limit(MAX_ONE)))
}

async fn gate(
    device: Device,
    State(verifier): State<Verifier>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let code = scanned::one(request, &verifier).await?;
    match verifier.judge(device.venue, vec![code]).await.as_deref() {
        Ok([Verdict::Accepted { .. }]) => Ok(StatusCode::NO_CONTENT),
        Ok([Verdict::Refused { reason }]) => Err(shut(format!("refused: {}", reason.code()))),
        Ok(_) => Err(shut("not judged: internal".to_owned())),
        Err(problem) => {
            let told = shut(format!("not judged: {}", problem.code().code()));
            Err(match problem.retry_after() {
                Some(seconds) => told.with_retry_after(seconds),
                None => told,
            })
        }
    }
}

fn shut(detail: String) -> Problem {
    Problem::new(ProblemCode::NotAdmitted, detail)
}
