//! Eight venues with the shipped policies behind one verifier that listens.

use std::fs;
use std::sync::Arc;

use celadon_api::sources::PolicySource;
use celadon_credential::Time;
use celadon_credential::policy::Policy;
use celadon_credential::text::{Prefix, encode};
use celadon_credential::time::Clock;
use celadon_credential::venue::Scene;
use celadon_service::lists::ListSource;
use celadon_service::{HandClock, Limits, SecretToken};
use celadon_specimen::{NOW, Specimen, VenueSpecimen};
use celadon_verifier::venue_key::VenueKey;
use celadon_verifier::{Config, Papers, Running, Stores, Venues, Webhooks};
use celadon_wallet::Place;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::issuing;

pub struct World {
    pub issuing: issuing::World,
    pub clock: Arc<HandClock>,
    pub venues: Vec<VenueSpecimen>,
    keys: Vec<String>,
    running: Running,
    http: reqwest::Client,
    _folder: TempDir,
}

/// A venue of this scene, with the policy that is shipped.
fn venue(specimen: &mut Specimen, scene: Scene) -> VenueSpecimen {
    let federation = *specimen.federation.list().federation();
    let shipped = PolicySource::shipped(scene).policy(federation, NOW);
    let shipped = shipped.unwrap();
    let mut venue = specimen.venue(scene.code(), |policy| *policy = shipped);
    let name = format!("Lakeside {}", scene.words());
    venue.certificate.name = name.parse().unwrap();
    venue.certificate.scene = scene;
    venue.signed_certificate = venue.certificate.seal(&specimen.online).unwrap();
    venue
}

impl World {
    /// Three issuers, a venue for each scene, and a verifier at [`NOW`]. `public` is where wallets
    /// reach it, if not where it listens.
    pub async fn start(public: Option<String>) -> World {
        let mut specimen = Specimen::new(3);
        let venues: Vec<_> = Scene::ALL.map(|scene| venue(&mut specimen, scene)).into();
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("list");
        fs::write(&list, specimen.list.to_bytes()).unwrap();
        let clock = Arc::new(HandClock::at(NOW));
        let (keys, tokens): (Vec<_>, Vec<_>) = venues.iter().map(key).unzip();
        let papers = venues.iter().map(papers).collect();
        let config = Config {
            stores: Stores::in_folder(folder.path()),
            venues: Venues::new(papers, &keys).unwrap(),
            list: ListSource::File(list),
            federation: None,
            refresh: Config::REFRESH,
            listen: "127.0.0.1:0".parse().unwrap(),
            public_url: public.map(|url| url.parse().unwrap()),
            webhooks: Webhooks::default(),
            limits: Limits::default(),
        };
        let running = celadon_verifier::start(config, clock.clone()).await;
        let _ = rustls::crypto::ring::default_provider().install_default();
        World {
            issuing: issuing::World::of(specimen),
            clock,
            venues,
            keys: tokens,
            running: running.unwrap(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            _folder: folder,
        }
    }

    pub fn specimen(&mut self) -> &mut Specimen {
        &mut self.issuing.specimen
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }

    pub fn venue(&self, scene: Scene) -> &VenueSpecimen {
        &self.venues[place(scene)]
    }

    pub fn policy(&self, scene: Scene) -> &Policy {
        &self.venue(scene).policy
    }

    pub fn place(&self, scene: Scene) -> Place<'_> {
        let venue = self.venue(scene);
        Place::Venue {
            certificate: &venue.signed_certificate,
            policy: &venue.signed_policy,
        }
    }

    pub fn address(&self) -> std::net::SocketAddr {
        self.running.address()
    }

    pub fn key(&self, scene: Scene) -> &str {
        &self.keys[place(scene)]
    }

    /// The venue's device scans a code: the verdict.
    pub async fn scan(&self, scene: Scene, code: &[u8]) -> Value {
        let text = encode(Prefix::Presentation, code);
        self.device(scene, "/v1/verifications", json!({ "text": text }))
            .await
    }

    /// A request of the venue's device: the body of what could be judged or made.
    pub async fn device(&self, scene: Scene, path: &str, body: Value) -> Value {
        let url = format!("http://{}{path}", self.address());
        let request = self.http.post(url).bearer_auth(self.key(scene)).json(&body);
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
        answer.json().await.unwrap()
    }

    /// What became of a challenge.
    pub async fn outcome(&self, scene: Scene, id: &str) -> Value {
        let url = format!("http://{}/v1/challenges/{id}", self.address());
        let request = self.http.get(url).bearer_auth(self.key(scene));
        request.send().await.unwrap().json().await.unwrap()
    }

    /// A wallet posts its answer to a challenge.
    pub async fn post(&self, url: &str, form: String) -> Value {
        let request = self
            .http
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(form).send().await.unwrap();
        answer.json().await.unwrap()
    }
}

/// Where a scene's venue stands among all.
pub fn place(scene: Scene) -> usize {
    usize::from(scene.code()) - 1
}

fn papers(venue: &VenueSpecimen) -> Papers {
    let certificate = venue.signed_certificate.to_bytes();
    Papers::from_bytes(&certificate, &venue.signed_policy.to_bytes()).unwrap()
}

/// The key that the venue's certificate names, and the API key of its devices.
fn key(venue: &VenueSpecimen) -> (VenueKey, String) {
    let seed = u64::from(venue.certificate.scene.code());
    let token = SecretToken::random(&mut StdRng::seed_from_u64(seed));
    let digest = token.digest();
    let bytes = [&[1][..], venue.key.as_bytes(), digest.as_bytes().as_slice()];
    let key = VenueKey::from_bytes(&bytes.concat()).unwrap();
    (key, token.to_text().to_string())
}
