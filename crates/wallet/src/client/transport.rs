//! One request, one bounded answer.

use std::time::Duration;

use celadon_credential::Time;
use celadon_credential::url::HttpUrl;
use reqwest::header::{AGE, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;

use super::ClientError;
use crate::enrol::trimmed;

/// How long a connection may take to come up.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a whole request may take.
const TOTAL: Duration = Duration::from_secs(60);

/// Sends requests and waits for the answers. Not for use inside an asynchronous runtime: it has
/// one of its own.
#[derive(Debug)]
pub struct Client {
    runtime: Runtime,
}

/// An answer, and the time that its server told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched<T> {
    /// The answer.
    pub value: T,
    /// The time of the answer, as the server tells it.
    pub date: Option<Time>,
}

impl<T> Fetched<T> {
    pub(super) fn undated(value: T) -> Fetched<T> {
        Fetched { value, date: None }
    }

    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Fetched<U> {
        Fetched {
            value: change(self.value),
            date: self.date,
        }
    }
}

/// What is asked, and how long the answer may be.
pub(super) struct Request<'a> {
    pub(super) url: &'a HttpUrl,
    /// Added to the address; empty for the address itself.
    pub(super) path: &'a str,
    pub(super) session: Option<&'a str>,
    pub(super) body: Body,
    pub(super) limit: usize,
}

pub(super) enum Body {
    /// A GET.
    None,
    Json(Vec<u8>),
    Bytes(Vec<u8>),
    Form(String),
}

impl Body {
    pub(super) fn json(body: &impl Serialize) -> Body {
        Body::Json(serde_json::to_vec(body).expect("bodies are structures with text keys"))
    }
}

impl<'a> Request<'a> {
    /// A GET that says nothing of who asks.
    pub(super) fn get(url: &'a HttpUrl, path: &'a str, limit: usize) -> Request<'a> {
        Request {
            url,
            path,
            session: None,
            body: Body::None,
            limit,
        }
    }
}

impl Client {
    /// A client with no cookies, no redirects, and no memory.
    pub fn new() -> Result<Client, ClientError> {
        // A second one is refused, and the first does as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| ClientError::Setup(error.to_string()))?;
        once(Proxy::Environment)?;
        Ok(Client { runtime })
    }

    pub(super) fn json<T: DeserializeOwned>(
        &self,
        request: Request<'_>,
    ) -> Result<Fetched<T>, ClientError> {
        let url = request.url;
        let answer = self.send(request)?;
        let value = serde_json::from_slice(&answer.value);
        let value = value.map_err(|_| ClientError::unreadable(url))?;
        Ok(answer.map(|_| value))
    }

    pub(super) fn send(&self, request: Request<'_>) -> Result<Fetched<Vec<u8>>, ClientError> {
        self.runtime.block_on(Client::exchange(request))
    }

    async fn exchange(request: Request<'_>) -> Result<Fetched<Vec<u8>>, ClientError> {
        let url = request.url;
        let unreachable = |error: reqwest::Error| ClientError::Unreachable {
            host: url.authority().to_owned(),
            why: innermost(&error),
        };
        let mut answer = Client::prepared(&request)?
            .send()
            .await
            .map_err(unreachable)?;
        let status = answer.status();
        if status.is_redirection() {
            let host = url.authority().to_owned();
            return Err(ClientError::Redirected { host });
        }
        let date = date(answer.headers());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > request.limit {
                return Err(ClientError::unreadable(url));
            }
            body.extend_from_slice(&chunk);
        }
        if status.is_success() {
            Ok(Fetched { value: body, date })
        } else {
            Err(ClientError::refused(url, status.as_u16(), &body))
        }
    }

    fn prepared(request: &Request<'_>) -> Result<reqwest::RequestBuilder, ClientError> {
        let Request { url, path, .. } = request;
        let target = match *path {
            "" => url.as_str().to_owned(),
            _ if url.as_str().contains('?') => return Err(ClientError::Address((*url).clone())),
            path => format!("{}{path}", trimmed(url)),
        };
        let client = once(match url.is_this_machine() {
            true => Proxy::None,
            false => Proxy::Environment,
        })?;
        let mut builder = match &request.body {
            Body::None => client.get(target),
            Body::Json(body) => client
                .post(target)
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone()),
            Body::Bytes(body) => client
                .post(target)
                .header(CONTENT_TYPE, "application/octet-stream")
                .body(body.clone()),
            Body::Form(body) => client
                .post(target)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body.clone()),
        };
        if let Some(session) = request.session {
            let mut value = HeaderValue::from_str(&format!("Bearer {session}"))
                .map_err(|_| ClientError::unreadable(url))?;
            value.set_sensitive(true);
            builder = builder.header(AUTHORIZATION, value);
        }
        Ok(builder)
    }
}

/// Who stands between.
enum Proxy {
    /// Nobody: for this machine.
    None,
    /// The proxy that the environment names, if it names one: for other machines.
    Environment,
}

/// A client for one request. A second request over its connection, or with the session that TLS
/// keeps of it, would be known for the same wallet's: as good as a cookie.
fn once(proxy: Proxy) -> Result<reqwest::Client, ClientError> {
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(CONNECT)
        .timeout(TOTAL);
    match proxy {
        Proxy::None => builder.no_proxy(),
        Proxy::Environment => builder,
    }
    .build()
    .map_err(|error| ClientError::Setup(error.to_string()))
}

/// The `Date` header (RFC 9110 section 6.6.1), and how long the answer has lain in a cache since
/// (RFC 9111 section 5.1).
fn date(headers: &HeaderMap) -> Option<Time> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let date = httpdate::parse_http_date(text(DATE)?).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    let age = text(AGE).map_or(Some(0), |age| age.parse().ok())?;
    Some(Time::from_secs(since.as_secs()).plus(age))
}

/// The cause, without the address, which stands in the outer ones.
fn innermost(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
