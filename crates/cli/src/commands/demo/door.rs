//! A venue's device: it speaks to the venue's verifier with its API key.

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::process::{Celadon, Service};
use super::world::{string, text};
use crate::exit::Failure;
use crate::runtime::block_on;

/// A venue with its running verifier.
#[derive(Debug)]
pub struct Door {
    /// The venue's key in this demo: `metro` or `workplace`.
    pub name: &'static str,
    /// The certificate, as the federation signed it.
    pub certificate: PathBuf,
    /// The policy, as the federation signed it.
    pub policy: PathBuf,
    /// The API key of the venue's devices.
    pub api_key: String,
    /// The verifier.
    pub verifier: Service,
}

impl Door {
    /// Makes the venue's keys, has its papers signed, starts its verifier.
    #[allow(clippy::too_many_arguments)] // each is a different file or folder, named once
    pub fn open(
        name: &'static str,
        celadon: &Celadon,
        federation: &Path,
        folder: &Path,
        venue: &Path,
        policy: &Path,
        list_url: &str,
        logs: &Path,
    ) -> Result<Door, Failure> {
        let made = celadon.must(&["verifier", "init", "--dir", text(folder)?])?;
        let api_key = string(&made, "api_key")?;
        let signed = celadon.must(&[
            "federation",
            "venue",
            "add",
            "--dir",
            text(federation)?,
            text(venue)?,
            text(policy)?,
            "--key",
            &string(&made, "public_key")?,
        ])?;
        let certificate = PathBuf::from(string(&signed, "venue")?);
        let policy = PathBuf::from(string(&signed, "policy")?);
        let verifier = celadon.serve(
            &[
                "verifier",
                "serve",
                "--dir",
                text(folder)?,
                "--trust-list",
                list_url,
                "--venue",
                text(&certificate)?,
                "--policy",
                text(&policy)?,
                "--listen",
                "127.0.0.1:0",
            ],
            &logs.join(format!("{name}.log")),
        )?;
        Ok(Door {
            name,
            certificate,
            policy,
            api_key,
            verifier,
        })
    }

    /// A fresh challenge: `CELQ1` text and id.
    pub fn challenge(&self, lifetime_seconds: u64) -> Result<(String, String), Failure> {
        let body = json!({ "lifetime_seconds": lifetime_seconds });
        let made = self.call(Method::POST, "/v1/challenges", Some(body))?;
        Ok((string(&made, "challenge")?, string(&made, "id")?))
    }

    /// What became of a challenge.
    pub fn outcome(&self, id: &str) -> Result<Value, Failure> {
        self.call(Method::GET, &format!("/v1/challenges/{id}"), None)
    }

    /// What the device makes of a scanned text.
    pub fn scan(&self, text: &str) -> Result<Value, Failure> {
        self.call(
            Method::POST,
            "/v1/verifications",
            Some(json!({ "text": text })),
        )
    }

    fn call(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, Failure> {
        let url = format!("{}{path}", self.verifier.url());
        block_on(async {
            let client = reqwest::Client::builder()
                .timeout(Duration::from_secs(20))
                .no_proxy()
                .build()?;
            let mut request = client.request(method, url).bearer_auth(&self.api_key);
            if let Some(body) = body {
                request = request.json(&body);
            }
            let response = request.send().await?;
            let status = response.status();
            let body: Value = response.json().await?;
            if status.is_success() {
                return Ok(body);
            }
            Err(Failure::new(format!(
                "the verifier answered {status}: {body}"
            )))
        })
    }
}
