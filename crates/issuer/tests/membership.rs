//! An issuer that may not issue says so, and neither issues nor stamps.

use axum::http::StatusCode;
use celadon_api::ProblemCode;
use celadon_api::sources::Rules;
use celadon_credential::Grid;
use celadon_issuer::office::NotAMember;
use celadon_issuer::stamper::StampError;
use celadon_issuer::{IssuerSecrets, Office, Registry, Stamper};
use celadon_service::lists::{Lists, NotInForce};
use celadon_service::{Limits, StoreOptions, with_layers};
use celadon_specimen::{NOW, Specimen};
use std::sync::Arc;

use crate::region::{GREEN, RULES, Region, call, problem};

#[tokio::test]
async fn issues_and_stamps_only_while_a_list_is_in_force() {
    let mut region = Region::with_terms(|terms| {
        terms.logged_at = NOW;
        terms.active_from = NOW;
        terms.valid_until = NOW.plus(1_000);
        terms.sunset = NOW.plus(2_000);
    })
    .await;
    let code = region.enrol("E12345678").await.to_string();
    let visit = region.visit(&code, GREEN).await;
    let retried = region.enrol("E12345679").await.to_string();
    let retried = region.visit(&retried, GREEN).await;
    let (_, answer) = region.declare(&retried).await;
    for (now, error, code) in [
        (
            NOW.minus(1),
            NotInForce::NotYetActive(NOW),
            ProblemCode::ListNotYetActive,
        ),
        (
            NOW.plus(1_000),
            NotInForce::Expired(NOW.plus(1_000)),
            ProblemCode::ListExpired,
        ),
        (
            NOW.plus(2_000),
            NotInForce::Sunset(NOW.plus(2_000)),
            ProblemCode::Sunset,
        ),
    ] {
        region.clock.set(now);
        let (status, body) = region.declare(&visit).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(problem(&body), code);
        assert_eq!(problem(&region.show("0000-0000-0000").await.1), code);
        assert_eq!(problem(&region.get("/readyz").await.2), code);
        assert_eq!(region.get("/healthz").await.0, StatusCode::OK);
        let stamped = region.stamper().tick().await;
        assert!(
            matches!(&stamped, Err(StampError::NotAMember(NotAMember::List(own))) if *own == error),
            "{stamped:?}"
        );
        // What was answered before is answered still.
        assert_eq!(region.declare(&retried).await.1, answer);
    }
    region.clock.set(NOW);
    assert_eq!(region.get("/readyz").await.0, StatusCode::OK);
    assert_eq!(region.declare(&visit).await.0, StatusCode::OK);
    region.stamper().tick().await.unwrap();
    assert_eq!(region.rounds(Grid::HOUR.period_of(NOW)).await, 1);
}

/// Not on the list at all, and on it with another key for its manifests.
#[tokio::test]
async fn issues_only_with_its_own_keys_on_the_list() {
    let specimen = Specimen::new(1);
    let federation = *specimen.federation.list().federation();
    let mut rng: rand::rngs::StdRng = rand::make_rng();
    let own = IssuerSecrets::generate(federation, &mut rng);
    let endpoint = "https://issuer.example".parse().unwrap();
    let request = own.request("Own".parse().unwrap(), endpoint, &mut rng);
    let mut other = request.issuer.clone();
    other.manifest_key = celadon_specimen::key(&mut rng).verifying_key();
    let other = own.key().request(other, &mut rng);
    for (requests, listed) in [(vec![], false), (vec![other], false), (vec![request], true)] {
        let list = crate::region::accredit(&specimen, &requests, |_| {});
        let folder = tempfile::tempdir().unwrap();
        let options = StoreOptions::default();
        let registry = Registry::open(folder.path(), &own, &options).await.unwrap();
        let source = "nowhere.list".parse().unwrap();
        let lists = Lists::open(registry.store().clone(), source, None).await;
        let lists = lists.unwrap();
        lists.take(list.to_bytes(), NOW).await.unwrap();
        let rules = Rules::parse(RULES).unwrap();
        let clock = Arc::new(celadon_service::HandClock::at(NOW));
        let office = Office::new(folder.path(), registry, own.clone(), rules, lists, clock);
        let office = Arc::new(office);
        let stamped = Stamper::new(office.clone()).tick().await;
        let routes = with_layers(celadon_issuer::http::router(office), &Limits::default());
        let ready = axum::http::Request::get("/readyz")
            .body(axum::body::Body::empty())
            .unwrap();
        let (status, _, body) = call(&routes, ready).await;
        if listed {
            assert_eq!(status, StatusCode::OK);
            stamped.unwrap();
        } else {
            assert_eq!(problem(&body), ProblemCode::NotAccredited);
            assert!(matches!(
                stamped,
                Err(StampError::NotAMember(NotAMember::NotListed))
            ));
        }
    }
}
