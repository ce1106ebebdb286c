//! The federation's host, over real connections.

use std::fs;
use std::net::SocketAddr;

use celadon_api::sources::{PolicySource, VenueSource};
use celadon_federation::{MAX_AGE, VenueOrder, draw_key, router};
use celadon_service::{Limits, Server, bind, serve};
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, DATE, ETAG, IF_NONE_MATCH};
use reqwest::{Client, Response, StatusCode};

use crate::world::{DAY, NOW, World};

struct Host {
    server: Server,
    client: Client,
}

impl Host {
    async fn of(world: &World) -> Host {
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let listener = bind(any).await.unwrap();
        let router = router(world.dir.public());
        let server = serve(router, listener, Limits::default(), std::future::pending()).unwrap();
        // reqwest is built without a TLS provider of its own.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Host {
            server,
            client: Client::new(),
        }
    }

    async fn get(&self, path: &str) -> Response {
        self.ask(path, None).await
    }

    async fn ask(&self, path: &str, tag: Option<&str>) -> Response {
        let mut request = self
            .client
            .get(format!("http://{}{path}", self.server.address()));
        if let Some(tag) = tag {
            request = request.header(IF_NONE_MATCH, tag);
        }
        request.send().await.unwrap()
    }
}

const LIST: &str = "/.well-known/celadon/trust-list";

fn header(response: &Response, name: reqwest::header::HeaderName) -> String {
    response.headers()[name].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_list_is_served_with_its_tag_and_a_bounded_age() {
    let (world, publication) = World::published(2);
    let host = Host::of(&world).await;
    let response = host.get(LIST).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, CONTENT_TYPE), "application/octet-stream");
    assert_eq!(
        header(&response, CACHE_CONTROL),
        format!("public, max-age={MAX_AGE}")
    );
    const { assert!(MAX_AGE <= 3_600) };
    assert!(
        header(&response, DATE).ends_with("GMT"),
        "wallets correct their clock by it"
    );
    let tag = header(&response, ETAG);
    assert_eq!(
        response.bytes().await.unwrap(),
        fs::read(&publication.file).unwrap()
    );

    for held in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"x\", {tag}"),
        "*".into(),
    ] {
        let response = host.ask(LIST, Some(&held)).await;
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{held}");
        assert_eq!(header(&response, ETAG), tag);
        assert!(response.bytes().await.unwrap().is_empty());
    }
    let response = host.ask(LIST, Some("\"another\"")).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_publication_is_seen_without_a_restart() {
    let (mut world, _) = World::published(1);
    let host = Host::of(&world).await;
    let tag = header(&host.get(LIST).await, ETAG);
    world.publish(NOW.plus(DAY));
    let response = host.ask(LIST, Some(&tag)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        response.bytes().await.unwrap(),
        fs::read(world.public_list()).unwrap()
    );
}

#[tokio::test]
async fn rubbish_is_not_handed_on() {
    let world = World::new();
    let host = Host::of(&world).await;
    for rubbish in [None, Some(&b"{}"[..]), Some(b"<html>")] {
        if let Some(rubbish) = rubbish {
            fs::write(world.public_list(), rubbish).unwrap();
        }
        for path in [LIST, "/readyz"] {
            let response = host.get(path).await;
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(header(&response, CONTENT_TYPE), "application/problem+json");
        }
        assert_eq!(host.get("/healthz").await.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn papers_are_found_by_id_and_digest_and_nothing_else_is() {
    let (mut world, _) = World::published(1);
    let online = world.online();
    let venue = include_str!("../../api/samples/venue-metro.toml");
    let policy = include_str!("../../api/samples/policy-metro.toml");
    let order = VenueOrder {
        venue: &VenueSource::parse(venue).unwrap(),
        policy: &PolicySource::parse(policy).unwrap(),
        key: draw_key(&mut world.rng).verifying_key(),
        id: None,
    };
    let papers = world
        .dir
        .add_venue(&order, &online, NOW, &mut world.rng)
        .unwrap();
    let host = Host::of(&world).await;
    let id = papers.certificate.venue;
    let response = host.get(&format!("/v1/venues/{id}")).await;
    assert_eq!(
        response.bytes().await.unwrap(),
        fs::read(papers.certificate_file).unwrap()
    );
    let digest = papers.policy_file.file_stem().unwrap().to_str().unwrap();
    let response = host.get(&format!("/v1/policies/{digest}")).await;
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(
        response.headers()["access-control-expose-headers"],
        "age,date,etag"
    );
    assert_eq!(
        response.bytes().await.unwrap(),
        fs::read(papers.policy_file).unwrap()
    );

    for path in [
        "/v1/venues/00000000000000000000000000000000".to_owned(),
        format!("/v1/venues/{}", id.to_string().to_uppercase()),
        format!("/v1/venues/{id}.venue"),
        "/v1/venues/..%2f..%2fcharter.toml".into(),
        "/v1/policies/..%2ftrust-list".into(),
        format!("/v1/policies/{}", "0".repeat(64)),
        format!("/v1/policies/{}", "%2e".repeat(64)),
        "/v1/venues/".into(),
        "/keys/root-1.sealed".into(),
        "/trust-list".into(),
    ] {
        let response = host.get(&path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(header(&response, CONTENT_TYPE), "application/problem+json");
    }
}
