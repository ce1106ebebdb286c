//! What stands around every route: limits, security headers, the request's span.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tracing::field::Empty;
use tracing::{Instrument, info_span};

use crate::problem::{Problem, ProblemCode, as_problem, from_panic};
use crate::receiving::{Receiving, overloaded, received};

/// The bounds of a server. [`Limits::default`] has the named defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body. A route that takes less or more says so by [`body_limit`].
    pub body_bytes: usize,
    /// How long a body may take to arrive.
    pub body_time: Duration,
    /// Bytes of bodies held at one time; what would be more is turned away.
    pub received_bytes: usize,
    /// How long a request may take, once its body is there, until its answer begins.
    pub request_time: Duration,
    /// Requests at work at one time; more are turned away at once.
    pub in_flight: usize,
    /// Open connections; more wait in the system's queue.
    pub connections: usize,
    /// How long a client may take for the head of a request, or stay silent between two.
    pub header_time: Duration,
    /// How long a client may leave an answer unread.
    pub write_time: Duration,
    /// How long a stopping server waits for requests at work.
    pub drain_time: Duration,
}

impl Limits {
    /// 64 KiB: no JSON body of the API comes near it.
    pub const BODY_BYTES: usize = 64 * 1024;
    /// 256 KiB: no route takes more.
    pub const LARGEST_BODY: usize = 256 * 1024;
    /// Five seconds.
    pub const BODY_TIME: Duration = Duration::from_secs(5);
    /// 64 MiB.
    pub const RECEIVED_BYTES: usize = 64 * 1024 * 1024;
    /// Ten seconds: above the store's patience, so that the store's problem comes first.
    pub const REQUEST_TIME: Duration = Duration::from_secs(10);
    /// Requests at work.
    pub const IN_FLIGHT: usize = 512;
    /// Connections, a hall full of phones among them.
    pub const CONNECTIONS: usize = 4_096;
    /// Thirty seconds.
    pub const HEADER_TIME: Duration = Duration::from_secs(30);
    /// Thirty seconds.
    pub const WRITE_TIME: Duration = Duration::from_secs(30);
    /// Ten seconds.
    pub const DRAIN_TIME: Duration = Duration::from_secs(10);
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: Self::BODY_BYTES,
            body_time: Self::BODY_TIME,
            received_bytes: Self::RECEIVED_BYTES,
            request_time: Self::REQUEST_TIME,
            in_flight: Self::IN_FLIGHT,
            connections: Self::CONNECTIONS,
            header_time: Self::HEADER_TIME,
            write_time: Self::WRITE_TIME,
            drain_time: Self::DRAIN_TIME,
        }
    }
}

/// The body limit of one route, in place of the server's.
///
/// # Panics
/// Above [`Limits::LARGEST_BODY`], which every server refuses.
pub fn body_limit(bytes: usize) -> DefaultBodyLimit {
    assert!(bytes <= Limits::LARGEST_BODY, "no body is so large");
    DefaultBodyLimit::max(bytes)
}

/// Puts the layers around a router. [`serve`](crate::serve) does it; tests that call the router
/// without a listener do it themselves.
pub fn with_layers(router: Router, limits: &Limits) -> Router {
    let slots = Arc::new(Semaphore::new(limits.in_flight));
    // From the inside out.
    router
        .layer(DefaultBodyLimit::max(limits.body_bytes))
        .layer(from_fn_with_state(limits.request_time, in_time))
        .layer(from_fn_with_state(slots, shed))
        .layer(from_fn_with_state(Receiving::new(limits), received))
        .layer(CatchPanicLayer::custom(from_panic))
        .layer(from_fn(as_problem))
        .layer(from_fn(spanned))
        .layer(default_header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(default_header(REFERRER_POLICY, "no-referrer"))
        .layer(default_header(CACHE_CONTROL, "no-store"))
        .layer(default_header(
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ))
}

/// A route may say otherwise: a page its own content policy, a public file that it may be cached.
fn default_header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// Turns a request away at once when as many are at work as there are slots.
async fn shed(State(slots): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    let Ok(_slot) = slots.try_acquire() else {
        return overloaded().into_response();
    };
    next.run(request).await
}

async fn in_time(State(time): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            ProblemCode::Timeout,
            "It is not known whether it was done. Send the same request again.",
        )
        .into_response(),
    }
}

/// One span a request: method, matched route, code. Never the address, the URI or the body, for
/// a log that holds them is a register of visits.
async fn spanned(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str);
    let span = info_span!(
        "request",
        method = method_name(request.method()),
        route,
        code = Empty
    );
    let response = next.run(request).instrument(span.clone()).await;
    let code = response.status().as_u16();
    span.record("code", code);
    span.in_scope(|| match code {
        500.. => tracing::warn!("answered"),
        _ => tracing::debug!("answered"),
    });
    response
}

/// HTTP lets a client invent methods; what it writes there is kept out of the log.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}
