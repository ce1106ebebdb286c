//! Webhooks: a venue's server is sent what became of each challenge, as Standard Webhooks 1.0 says it,
//! signed with the venue's own key (`v1a`, Ed25519), whose public half stands in its certificate.
//!
//! An address comes from the configuration and nowhere else: no request can make the verifier call
//! one. What cannot be delivered is dropped in the end, for a notice is a convenience: the outcome
//! itself can be read until it is forgotten.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use celadon_api::verifier::Notice;
use celadon_credential::ids::VenueId;
use celadon_credential::signed::SigningKey;
use celadon_credential::url::HttpUrl;
use data_encoding::BASE64;
use ed25519_dalek::Signer;
use reqwest::redirect::Policy;
use thiserror::Error;
use tokio::sync::{Semaphore, mpsc};

/// Where each venue's notices go.
#[derive(Debug, Clone, Default)]
pub struct Webhooks {
    every: Option<HttpUrl>,
    of_venue: HashMap<VenueId, HttpUrl>,
}

/// A webhook as it is configured: `URL` for every venue, or `VENUE=URL` for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    venue: Option<VenueId>,
    url: HttpUrl,
}

/// A text that is no webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "expected an https address (or one of this machine), with VENUE= before it if it is for one \
     venue, whose id has 32 hexadecimal digits"
)]
pub struct WebhookError;

impl std::str::FromStr for Webhook {
    type Err = WebhookError;

    fn from_str(text: &str) -> Result<Webhook, WebhookError> {
        let (venue, url) = match text.split_once('=') {
            // An address may have a query.
            Some((venue, url)) if !venue.contains(':') => {
                (Some(venue.parse().map_err(|_| WebhookError)?), url)
            }
            _ => (None, text),
        };
        let url: HttpUrl = url.parse().map_err(|_| WebhookError)?;
        match url.is_private() {
            true => Ok(Webhook { venue, url }),
            false => Err(WebhookError),
        }
    }
}

impl FromIterator<Webhook> for Webhooks {
    /// Of two for one venue the last counts.
    fn from_iter<I: IntoIterator<Item = Webhook>>(webhooks: I) -> Webhooks {
        let mut all = Webhooks::default();
        for Webhook { venue, url } in webhooks {
            match venue {
                Some(venue) => drop(all.of_venue.insert(venue, url)),
                None => all.every = Some(url),
            }
        }
        all
    }
}

/// The notices on their way. Clones share them; they stop when the last is dropped.
#[derive(Debug, Clone)]
pub struct Notices {
    webhooks: Arc<Webhooks>,
    queues: HashMap<HttpUrl, mpsc::Sender<Signed>>,
    /// How many challenges are watched for their end.
    pub(crate) watched: Arc<Semaphore>,
}

/// A notice with its signature: the same bytes in every attempt.
#[derive(Debug)]
struct Signed {
    id: String,
    timestamp: String,
    signature: String,
    body: String,
}

impl Notices {
    /// Notices that wait for one address.
    pub const WAITING: usize = 1_024;
    /// Deliveries to one address at one time.
    const AT_ONCE: usize = 4;
    /// Challenges whose end is watched.
    const WATCHED: usize = 4_096;
    /// Seconds to wait after each failed attempt; a minute in all.
    const PAUSES: [u64; 6] = [1, 2, 4, 8, 16, 32];
    /// How long one attempt may take.
    const ATTEMPT: Duration = Duration::from_secs(10);

    /// Starts one queue for each address.
    pub(crate) fn start(webhooks: Webhooks) -> Notices {
        let urls = webhooks.of_venue.values().chain(&webhooks.every);
        let queues = urls.cloned().map(|url| {
            let (sender, receiver) = mpsc::channel(Notices::WAITING);
            tokio::spawn(deliver_all(url.clone(), receiver));
            (url, sender)
        });
        Notices {
            queues: queues.collect(),
            webhooks: Arc::new(webhooks),
            watched: Arc::new(Semaphore::new(Notices::WATCHED)),
        }
    }

    /// Whether somebody wants a venue's notices.
    pub(crate) fn wanted(&self, venue: VenueId) -> bool {
        self.url(venue).is_some()
    }

    /// Puts a notice on its way.
    pub(crate) fn send(&self, venue: VenueId, notice: &Notice, key: &SigningKey) {
        let Some(queue) = self.url(venue).and_then(|url| self.queues.get(url)) else {
            return;
        };
        if queue.try_send(sign(notice, key)).is_err() {
            tracing::warn!("a notice was dropped: as many wait for the webhook as may");
        }
    }

    fn url(&self, venue: VenueId) -> Option<&HttpUrl> {
        let webhooks = &self.webhooks;
        webhooks.of_venue.get(&venue).or(webhooks.every.as_ref())
    }
}

fn sign(notice: &Notice, key: &SigningKey) -> Signed {
    let body = serde_json::to_string(notice).expect("a structure with text keys is JSON");
    let id = format!("msg_{}", notice.data.id);
    let timestamp = notice.timestamp.as_secs().to_string();
    // No signed object of the protocol begins with these letters: each begins with its kind.
    let signature = key.sign(format!("{id}.{timestamp}.{body}").as_bytes());
    Signed {
        signature: format!("v1a,{}", BASE64.encode(&signature.to_bytes())),
        id,
        timestamp,
        body,
    }
}

async fn deliver_all(url: HttpUrl, mut queue: mpsc::Receiver<Signed>) {
    let client = match client(&url) {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "no webhook can be called");
            return;
        }
    };
    let turns = Arc::new(Semaphore::new(Notices::AT_ONCE));
    while let Some(notice) = queue.recv().await {
        let turn = turns.clone().acquire_owned().await;
        let (client, url) = (client.clone(), url.clone());
        tokio::spawn(async move {
            let _turn = turn;
            deliver(&client, &url, &notice).await;
        });
    }
}

/// Tries until it is taken, or the pauses are over.
async fn deliver(client: &reqwest::Client, url: &HttpUrl, notice: &Signed) {
    let mut pauses = Notices::PAUSES.iter();
    loop {
        let request = client
            .post(url.as_str())
            .header("content-type", "application/json")
            .header("webhook-id", &notice.id)
            .header("webhook-timestamp", &notice.timestamp)
            .header("webhook-signature", &notice.signature)
            .body(notice.body.clone());
        let taken = request.send().await.map(|answer| answer.status());
        if taken.is_ok_and(|status| status.is_success()) {
            return;
        }
        match pauses.next() {
            Some(seconds) => tokio::time::sleep(Duration::from_secs(*seconds)).await,
            None => break,
        }
    }
    tracing::warn!(
        host = url.authority(),
        "a notice was not taken and is dropped"
    );
}

fn client(url: &HttpUrl) -> Result<reqwest::Client, reqwest::Error> {
    // A second one is refused, and the first does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .timeout(Notices::ATTEMPT);
    match url.is_this_machine() {
        true => builder.no_proxy().build(),
        false => builder.build(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_encrypted_or_on_this_machine_and_perhaps_for_one_venue() {
        let id = "01".repeat(16);
        for (text, of_one) in [
            ("https://shop.example/hook".to_owned(), false),
            ("https://shop.example/hook?a=b".into(), false),
            ("http://127.0.0.1:9000/hook".into(), false),
            (format!("{id}=https://shop.example/hook?a=b"), true),
        ] {
            let webhook: Webhook = text.parse().unwrap();
            assert_eq!(webhook.venue.is_some(), of_one, "{text}");
        }
        for text in [
            "",
            "http://shop.example/hook",
            "ftp://shop.example",
            "01=https://shop.example/hook",
            "=https://shop.example",
        ] {
            assert_eq!(text.parse::<Webhook>(), Err(WebhookError), "{text}");
        }
    }
}
