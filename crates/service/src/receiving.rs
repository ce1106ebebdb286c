//! A body is received before its request takes a slot: whoever sends slowly holds what it sent,
//! and no request's place.

use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::layers::Limits;
use crate::problem::{Problem, ProblemCode};

/// How bodies are received.
#[derive(Debug, Clone)]
pub(crate) struct Receiving {
    limits: Limits,
    /// One permit a byte that is held.
    memory: Arc<Semaphore>,
}

impl Receiving {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            memory: Arc::new(Semaphore::new(limits.received_bytes)),
        }
    }

    /// The whole body, with the memory it takes.
    async fn whole(&self, mut body: Body) -> Result<(Bytes, OwnedSemaphorePermit), Problem> {
        let too_large = || Problem::new(ProblemCode::TooLarge, "Send less.");
        if body.size_hint().lower() > Limits::LARGEST_BODY as u64 {
            return Err(too_large());
        }
        let mut received = Vec::new();
        let mut held = self.memory(0)?;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| {
                Problem::new(
                    ProblemCode::BadRequest,
                    "The body broke off. Send the request again.",
                )
            })?;
            let Ok(data) = frame.into_data() else {
                continue; // trailers mean nothing here
            };
            if received.len() + data.len() > Limits::LARGEST_BODY {
                return Err(too_large());
            }
            held.merge(self.memory(data.len())?);
            received.extend_from_slice(&data);
        }
        Ok((received.into(), held))
    }

    fn memory(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Problem> {
        u32::try_from(bytes)
            .ok()
            .and_then(|bytes| self.memory.clone().try_acquire_many_owned(bytes).ok())
            .ok_or_else(overloaded)
    }
}

/// Receives the body, then passes the request on.
pub(crate) async fn received(
    State(receiving): State<Receiving>,
    request: Request,
    next: Next,
) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let whole = tokio::time::timeout(receiving.limits.body_time, receiving.whole(body));
    let (bytes, _held) = match whole.await {
        Ok(Ok(whole)) => whole,
        Ok(Err(problem)) => return problem.into_response(),
        Err(_) => {
            return Problem::new(
                ProblemCode::RequestTimeout,
                "Nothing was done. Send the request again, on a better connection.",
            )
            .into_response();
        }
    };
    next.run(Request::from_parts(head, bytes.into())).await
}

pub(crate) fn overloaded() -> Problem {
    Problem::new(
        ProblemCode::Overloaded,
        "Nothing was done. Try again after the time in the Retry-After header.",
    )
}
