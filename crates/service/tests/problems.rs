//! Whatever goes wrong, the answer is a problem document.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::routing::{get, post};
use celadon_api::ProblemDocument;
use celadon_service::{Json, Limits, Problem, ProblemCode, body_limit, with_layers};
use serde::Deserialize;
use tower::ServiceExt;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    number: u32,
}

fn router() -> Router {
    let routes = Router::new()
        .route("/ok", get(|| async { "fine" }))
        .route(
            "/order",
            post(|Json(order): Json<Order>| async move { order.number.to_string() }),
        )
        .route(
            "/bare",
            post(|bytes: Bytes| async move { bytes.len().to_string() }),
        )
        .route("/small", post(|_: Bytes| async {}).layer(body_limit(10)))
        .route("/slow", get(|| tokio::time::sleep(Duration::from_secs(60))))
        .route("/panic", get(panics))
        .route(
            "/away",
            get(|| async { Problem::new(ProblemCode::StoreUnavailable, "d").with_retry_after(7) }),
        )
        .route(
            "/teapot",
            get(|| async {
                (
                    StatusCode::IM_A_TEAPOT,
                    [("retry-after", "9")],
                    "short and stout",
                )
            }),
        );
    let limits = Limits {
        body_bytes: 1_000,
        request_time: Duration::from_secs(1),
        ..Limits::default()
    };
    with_layers(routes, &limits)
}

async fn panics() -> &'static str {
    panic!("secret of the inside")
}

async fn ask(
    method: Method,
    path: &str,
    kind: Option<&str>,
    body: &str,
) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(kind) = kind {
        request = request.header("content-type", kind);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let response = router().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 100_000).await.unwrap();
    (
        parts.status,
        parts.headers,
        String::from_utf8(body.to_vec()).unwrap(),
    )
}

async fn problem(
    method: Method,
    path: &str,
    kind: Option<&str>,
    body: &str,
) -> (ProblemDocument, HeaderMap) {
    let (status, headers, body) = ask(method, path, kind, body).await;
    assert_eq!(
        headers["content-type"], "application/problem+json",
        "{body}"
    );
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    let document: ProblemDocument = serde_json::from_str(&body).unwrap();
    assert_eq!(document.status, status.as_u16());
    assert!(!document.detail.is_empty());
    (document, headers)
}

const JSON: Option<&str> = Some("application/json");

#[tokio::test]
async fn the_router_and_the_extractors_answer_with_problems() {
    let cases = [
        (Method::GET, "/nothing", None, "", ProblemCode::NotFound),
        (Method::POST, "/ok", None, "", ProblemCode::MethodNotAllowed),
        (
            Method::POST,
            "/order",
            None,
            "{}",
            ProblemCode::UnsupportedMediaType,
        ),
        (Method::POST, "/order", JSON, "{", ProblemCode::BadRequest),
        (Method::POST, "/order", JSON, "{}", ProblemCode::InvalidBody),
        (
            Method::POST,
            "/order",
            JSON,
            r#"{"number":1,"x":2}"#,
            ProblemCode::InvalidBody,
        ),
        (
            Method::POST,
            "/small",
            None,
            "12345678901",
            ProblemCode::TooLarge,
        ),
    ];
    for (method, path, kind, body, code) in cases {
        let (document, _) = problem(method, path, kind, body).await;
        assert_eq!(document.code(), Some(code), "{path} {body}: {document:?}");
    }
    let large = "x".repeat(1_001);
    for path in ["/bare", "/order"] {
        let (document, _) = problem(Method::POST, path, JSON, &large).await;
        assert_eq!(document.code(), Some(ProblemCode::TooLarge), "{path}");
    }
    assert_eq!(
        ask(Method::POST, "/bare", None, &large[1..]).await.2,
        "1000"
    );
    assert_eq!(
        ask(Method::POST, "/order", JSON, r#"{"number":1}"#).await.2,
        "1"
    );
}

#[tokio::test]
async fn a_fault_in_a_body_is_named_within_bounds() {
    let (document, _) = problem(Method::POST, "/order", JSON, r#"{"nummer":1}"#).await;
    assert!(document.detail.contains("nummer") && document.detail.contains("number"));
    let long = format!(r#"{{"{}":1}}"#, "€".repeat(300));
    let (document, _) = problem(Method::POST, "/order", JSON, &long).await;
    assert!(document.detail.len() <= 303);
}

#[tokio::test]
async fn a_405_keeps_its_allow_header_and_another_status_stays() {
    let (_, headers) = problem(Method::DELETE, "/ok", None, "").await;
    assert_eq!(headers["allow"], "GET,HEAD");
    let (status, headers, _) = ask(Method::GET, "/teapot", None, "").await;
    assert_eq!(status, StatusCode::IM_A_TEAPOT);
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(headers["retry-after"], "9");
}

#[tokio::test]
async fn a_panic_is_a_500_that_tells_nothing() {
    let (document, _) = problem(Method::GET, "/panic", None, "").await;
    assert_eq!(document.code(), Some(ProblemCode::Internal));
    assert!(!document.detail.contains("secret"));
}

#[tokio::test]
async fn what_takes_too_long_is_a_503_with_retry_after() {
    let (document, headers) = problem(Method::GET, "/slow", None, "").await;
    assert_eq!(document.code(), Some(ProblemCode::Timeout));
    assert_eq!(headers["retry-after"], "2");
}

#[tokio::test]
async fn a_problem_says_when_to_try_again() {
    let (document, headers) = problem(Method::GET, "/away", None, "").await;
    assert_eq!(document.kind, "urn:celadon:problem:store_unavailable");
    assert_eq!(headers["retry-after"], "7");
}
