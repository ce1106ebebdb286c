//! The federation's host: trust list, venue certificates and policies, over HTTP. It holds no
//! secret and no state, and keeps no record of who asks.
//!
//! Files are read at each request, so that what was published is seen without a restart.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{AGE, CACHE_CONTROL, CONTENT_TYPE, DATE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use celadon_credential::ids::VenueId;
use celadon_credential::trust_list::SignedTrustList;
use celadon_service::problem::{Problem, ProblemCode};
use celadon_vault::{FileError, read_bounded};
use sha2::{Digest, Sha256};
use tower_http::cors::{Any, CorsLayer};

use crate::hex;
use crate::venue::MAX_PAPER;

/// How long anything may be served from a cache, in seconds: a new list is seen after five minutes.
pub const MAX_AGE: u32 = 300;

/// The routes. `public` is the folder that is served: `FederationDir::public`, or a copy of it.
///
/// - `GET /.well-known/celadon/trust-list`
/// - `GET /v1/venues/{id}`, `GET /v1/policies/{digest}`
/// - `GET /healthz`, `GET /readyz`
pub fn router(public: PathBuf) -> Router {
    Router::new()
        .route("/.well-known/celadon/trust-list", get(trust_list))
        .route("/v1/venues/{id}", get(venue))
        .route("/v1/policies/{digest}", get(policy))
        .layer(any_origin())
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .with_state(Arc::new(public))
}

type Public = State<Arc<PathBuf>>;

async fn trust_list(State(public): Public, headers: HeaderMap) -> Result<Response, Problem> {
    let bytes = list_bytes(&public).await?;
    Ok(answer(bytes, &headers))
}

async fn readyz(State(public): Public) -> Result<&'static str, Problem> {
    list_bytes(&public).await.map(|_| "ok\n")
}

async fn venue(
    State(public): Public,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let missing = || Problem::not_found("No venue has this id: check it with the federation.");
    let id: VenueId = id.parse().map_err(|_| missing())?;
    let path = public.join("venues").join(format!("{id}.venue"));
    let bytes = read(path, MAX_PAPER).await?.ok_or_else(missing)?;
    Ok(answer(bytes, &headers))
}

async fn policy(
    State(public): Public,
    Path(digest): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let missing = || Problem::not_found("No policy has this digest: the certificate names it.");
    let small = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if digest.len() != 64 || !digest.bytes().all(small) {
        return Err(missing());
    }
    let path = public.join("policies").join(format!("{digest}.policy"));
    let bytes = read(path, MAX_PAPER).await?.ok_or_else(missing)?;
    Ok(answer(bytes, &headers))
}

/// The list, if what is there has the shape of one: no client should have to hold rubbish.
async fn list_bytes(public: &std::path::Path) -> Result<Vec<u8>, Problem> {
    let path = public.join("trust-list");
    let bytes = read(path, SignedTrustList::MAX_BYTES).await?;
    bytes
        .filter(|bytes| SignedTrustList::from_bytes(bytes).is_ok())
        .ok_or_else(|| {
            Problem::new(
                ProblemCode::Unavailable,
                "There is no trust list here yet. What you hold stays in use until its own end.",
            )
        })
}

async fn read(path: PathBuf, max_bytes: usize) -> Result<Option<Vec<u8>>, Problem> {
    let read = tokio::task::spawn_blocking(move || read_bounded(&path, max_bytes))
        .await
        .map_err(|_| Problem::internal())?;
    match read {
        Ok(bytes) => Ok(Some(bytes.to_vec())),
        Err(FileError::Missing(_)) => Ok(None),
        Err(error) => {
            tracing::error!(%error, "a public file cannot be read");
            Err(Problem::internal())
        }
    }
}

fn answer(bytes: Vec<u8>, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex(&Sha256::digest(&bytes)[..16]));
    let held = headers.get_all(IF_NONE_MATCH).iter().any(|held| {
        let held = held.to_str().unwrap_or_default();
        held.split(',').any(|one| {
            let one = one.trim();
            one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
        })
    });
    let caching = [
        (ETAG, tag),
        (CACHE_CONTROL, format!("public, max-age={MAX_AGE}")),
    ];
    if held {
        (StatusCode::NOT_MODIFIED, caching).into_response()
    } else {
        (caching, [(CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
    }
}

/// What is here is for everybody. A wallet in a browser corrects its clock by the Date header.
fn any_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([IF_NONE_MATCH])
        .expose_headers([AGE, DATE, ETAG])
}
