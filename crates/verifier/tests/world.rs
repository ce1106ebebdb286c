//! A federation, a verifier of two of its venues, and people at the door.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use celadon_api::openid4vp::AuthorizationResponse;
use celadon_credential::challenge::Challenge;
use celadon_credential::policy::Policy;
use celadon_credential::presentation::{Ask, Federation};
use celadon_credential::{Colour, Time, text};
use celadon_service::lists::ListSource;
use celadon_service::{HandClock, Limits, SecretToken, StoreOptions, with_layers};
use celadon_specimen::{Citizen, NOW, Specimen, VenueSpecimen};
use celadon_verifier::queue::Queue;
use celadon_verifier::venue_key::VenueKey;
use celadon_verifier::{Options, Papers, StartError, Stores, Venues, Verifier, Webhooks, router};
use data_encoding::BASE64URL_NOPAD;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

pub struct World {
    pub folder: TempDir,
    pub clock: Arc<HandClock>,
    pub specimen: Specimen,
    pub citizen: Citizen,
    pub venues: Vec<VenueSpecimen>,
    pub api_keys: Vec<String>,
    pub verifier: Verifier,
    pub app: Router,
}

/// Another process of the same verifier, as far as its memory goes.
pub struct Replica {
    pub verifier: Verifier,
    pub app: Router,
}

/// What a route answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: StatusCode,
    pub retry_after: Option<String>,
    pub body: Value,
}

impl Answer {
    /// The names of the body's members, in order.
    pub fn keys(&self) -> Vec<&str> {
        keys(&self.body)
    }

    /// The code of a problem document.
    pub fn code(&self) -> &str {
        let kind = self.body["type"].as_str().unwrap_or_default();
        kind.strip_prefix("urn:celadon:problem:").unwrap_or("none")
    }

    pub fn accepted(&self) -> bool {
        self.status == StatusCode::OK && self.body["result"] == "accepted"
    }

    /// Asserts that it is a refusal with this reason.
    pub fn refused(&self, reason: &str) {
        let expected = json!({ "result": "refused", "reason": reason });
        assert_eq!((self.status, &self.body), (StatusCode::OK, &expected));
    }

    /// Asserts that nothing was judged, for the reason with this code.
    pub fn unavailable(&self, code: &str) {
        assert_eq!(self.status, StatusCode::SERVICE_UNAVAILABLE, "{self:?}");
        assert_eq!(self.code(), code, "{self:?}");
        assert!(self.retry_after.is_some());
    }
}

pub fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap();
    object.keys().map(String::as_str).collect()
}

pub fn base64url(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

impl World {
    pub async fn new() -> World {
        World::with_policy(|_| {}).await
    }

    /// Three issuers, two venues, one citizen, and the list in a file; at [`NOW`].
    pub async fn with_policy(change: impl Fn(&mut Policy)) -> World {
        let mut specimen = Specimen::new(3);
        let venues = vec![specimen.venue(1, &change), specimen.venue(2, &change)];
        let citizen = specimen.citizen(1);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("list"), specimen.list.to_bytes()).unwrap();
        let clock = Arc::new(HandClock::at(NOW));
        let stores = Stores::in_folder(folder.path());
        let (verifier, api_keys) = open(&folder, &clock, &venues, stores).await;
        verifier.engine().lists.refresh(NOW).await.unwrap();
        World {
            app: with_layers(router(verifier.clone()), &Limits::default()),
            folder,
            clock,
            specimen,
            citizen,
            venues,
            api_keys,
            verifier,
        }
    }

    /// Opens the same folder again, as after a restart.
    pub async fn reopen(&mut self, options: StoreOptions) {
        self.reopen_with(options, Webhooks::default()).await;
    }

    /// The same, with notices for somebody.
    pub async fn reopen_with(&mut self, options: StoreOptions, webhooks: Webhooks) {
        let stores = Stores {
            store_options: options,
            ..Stores::in_folder(self.folder.path())
        };
        let (folder, clock) = (&self.folder, &self.clock);
        let (verifier, _) = open_with(folder, clock, &self.venues, stores, webhooks).await;
        let verifier = verifier.unwrap();
        self.app = with_layers(router(verifier.clone()), &Limits::default());
        self.verifier = verifier;
    }

    /// Remembers elsewhere from now on.
    pub async fn move_to(&mut self, stores: Stores) {
        let (verifier, _) = open(&self.folder, &self.clock, &self.venues, stores).await;
        verifier.engine().lists.refresh(NOW).await.unwrap();
        self.app = with_layers(router(verifier.clone()), &Limits::default());
        self.verifier = verifier;
    }

    /// A replica with a memory of this kind.
    pub async fn replica(&self, stores: Stores) -> Replica {
        let (verifier, _) = open(&self.folder, &self.clock, &self.venues, stores).await;
        let engine = verifier.engine();
        engine.lists.refresh(NOW).await.unwrap();
        Replica {
            app: with_layers(router(verifier.clone()), &Limits::default()),
            verifier,
        }
    }

    /// The first venue scans a code at a replica.
    pub async fn scan_at(&self, replica: &Replica, bytes: &[u8]) -> Answer {
        let text = text::encode(text::Prefix::Presentation, bytes);
        let body = Some(json!({ "text": text }));
        let key = Some(self.api_keys[0].as_str());
        let request = self.request(Method::POST, "/v1/verifications", key, body);
        send(replica.app.clone(), request).await
    }

    pub fn federation(&self) -> &Federation {
        &self.specimen.federation
    }

    pub fn list_file(&self) -> PathBuf {
        self.folder.path().join("list")
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        send(self.app.clone(), request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path, None, None)).await
    }

    /// A request of a device of the venue at this place.
    pub async fn device(&self, venue: usize, path: &str, body: Option<Value>) -> Answer {
        let method = if body.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        let key = self.api_keys[venue].as_str();
        self.send(self.request(method, path, Some(key), body)).await
    }

    pub fn request(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<Value>,
    ) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(Body::from(body.to_string()))
                .unwrap(),
            None => request.body(Body::empty()).unwrap(),
        }
    }

    /// The first venue makes a challenge: its id and token.
    pub async fn challenge(&self) -> (String, Vec<u8>) {
        let made = self.device(0, "/v1/challenges", Some(json!({}))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
        let token = made.body["token"].as_str().unwrap();
        let id = made.body["id"].as_str().unwrap();
        (
            id.to_owned(),
            BASE64URL_NOPAD.decode(token.as_bytes()).unwrap(),
        )
    }

    pub async fn outcome(&self, id: &str) -> Answer {
        self.device(0, &format!("/v1/challenges/{id}"), None).await
    }

    /// What a challenge asks for.
    pub fn ask(&self, token: &[u8]) -> Ask {
        let list = self.specimen.federation.list();
        let opened = Challenge::open(token, list.online_key(), list.federation()).unwrap();
        Ask::challenge(
            opened.certificate().venue,
            opened.policy(),
            opened.time(),
            token,
            &self.specimen.federation,
        )
    }

    /// The citizen's presentation for a challenge.
    pub fn answer_to(&mut self, token: &[u8]) -> Vec<u8> {
        let ask = self.ask(token);
        let presentation = self.specimen.present(&self.citizen, Colour::Green, &ask);
        presentation.to_bytes()
    }

    pub async fn present(&self, token: &[u8], presentation: &[u8]) -> Answer {
        send(self.app.clone(), wallet(token, presentation)).await
    }

    /// A code that the citizen shows to the first venue at this time.
    pub fn shown(&mut self, now: Time) -> Vec<u8> {
        self.shown_as(Colour::Green, now)
    }

    pub fn shown_as(&mut self, colour: Colour, now: Time) -> Vec<u8> {
        let ask = self.specimen.display(&self.venues[0], now);
        let presentation = self.specimen.present(&self.citizen, colour, &ask);
        presentation.to_bytes()
    }

    /// The first venue scans a code.
    pub async fn scan(&self, bytes: &[u8]) -> Answer {
        let text = text::encode(text::Prefix::Presentation, bytes);
        self.scan_text(&text).await
    }

    pub async fn scan_text(&self, text: &str) -> Answer {
        let body = json!({ "text": text });
        self.device(0, "/v1/verifications", Some(body)).await
    }
}

/// A wallet's answer.
pub fn wallet(token: &[u8], presentation: &[u8]) -> Request<Body> {
    let answer = AuthorizationResponse {
        credential_id: "green".into(),
        presentation: base64url(presentation),
        state: base64url(token),
    };
    form(answer.to_form())
}

/// A form at the response URI.
pub fn form(body: impl Into<Body>) -> Request<Body> {
    Request::post("/v1/presentations")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.into())
        .unwrap()
}

pub async fn send(app: Router, request: Request<Body>) -> Answer {
    let response = app.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let header = |name| Some(parts.headers.get(name)?.to_str().unwrap().to_owned());
    Answer {
        status: parts.status,
        retry_after: header("retry-after"),
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    }
}

pub fn papers(venue: &VenueSpecimen) -> Papers {
    let certificate = venue.signed_certificate.to_bytes();
    Papers::from_bytes(&certificate, &venue.signed_policy.to_bytes()).unwrap()
}

/// The key that the venue's certificate names, with an API key.
pub fn key(venue: &VenueSpecimen) -> (VenueKey, SecretToken) {
    let seed = u64::from(venue.certificate.venue.as_bytes()[0]);
    let token = SecretToken::random(&mut StdRng::seed_from_u64(seed));
    let digest = token.digest();
    let bytes = [&[1][..], venue.key.as_bytes(), digest.as_bytes().as_slice()];
    (VenueKey::from_bytes(&bytes.concat()).unwrap(), token)
}

async fn open(
    folder: &TempDir,
    clock: &Arc<HandClock>,
    venues: &[VenueSpecimen],
    stores: Stores,
) -> (Verifier, Vec<String>) {
    let (opened, texts) = try_open(folder, clock, venues, stores).await;
    (opened.unwrap(), texts)
}

pub async fn try_open(
    folder: &TempDir,
    clock: &Arc<HandClock>,
    venues: &[VenueSpecimen],
    stores: Stores,
) -> (Result<Verifier, StartError>, Vec<String>) {
    open_with(folder, clock, venues, stores, Webhooks::default()).await
}

async fn open_with(
    folder: &TempDir,
    clock: &Arc<HandClock>,
    venues: &[VenueSpecimen],
    stores: Stores,
    webhooks: Webhooks,
) -> (Result<Verifier, StartError>, Vec<String>) {
    let (keys, tokens): (Vec<_>, Vec<_>) = venues.iter().map(key).unzip();
    let venues = Venues::new(venues.iter().map(papers).collect(), &keys).unwrap();
    let options = Options {
        source: ListSource::File(folder.path().join("list")),
        federation: None,
        public_url: "http://venue.example".parse().unwrap(),
        clock: clock.clone(),
        queue: Queue::of_this_machine(),
        stores,
        webhooks,
    };
    let verifier = Verifier::open(venues, options).await;
    let texts = tokens.iter().map(|token| token.to_text().to_string());
    (verifier, texts.collect())
}
