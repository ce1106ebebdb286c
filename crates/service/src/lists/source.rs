//! Where a list comes from.

use std::convert::Infallible;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use celadon_credential::trust_list::SignedTrustList;

use super::FetchError;

/// How long an address may take to connect, and in all.
const CONNECT_TIME: Duration = Duration::from_secs(5);
const FETCH_TIME: Duration = Duration::from_secs(20);

/// A file or a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListSource {
    /// A file.
    File(PathBuf),
    /// An address that begins with `http://` or `https://`.
    Url(String),
}

impl ListSource {
    /// Reads what is there, up to the size of the largest list.
    ///
    /// # Errors
    /// [`FetchError`].
    pub async fn fetch(&self) -> Result<Vec<u8>, FetchError> {
        match self {
            ListSource::File(path) => {
                let path = path.clone();
                tokio::task::spawn_blocking(move || read(&path))
                    .await
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
            }
            ListSource::Url(url) => get(url).await,
        }
    }
}

/// Whatever is no URL is a path.
impl FromStr for ListSource {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<ListSource, Infallible> {
        let is_url = text.starts_with("http://") || text.starts_with("https://");
        Ok(if is_url {
            ListSource::Url(text.to_owned())
        } else {
            ListSource::File(text.into())
        })
    }
}

impl fmt::Display for ListSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListSource::File(path) => path.display().fmt(f),
            ListSource::Url(url) => f.write_str(url),
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, FetchError> {
    let fail = |source| FetchError::File {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(fail)?;
    let mut bytes = Vec::new();
    file.take(SignedTrustList::MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(fail)?;
    bounded(bytes)
}

async fn get(url: &str) -> Result<Vec<u8>, FetchError> {
    let fail = |error: reqwest::Error| FetchError::Http(told(&error));
    install_provider();
    // A redirect is what a log-in page answers with.
    let client = reqwest::Client::builder()
        .connect_timeout(CONNECT_TIME)
        .timeout(FETCH_TIME)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(fail)?;
    let mut response = client.get(url).send().await.map_err(fail)?;
    if response.status() != reqwest::StatusCode::OK {
        let status = response.status();
        return Err(FetchError::Http(format!("it answers {status}")));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(fail)? {
        bytes.extend_from_slice(&chunk);
        bytes = bounded(bytes)?;
    }
    Ok(bytes)
}

fn bounded(bytes: Vec<u8>) -> Result<Vec<u8>, FetchError> {
    if bytes.len() > SignedTrustList::MAX_BYTES {
        return Err(FetchError::TooLarge);
    }
    Ok(bytes)
}

/// The error with its causes: reqwest's own words alone do not say that nobody listens.
fn told(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// reqwest is built without a TLS provider of its own; the first to need one chooses ring.
fn install_provider() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another thread may have been first, with the same choice.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
