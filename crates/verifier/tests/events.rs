//! Outcomes as they come: streams for displays, notices for servers.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use axum::routing::post;
use celadon_service::StoreOptions;
use celadon_verifier::{Venues, Webhook};
use data_encoding::BASE64;
use ed25519_dalek::Signature;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::world::World;

/// A stream of a venue's display.
struct Stream {
    body: axum::body::BodyDataStream,
    read: String,
}

impl Stream {
    async fn open(world: &World, path: &str) -> Stream {
        let response = opened(world, 0, path).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Stream {
            body: response.into_body().into_data_stream(),
            read: String::new(),
        }
    }

    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let data = event.strip_prefix("event: outcome\ndata: ").unwrap();
                let data = serde_json::from_str(data).unwrap();
                self.read = rest.to_owned();
                return Some(data);
            }
            let next = tokio::time::timeout(Duration::from_secs(10), self.body.next()).await;
            let bytes = next.expect("an event in time")?.unwrap();
            self.read.push_str(core::str::from_utf8(&bytes).unwrap());
        }
    }
}

async fn opened(world: &World, venue: usize, path: &str) -> Response {
    let key = Some(world.api_keys[venue].as_str());
    let request = world.request(Method::GET, path, key, None);
    world.app.clone().oneshot(request).await.unwrap()
}

fn event(id: &str, verdict: &Value) -> Value {
    let mut event = verdict.clone();
    event["id"] = id.into();
    event
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_a_challenge_tells_its_outcome_and_ends() {
    let mut world = World::new().await;
    let (id, token) = world.challenge().await;
    let mut stream = Stream::open(&world, &format!("/v1/challenges/{id}/events")).await;
    let pending = json!({ "result": "pending" });
    assert_eq!(stream.next().await, Some(event(&id, &pending)));
    let answer = world.answer_to(&token);
    let told = world.present(&token, &answer).await;
    assert!(told.accepted());
    assert_eq!(stream.next().await, Some(event(&id, &told.body)));
    assert_eq!(stream.next().await, None);
    // One that comes later is told at once, and one that nobody answered is told too.
    let mut late = Stream::open(&world, &format!("/v1/challenges/{id}/events")).await;
    assert_eq!(late.next().await, Some(event(&id, &told.body)));
    assert_eq!(late.next().await, None);
    let (other, _) = world.challenge().await;
    let mut stream = Stream::open(&world, &format!("/v1/challenges/{other}/events")).await;
    assert_eq!(stream.next().await, Some(event(&other, &pending)));
    world.clock.advance(60);
    let refused = json!({ "result": "refused", "reason": "no_green" });
    assert_eq!(stream.next().await, Some(event(&other, &refused)));
    assert_eq!(stream.next().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_a_venue_tells_all_its_outcomes_and_no_others() {
    let mut world = World::new().await;
    let pending = json!({ "result": "pending" });
    let (first, token) = world.challenge().await;
    let mut stream = Stream::open(&world, "/v1/events").await;
    assert_eq!(stream.next().await, Some(event(&first, &pending)));
    let made = world.device(1, "/v1/challenges", Some(json!({}))).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let answer = world.answer_to(&token);
    // What another replica records is seen as well.
    let app = world.app.clone();
    world.reopen(StoreOptions::default()).await;
    let told = world.present(&token, &answer).await;
    assert_eq!(stream.next().await, Some(event(&first, &told.body)));
    world.app = app;
    let (second, _) = world.challenge().await;
    assert_eq!(stream.next().await, Some(event(&second, &pending)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_its_venues_alone_and_bounded_and_ends_with_the_service() {
    let world = World::new().await;
    let (id, _) = world.challenge().await;
    let path = format!("/v1/challenges/{id}/events");
    assert_eq!(
        opened(&world, 1, &path).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(world.get(&path).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        world.get("/v1/events").await.status,
        StatusCode::UNAUTHORIZED
    );
    let mut open = Vec::new();
    for _ in 0..Venues::STREAMS {
        open.push(Stream::open(&world, "/v1/events").await);
    }
    let over = world.device(0, "/v1/events", None).await;
    assert_eq!(
        (over.status.as_u16(), over.code()),
        (429, "too_many_requests")
    );
    assert!(over.retry_after.is_some());
    // Another venue has its own, and a closed one is free again.
    assert_eq!(
        opened(&world, 1, "/v1/events").await.status(),
        StatusCode::OK
    );
    open.pop();
    let mut last = Stream::open(&world, "/v1/events").await;
    assert!(last.next().await.is_some());
    world.verifier.close_streams();
    assert_eq!(last.next().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_response_code_guards_is_in_no_stream() {
    let mut world = World::new().await;
    let asked = json!({ "redirect_uri": "https://shop.example/done", "lifetime_seconds": 5 });
    let made = world.device(0, "/v1/challenges", Some(asked)).await;
    let id = made.body["id"].as_str().unwrap();
    let token = made.body["token"].as_str().unwrap().as_bytes();
    let token = data_encoding::BASE64URL_NOPAD.decode(token).unwrap();
    let answer = world.answer_to(&token);
    assert!(world.present(&token, &answer).await.accepted());
    let mut stream = Stream::open(&world, "/v1/events").await;
    let pending = json!({ "result": "pending" });
    assert_eq!(stream.next().await, Some(event(id, &pending)));
    let (other, _) = world.challenge().await;
    assert_eq!(stream.next().await, Some(event(&other, &pending)));
}

/// A venue's server: what it was sent, and how many times it is away before it takes anything.
#[derive(Clone, Default)]
struct Shop {
    sent: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    away: Arc<Mutex<u32>>,
}

impl Shop {
    /// Where it listens.
    async fn open(&self) -> String {
        let app = Router::new()
            .route("/hook", post(Shop::take))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async { axum::serve(listener, app).await.unwrap() });
        format!("http://{address}/hook")
    }

    async fn take(State(shop): State<Shop>, headers: HeaderMap, body: Bytes) -> StatusCode {
        shop.sent.lock().unwrap().push((headers, body));
        let mut away = shop.away.lock().unwrap();
        match *away {
            0 => StatusCode::NO_CONTENT,
            _ => {
                *away -= 1;
                StatusCode::BAD_GATEWAY
            }
        }
    }

    /// What it was sent, once it is so much.
    async fn sent(&self, count: usize) -> Vec<(HeaderMap, Bytes)> {
        for _ in 0..100 {
            if self.sent.lock().unwrap().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let sent = self.sent.lock().unwrap().clone();
        assert_eq!(sent.len(), count);
        sent
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_signed_with_the_venues_key_and_tried_again_with_the_same_bytes() {
    let mut world = World::new().await;
    let shop = Shop::default();
    let url = shop.open().await;
    let venue = world.venues[0].certificate.venue;
    let webhook: Webhook = format!("{venue}={url}").parse().unwrap();
    let webhooks = [webhook].into_iter().collect();
    world.reopen_with(StoreOptions::default(), webhooks).await;
    *shop.away.lock().unwrap() = 1;
    let (id, token) = world.challenge().await;
    let answer = world.answer_to(&token);
    let told = world.present(&token, &answer).await;
    assert!(told.accepted());
    // The other venue has no webhook.
    world.device(1, "/v1/challenges", Some(json!({}))).await;

    let sent = shop.sent(2).await;
    let header = |name: &str| sent[0].0[name].to_str().unwrap().to_owned();
    for (headers, body) in &sent {
        assert_eq!(*body, sent[0].1);
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            assert_eq!(headers[name], header(name));
        }
        assert!(!headers.contains_key("authorization"));
    }
    let body: Value = serde_json::from_slice(&sent[0].1).unwrap();
    assert_eq!(body["type"], "challenge.outcome");
    assert_eq!(body["data"], event(&id, &told.body));
    assert_eq!(header("webhook-id"), format!("msg_{id}"));
    let signed = [
        header("webhook-id").as_bytes(),
        b".",
        header("webhook-timestamp").as_bytes(),
        b".",
        &sent[0].1,
    ]
    .concat();
    let signature = header("webhook-signature");
    let signature = BASE64
        .decode(signature.strip_prefix("v1a,").unwrap().as_bytes())
        .unwrap();
    let signature = Signature::from_slice(&signature).unwrap();
    let key = world.venues[0].certificate.key;
    assert!(key.verify_strict(&signed, &signature).is_ok());
    assert!(key.verify_strict(&signed[1..], &signature).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_that_nobody_answers_is_told_and_a_guarded_one_is_not() {
    let mut world = World::new().await;
    let shop = Shop::default();
    let webhook: Webhook = shop.open().await.parse().unwrap();
    let webhooks = [webhook].into_iter().collect();
    world.reopen_with(StoreOptions::default(), webhooks).await;
    let guarded = json!({ "redirect_uri": "https://shop.example/done" });
    let made = world.device(0, "/v1/challenges", Some(guarded)).await;
    let token = made.body["token"].as_str().unwrap().as_bytes();
    let token = data_encoding::BASE64URL_NOPAD.decode(token).unwrap();
    let answer = world.answer_to(&token);
    assert!(world.present(&token, &answer).await.accepted());
    let asked = json!({ "lifetime_seconds": 5 });
    let made = world.device(0, "/v1/challenges", Some(asked)).await;
    world.clock.advance(5);
    let sent = shop.sent(1).await;
    let body: Value = serde_json::from_slice(&sent[0].1).unwrap();
    let refused = json!({ "result": "refused", "reason": "no_green" });
    assert_eq!(
        body["data"],
        event(made.body["id"].as_str().unwrap(), &refused)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_names_a_webhook() {
    let world = World::new().await;
    let asked = json!({ "webhook": "https://shop.example/hook" });
    let made = world.device(0, "/v1/challenges", Some(asked)).await;
    assert_eq!((made.status.as_u16(), made.code()), (422, "invalid_body"));
}
