//! Challenges: asked once, answered once, and what became of them. C15.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use celadon_credential::challenge::Challenge;
use celadon_credential::{Colour, text};
use celadon_service::StoreOptions;
use celadon_specimen::NOW;
use serde_json::json;

use crate::world::{World, form, send, wallet};

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_made_answered_and_read_with_these_keys_and_no_other() {
    let mut world = World::new().await;
    let made = world.device(0, "/v1/challenges", Some(json!({}))).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let keys = [
        "challenge",
        "expires_at",
        "id",
        "request",
        "request_by_reference",
        "request_uri",
        "response_uri",
        "token",
    ];
    assert_eq!(made.keys(), keys);
    assert_eq!(
        made.body["response_uri"],
        "http://venue.example/v1/presentations"
    );
    assert_eq!(made.body["expires_at"], NOW.plus(60).to_string());

    let shown = made.body["challenge"].as_str().unwrap();
    let token = text::typed::challenge(shown).unwrap();
    let list = world.federation().list();
    let opened = list.open_challenge(&token).unwrap();
    opened.check_time(NOW).unwrap();
    assert_eq!(made.body["id"], opened.id().to_string());

    let id = made.body["id"].as_str().unwrap();
    let pending = world.outcome(id).await;
    assert_eq!(pending.body, json!({ "result": "pending" }));

    let presentation = world.answer_to(&token);
    let told = world.present(&token, &presentation).await;
    assert_eq!(told.keys(), ["colour", "result", "valid_until"]);
    assert_eq!(told.body["colour"], "green");
    let T = opened.policy().grid.period_of(NOW).end();
    assert_eq!(told.body["valid_until"], T.to_string());
    assert_eq!(world.outcome(id).await.body, told.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pseudonym_is_told_where_the_policy_asks_for_one() {
    let mut world =
        World::with_policy(|policy| policy.pseudonym = Some("to count heads".into())).await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let (id, token) = world.challenge().await;
        let presentation = world.answer_to(&token);
        let told = world.present(&token, &presentation).await;
        assert_eq!(
            told.keys(),
            ["colour", "pseudonym", "result", "valid_until"]
        );
        assert_eq!(world.outcome(&id).await.body, told.body);
        seen.push(told.body["pseudonym"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen[0].len(), 96);
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn c15_the_same_answer_twice_is_accepted_once() {
    let mut world = World::new().await;
    let (id, token) = world.challenge().await;
    let presentation = world.answer_to(&token);
    assert!(world.present(&token, &presentation).await.accepted());
    world
        .present(&token, &presentation)
        .await
        .refused("replayed");
    // Another good answer to the same challenge comes too late as well.
    let other = world.answer_to(&token);
    world.present(&token, &other).await.refused("replayed");
    assert!(world.outcome(&id).await.accepted());
    // Also after a restart.
    world.reopen(StoreOptions::default()).await;
    world.present(&token, &other).await.refused("replayed");
    assert!(world.outcome(&id).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn c15_twenty_at_once_are_accepted_once() {
    let mut world = World::new().await;
    for _ in 0..3 {
        let (id, token) = world.challenge().await;
        // Half of them the same bytes, half another proof of the same person.
        let two = [world.answer_to(&token), world.answer_to(&token)];
        let tasks: Vec<_> = (0..20)
            .map(|n| {
                let request = wallet(&token, &two[n % 2]);
                tokio::spawn(send(world.app.clone(), request))
            })
            .collect();
        let mut accepted = 0;
        for task in tasks {
            let told = task.await.unwrap();
            if told.accepted() {
                accepted += 1;
            } else {
                told.refused("replayed");
            }
        }
        assert_eq!(accepted, 1);
        assert!(world.outcome(&id).await.accepted());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c15_twenty_at_once_at_two_replicas_are_accepted_once() {
    let mut world = World::new().await;
    let one = world.app.clone();
    world.reopen(StoreOptions::default()).await;
    let two = world.app.clone();
    for _ in 0..3 {
        let (id, token) = world.challenge().await;
        let answers = [world.answer_to(&token), world.answer_to(&token)];
        let tasks: Vec<_> = (0..20)
            .map(|n| {
                let app = if n % 2 == 0 { one.clone() } else { two.clone() };
                tokio::spawn(send(app, wallet(&token, &answers[n / 2 % 2])))
            })
            .collect();
        let mut accepted = 0;
        for task in tasks {
            let told = task.await.unwrap();
            if told.accepted() {
                accepted += 1;
            } else {
                told.refused("replayed");
            }
        }
        assert_eq!(accepted, 1);
        assert!(world.outcome(&id).await.accepted());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c15_while_the_store_is_stopped_nothing_is_accepted() {
    let mut world = World::new().await;
    let (id, token) = world.challenge().await;
    let presentation = world.answer_to(&token);
    let store = world.verifier.engine().ledger.store().clone();
    store.close().await.unwrap();
    let told = world.present(&token, &presentation).await;
    told.unavailable("replay_store");
    world.outcome(&id).await.unavailable("replay_store");
    let made = world.device(0, "/v1/challenges", Some(json!({}))).await;
    made.unavailable("replay_store");
    world.get("/readyz").await.unavailable("unavailable");
    // It was not used up.
    world.reopen(StoreOptions::default()).await;
    assert_eq!(
        world.outcome(&id).await.body,
        json!({ "result": "pending" })
    );
    assert!(world.present(&token, &presentation).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn c15_a_bad_attempt_does_not_use_the_challenge_up() {
    let mut world = World::new().await;
    let (id, token) = world.challenge().await;
    let good = world.answer_to(&token);
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 1;
    world.present(&token, &bad).await.refused("proof_invalid");
    world
        .present(&token, &good[..100])
        .await
        .refused("malformed");
    world.present(&token, &[]).await.refused("malformed");
    let (_, other) = world.challenge().await;
    let misdirected = world.answer_to(&other);
    world.present(&token, &misdirected).await.refused("stale");
    let shown = world.shown(NOW);
    world
        .present(&token, &shown)
        .await
        .refused("policy_mismatch");
    assert_eq!(
        world.outcome(&id).await.body,
        json!({ "result": "pending" })
    );
    assert!(world.present(&token, &good).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_judged_too() {
    let mut world = World::new().await;
    let (_, token) = world.challenge().await;
    let answer = world.answer_to(&token);
    world.present(&[], &answer).await.refused("malformed");
    world
        .present(&token[1..], &answer)
        .await
        .refused("malformed");
    let mut forged = token.clone();
    *forged.last_mut().unwrap() ^= 1;
    world
        .present(&forged, &answer)
        .await
        .refused("proof_invalid");
    // A venue of the federation, and not of this verifier.
    let stranger = world.specimen.venue(9, |_| {});
    let (_, foreign) = world.specimen.challenge(&stranger, NOW);
    world
        .present(&foreign, &answer)
        .await
        .refused("wrong_audience");
    // A venue of this verifier, by a key that is not its own.
    let mut impostor = world.specimen.venue(1, |_| {});
    impostor.signed_certificate = world.venues[0].signed_certificate.clone();
    let (_, forged) = world.specimen.challenge(&impostor, NOW);
    world
        .present(&forged, &answer)
        .await
        .refused("proof_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_answered_is_no_green_and_stays_so() {
    let mut world = World::new().await;
    let (id, token) = world.challenge().await;
    let answer = world.answer_to(&token);
    world.clock.advance(59);
    assert_eq!(
        world.outcome(&id).await.body,
        json!({ "result": "pending" })
    );
    world.clock.advance(1);
    world.outcome(&id).await.refused("no_green");
    world.present(&token, &answer).await.refused("stale");
    // Once it was told, it is so: also for an answer that was under way, or if the clock goes back.
    world.clock.set(NOW);
    world.present(&token, &answer).await.refused("stale");
    world.outcome(&id).await.refused("no_green");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_colour_is_not_sent_and_is_refused_if_it_is() {
    let mut world = World::new().await;
    let (id, token) = world.challenge().await;
    let list = world.specimen.federation.list();
    let opened = Challenge::open(&token, list.online_key(), list.federation()).unwrap();
    let venue = opened.certificate().venue;
    let ask = celadon_credential::presentation::Ask::challenge(
        venue,
        opened.policy(),
        NOW,
        &token,
        &world.specimen.federation,
    );
    let red = world.specimen.present(&world.citizen, Colour::Red, &ask);
    world
        .present(&token, &red.to_bytes())
        .await
        .refused("no_green");
    assert_eq!(
        world.outcome(&id).await.body,
        json!({ "result": "pending" })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_its_venues_alone() {
    let mut world = World::new().await;
    let (id, token) = world.challenge().await;
    let answer = world.answer_to(&token);
    assert!(world.present(&token, &answer).await.accepted());
    let path = format!("/v1/challenges/{id}");
    let stranger = world.device(1, &path, None).await;
    assert_eq!(
        (stranger.status, stranger.code()),
        (StatusCode::NOT_FOUND, "not_found")
    );
    for unknown in ["00112233445566778899aabbccddeeff", "x", "%2e%2e"] {
        let none = world.outcome(unknown).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{unknown}");
    }
    let nobody = world.get(&path).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_lives_as_long_as_was_asked() {
    let world = World::new().await;
    for (life, lives) in [(4, None), (5, Some(5)), (300, Some(300)), (301, None)] {
        let body = json!({ "lifetime_seconds": life });
        let made = world.device(0, "/v1/challenges", Some(body)).await;
        match lives {
            Some(seconds) => {
                assert_eq!(made.body["expires_at"], NOW.plus(seconds).to_string());
            }
            None => assert_eq!((made.status.as_u16(), made.code()), (422, "invalid_body")),
        }
    }
    for body in [
        json!({ "lifetime": 60 }),
        json!({ "lifetime_seconds": "60" }),
        json!(null),
    ] {
        let made = world.device(0, "/v1/challenges", Some(body)).await;
        assert_eq!((made.status.as_u16(), made.code()), (422, "invalid_body"));
    }
    // A body is not needed.
    let request = world.request(
        Method::POST,
        "/v1/challenges",
        Some(&world.api_keys[0]),
        None,
    );
    assert_eq!(world.send(request).await.status, StatusCode::CREATED);
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_of_any_origin_may_answer_and_nothing_else() {
    let world = World::new().await;
    let preflight = |path| {
        Request::options(path)
            .header("origin", "https://wallet.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type")
            .body(Body::empty())
            .unwrap()
    };
    use tower::ServiceExt;
    let open = world.app.clone().oneshot(preflight("/v1/presentations"));
    let open = open.await.unwrap();
    assert_eq!(open.headers()["access-control-allow-origin"], "*");
    assert_eq!(open.headers()["access-control-allow-methods"], "POST");
    let shut = world.app.clone().oneshot(preflight("/v1/verifications"));
    let shut = shut.await.unwrap();
    assert!(!shut.headers().contains_key("access-control-allow-origin"));
    // A problem can be read there too.
    let mut request = form("vp_token=x");
    request
        .headers_mut()
        .insert("origin", "https://wallet.example".parse().unwrap());
    let refused = world.app.clone().oneshot(request).await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.headers()["access-control-allow-origin"], "*");
}
