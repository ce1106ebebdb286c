//! Every error answer of a service is a problem document.

use std::any::Any;
use std::borrow::Cow;

use axum::extract::Request;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use celadon_api::problem;
pub use celadon_api::problem::ProblemCode;

/// Seconds after which to try again, where a problem does not say otherwise.
pub const DEFAULT_RETRY_AFTER: u32 = 2;

/// The longest detail that is taken from a parser, in bytes.
const MAX_DETAIL: usize = 300;

/// A problem on its way to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    code: ProblemCode,
    detail: Cow<'static, str>,
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem. The detail says what happened and what to do; it holds nothing about a person
    /// and nothing from inside the service.
    pub fn new(code: ProblemCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
            // Who is told to wait is told how long.
            retry_after: matches!(code.status(), 429 | 503).then_some(DEFAULT_RETRY_AFTER),
        }
    }

    /// Says after how many seconds to try again.
    #[must_use]
    pub fn with_retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// A fault of the service, about which the client learns nothing more. Log the cause first.
    pub fn internal() -> Self {
        Self::new(
            ProblemCode::Internal,
            "Try again; if it stays, tell whoever runs the service.",
        )
    }

    /// Nothing under this id.
    pub fn not_found(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ProblemCode::NotFound, detail)
    }

    /// Its code.
    pub fn code(&self) -> ProblemCode {
        self.code
    }

    /// Its detail.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Seconds after which to try again.
    pub fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// The general problem for a status.
    fn for_status(status: StatusCode) -> Self {
        let code = ProblemCode::for_status(status.as_u16());
        let detail = match code {
            ProblemCode::NotFound => "Check the address; the routes are in the documentation.",
            ProblemCode::MethodNotAllowed => "The Allow header names the methods of this route.",
            ProblemCode::UnsupportedMediaType => {
                "Set the content type that the route takes: application/json, or \
                 application/octet-stream for bare bytes."
            }
            ProblemCode::TooLarge => "Send less.",
            ProblemCode::Internal => return Self::internal(),
            _ => "Check the request against the documentation of this route.",
        };
        Self::new(code, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.status())
            .expect("every code has a status between 400 and 599");
        let document = self.code.document(self.detail);
        let body = serde_json::to_string(&document).expect("strings and a number are JSON");
        let mut response = (status, [(CONTENT_TYPE, problem::CONTENT_TYPE)], body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        Self::for_status(rejection.status())
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        let general = Self::for_status(rejection.status());
        match rejection {
            // The parser's words name the field and what was expected.
            JsonRejection::JsonDataError(_) | JsonRejection::JsonSyntaxError(_) => {
                Self::new(general.code, bounded(rejection.body_text()))
            }
            _ => general,
        }
    }
}

/// The outermost layer: turns error answers that are no problem documents into such, those of
/// the router (404, 405) and of extractors among them.
pub async fn as_problem(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let told = response.headers().get(CONTENT_TYPE);
    if status.as_u16() < 400 || told.is_some_and(|kind| kind == problem::CONTENT_TYPE) {
        return response;
    }
    // The status and every header stay, such as Allow; the body is another.
    let (mut parts, _) = response.into_parts();
    let (general, body) = Problem::for_status(status).into_response().into_parts();
    parts.headers.remove(CONTENT_TYPE);
    parts.headers.remove(CONTENT_LENGTH);
    for (name, value) in &general.headers {
        parts.headers.entry(name).or_insert(value.clone());
    }
    Response::from_parts(parts, body)
}

/// What a panic becomes: what was thrown is not told.
pub(crate) fn from_panic(_thrown: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked; the request was answered with 500");
    Problem::internal().into_response()
}

fn bounded(mut text: String) -> String {
    if text.len() > MAX_DETAIL {
        text.truncate(text.floor_char_boundary(MAX_DETAIL));
        text.push('…');
    }
    text
}
