//! One refusal: asked for green, whoever holds none does the same observable thing, and a changed
//! wallet that sends another colour gets the same bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use celadon_api::openid4vp::AuthorizationResponse;
use celadon_api::words::base64url;
use celadon_credential::Colour;
use celadon_credential::challenge::Challenge;
use celadon_credential::presentation::Ask;
use celadon_credential::text::{Prefix, encode, typed};
use celadon_credential::venue::Scene;
use celadon_specimen::NOW;
use celadon_vault::{Passphrase, WorkFactor};
use celadon_wallet::client::Client;
use celadon_wallet::online::Online;
use celadon_wallet::{Reading, Wallet, WalletFile};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use super::people::{GREEN, RED, Standing, YELLOW};
use super::script::text;
use super::world::World;

const HERE: Scene = Scene::Transport;

/// A listener that passes on whatever comes, and counts who came.
struct Wire {
    listener: TcpListener,
    came: Arc<AtomicUsize>,
}

impl Wire {
    async fn new() -> (Wire, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let came = Arc::new(AtomicUsize::new(0));
        (Wire { listener, came }, url)
    }

    /// Passes everything on to this address: how many came so far.
    fn lead_to(self, address: std::net::SocketAddr) -> Arc<AtomicUsize> {
        let came = self.came.clone();
        tokio::spawn(async move {
            while let Ok((mut from, _)) = self.listener.accept().await {
                self.came.fetch_add(1, Ordering::SeqCst);
                let mut to = TcpStream::connect(address).await.unwrap();
                tokio::spawn(async move { copy_bidirectional(&mut from, &mut to).await });
            }
        });
        came
    }
}

/// A request of the venue's device, and every byte of the answer but request id and date.
async fn raw(world: &World, method: &str, path: &str, body: &str) -> String {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: venue.example\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        world.key(HERE),
        body.len()
    );
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let own = ["x-request-id:", "date:"];
    let lines = answer.split_inclusive("\r\n");
    let same = lines.filter(|line| !own.iter().any(|name| line.starts_with(name)));
    same.collect()
}

/// A colour that the policy does not admit, from a changed wallet.
fn presented(world: &mut World, colour: Colour, ask: &Ask) -> Vec<u8> {
    let specimen = world.specimen();
    let citizen = specimen.citizen(1);
    specimen.present(&citizen, colour, ask).to_bytes()
}

/// What the device scans of a changed wallet.
fn displayed(world: &mut World, colour: Colour) -> String {
    let issuing = &mut world.issuing;
    let venue = &world.venues[super::world::place(HERE)];
    let ask = issuing.specimen.display(venue, NOW);
    let code = presented(world, colour, &ask);
    let text = encode(Prefix::Presentation, &code);
    json!({ "text": text }).to_string()
}

/// The venue asks: its id for the outcome, and the token.
async fn asked(world: &World) -> (String, Vec<u8>) {
    let made = world.device(HERE, "/v1/challenges", json!({})).await;
    let token = typed::challenge(text(&made["challenge"])).unwrap();
    (text(&made["id"]).to_owned(), token)
}

/// What a wallet program does with a question: what it tells its user and how much randomness it
/// draws, of which a proof takes much; and whether it sends anything.
fn program(wallet: Wallet, token: &[u8]) -> ((String, u64), bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wallet");
    let passphrase = Passphrase::new("correct horse".to_owned()).unwrap();
    let mut rng = StdRng::seed_from_u64(5);
    let mut file = WalletFile::create(&path, passphrase, WorkFactor::LOW, wallet).unwrap();
    let told = file.change(&mut rng, |wallet, _| wallet.describe(token, NOW));
    let client = Client::new().unwrap();
    let clock = || Reading {
        wall: NOW,
        steady: None,
    };
    let mut online = Online {
        file: &mut file,
        client: &client,
        rng: &mut rng,
        clock,
    };
    let answered = online.answer("Ada", token).unwrap();
    // Two generators of one seed are at the same place if as much was drawn of them.
    (
        (told.unwrap().to_string(), rng.next_u64()),
        answered.is_some(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_green_does_the_same_and_the_venue_sees_one_refusal() {
    let (wire, public) = Wire::new().await;
    let mut world = World::start(Some(public)).await;
    let came = wire.lead_to(world.address());
    let (_, everybodys) = asked(&world).await;
    let mut seen = Vec::new();
    let mut questions = Vec::new();
    for standing in [RED, YELLOW, Standing::Withdrawn, Standing::NotEnrolled] {
        let wallet = world.wallet(&[("Ada", standing)]);
        let (id, token) = asked(&world).await;
        let same = everybodys.clone();
        let run = move || (program(wallet.clone(), &same), program(wallet, &token));
        let (told, own) = tokio::task::spawn_blocking(run).await.unwrap();
        assert!(!told.1 && !own.1, "{standing:?} sends nothing");
        seen.push(told.0);
        questions.push(id);
    }
    assert_eq!(came.load(Ordering::SeqCst), 0, "no wallet called anybody");
    assert!(seen.iter().all(|told| *told == seen[0]));

    // A changed wallet sends what it holds. The question stays open, as if nobody had answered.
    for colour in [Colour::Yellow, Colour::Red] {
        let (id, token) = asked(&world).await;
        let list = world.specimen().federation.list();
        let opened = Challenge::open(&token, list.online_key(), list.federation()).unwrap();
        let (venue, policy) = (opened.certificate().venue, opened.policy());
        let federation = &world.issuing.specimen.federation;
        let ask = Ask::challenge(venue, policy, opened.time(), &token, federation);
        let form = AuthorizationResponse {
            credential_id: policy.credential_id(),
            presentation: base64url(&presented(&mut world, colour, &ask)),
            state: base64url(&token),
        };
        let uri = opened.response_uri().to_string();
        let told = world.post(&uri, form.to_form()).await;
        assert_eq!(told, super::script::refused("no_green"));
        questions.push(id);
    }
    // Whoever holds green is heard, so that the wire was one.
    let before = came.load(Ordering::SeqCst);
    let wallet = world.wallet(&[("Ada", GREEN)]);
    let run = move || program(wallet, &everybodys);
    let (told, sent) = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(sent);
    assert_eq!(told.0, seen[0].0, "it is told the same, and");
    assert_ne!(told.1, seen[0].1, "its proof takes randomness");
    assert_eq!(came.load(Ordering::SeqCst), before + 1);

    let mut open = Vec::new();
    for id in &questions {
        open.push(raw(&world, "GET", &format!("/v1/challenges/{id}"), "").await);
    }
    assert!(open.iter().all(|answer| *answer == open[0]));
    assert!(open[0].contains("pending"), "{}", open[0]);
    let mut refusals = Vec::new();
    for colour in [Colour::Yellow, Colour::Red] {
        let body = displayed(&mut world, colour);
        refusals.push(raw(&world, "POST", "/v1/verifications", &body).await);
    }
    world.clock.set(NOW.plus(61));
    for id in &questions {
        refusals.push(raw(&world, "GET", &format!("/v1/challenges/{id}"), "").await);
    }
    assert!(refusals[0].ends_with(r#"{"result":"refused","reason":"no_green"}"#));
    for refusal in &refusals {
        assert_eq!(*refusal, refusals[0], "byte for byte");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turnstile_and_a_batch_make_no_difference_either() {
    let mut world = World::start(None).await;
    let mut gates = Vec::new();
    let mut batches = Vec::new();
    for colour in [Colour::Yellow, Colour::Red] {
        let body = displayed(&mut world, colour);
        gates.push(raw(&world, "POST", "/v1/gate", &body).await);
        let batch = format!(r#"{{"items":[{body}]}}"#);
        batches.push(raw(&world, "POST", "/v1/verifications/batch", &batch).await);
    }
    assert!(gates[0].starts_with("HTTP/1.1 403 "), "{}", gates[0]);
    assert!(gates[0].contains("no_green"), "{}", gates[0]);
    assert_eq!(gates[0], gates[1]);
    assert!(batches[0].contains(r#"[{"result":"refused","reason":"no_green"}]"#));
    assert_eq!(batches[0], batches[1]);
}
