//! What bad requests cost and who pays. C27, and a table of bad requests: each has its status and
//! reason, and none is looked at more closely than it needs.

use axum::http::{Method, StatusCode};
use celadon_credential::challenge::Challenge;
use celadon_credential::presentation::Ask;
use celadon_credential::text::{self, Prefix};
use celadon_credential::{Colour, Time};
use celadon_specimen::NOW;
use celadon_verifier::Venues;
use serde_json::json;

use crate::world::{Answer, World, base64url, form, send, wallet};

/// Bytes of a presentation's header. What is behind is points and scalars.
const HEADER: usize = 59;

/// The same header with a body that no point and no scalar decodes from: whatever is said of it was
/// found out without any arithmetic on the curve.
fn without_proof(presentation: &[u8]) -> Vec<u8> {
    let mut bytes = presentation.to_vec();
    bytes[HEADER..].fill(0xff);
    bytes
}

/// The same presentation with another proof, as costly to refuse as a good one is to accept.
fn with_bad_proof(presentation: &[u8]) -> Vec<u8> {
    let mut bytes = presentation.to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    bytes
}

impl World {
    fn shown_for(&mut self, ask: &Ask, colour: Colour) -> Vec<u8> {
        let shown = self.specimen.present(&self.citizen, colour, ask);
        shown.to_bytes()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_header_tells_is_refused_without_looking_at_the_proof() {
    let mut world = World::new().await;
    let good = world.shown(NOW);
    let elsewhere = world.specimen.display(&world.venues[1], NOW);
    let mut cases: Vec<(&str, Vec<u8>)> = vec![
        ("wrong_audience", world.shown_for(&elsewhere, Colour::Green)),
        ("no_green", world.shown_as(Colour::Red, NOW)),
        ("no_green", world.shown_as(Colour::Yellow, NOW)),
        // The clock of the wallet is behind or ahead.
        ("stale", world.shown(NOW.minus(90))),
        ("stale", world.shown(NOW.plus(90))),
    ];
    // `T` is past.
    let ended = celadon_credential::Grid::HOUR
        .period_of(NOW)
        .start()
        .minus(1);
    cases.push(("stale", world.shown(ended)));
    // Of another federation, another epoch, another version, policy, grid, profile, mode.
    for (at, reason) in [
        (0, "newer_version"),
        (1, "malformed"),
        (2, "other_federation"),
        (13, "other_epoch"),
        (14, "policy_mismatch"),
        (18, "malformed"),
        (19, "policy_mismatch"),
        (24, "malformed"),
        (26, "policy_mismatch"),
        (30, "policy_mismatch"),
        (31, "wrong_audience"),
    ] {
        let mut bytes = good.clone();
        bytes[at] ^= 0x40;
        cases.push((reason, bytes));
    }
    for (reason, bytes) in &cases {
        world.scan(&without_proof(bytes)).await.refused(reason);
    }
    for length in [0, 1, HEADER, good.len() - 1] {
        world.scan(&good[..length]).await.refused("malformed");
    }
    let grown = [&good[..], &[0]].concat();
    world.scan(&grown).await.refused("malformed");
    // And a good header does not help: this one is looked at, and used nothing up.
    world.scan(&without_proof(&good)).await.refused("malformed");
    assert!(world.scan(&good).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_their_token_does_not_ask_for_are_refused_without_looking_at_the_proof() {
    let mut world = World::new().await;
    let (id, token) = world.challenge().await;
    let (_, other) = world.challenge().await;
    let answer = world.answer_to(&token);
    let shown = world.shown(NOW);
    let theirs = world.answer_to(&other);
    let ask = world.ask(&token);
    let red = world.shown_for(&ask, Colour::Red);
    for (reason, bytes) in [
        ("policy_mismatch", &shown),
        ("stale", &theirs),
        ("no_green", &red),
    ] {
        let told = world.present(&token, &without_proof(bytes)).await;
        told.refused(reason);
    }
    // Tokens: of no venue of ours, by another key, over, not begun, living too long.
    let stranger = world.specimen.venue(9, |_| {});
    let (_, foreign) = world.specimen.challenge(&stranger, NOW);
    let mut impostor = world.specimen.venue(1, |_| {});
    impostor.signed_certificate = world.venues[0].signed_certificate.clone();
    let (_, forged) = world.specimen.challenge(&impostor, NOW);
    let bad = without_proof(&answer);
    world
        .present(&foreign, &bad)
        .await
        .refused("wrong_audience");
    world.present(&forged, &bad).await.refused("proof_invalid");
    world.present(&token[1..], &bad).await.refused("malformed");
    let replica = |world: &mut World, time: Time| {
        let venue = &world.venues[0];
        let (certificate, policy) = (&venue.signed_certificate, &venue.signed_policy);
        let uri = "http://venue.example/v1/presentations".parse().unwrap();
        let rng = &mut world.specimen.rng;
        let made = Challenge::create(certificate, policy, time, 60, uri, &venue.key, rng);
        made.unwrap().1
    };
    for time in [NOW.minus(61), NOW.plus(61)] {
        let token = replica(&mut world, time);
        let answer = without_proof(&world.answer_to(&token));
        world.present(&token, &answer).await.refused("stale");
    }
    assert_eq!(
        world.outcome(&id).await.body,
        json!({ "result": "pending" })
    );
    assert!(world.present(&token, &answer).await.accepted());
}

/// Where to, with which key, a body of which kind; and what comes of it: status and code.
type Case<'a> = (&'a str, Option<&'a str>, Body<'a>, u16, &'a str);
type Body<'a> = (Option<&'a str>, String);

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_request_has_its_status_and_code() {
    let mut world = World::new().await;
    let key = world.api_keys[0].clone();
    let code = text::encode(Prefix::Presentation, &world.shown(NOW));
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let long = "1".repeat(70_000);
    let json = |body: &str| (Some("application/json"), body.to_owned());
    let many = json!({ "items": vec![json!({ "text": "CEL1" }); 65] }).to_string();
    let cases: Vec<Case<'_>> = vec![
        (
            "/v1/verifications",
            None,
            json("{}"),
            401,
            "unauthenticated",
        ),
        (
            "/v1/verifications",
            Some("x"),
            json("{}"),
            401,
            "unauthenticated",
        ),
        (
            "/v1/verifications",
            Some(&key[1..]),
            json("{}"),
            401,
            "unauthenticated",
        ),
        (
            "/v1/verifications",
            Some(&key),
            json("{}"),
            422,
            "invalid_body",
        ),
        (
            "/v1/verifications",
            Some(&key),
            json("{"),
            400,
            "bad_request",
        ),
        (
            "/v1/verifications",
            Some(&key),
            json("\u{0}"),
            400,
            "bad_request",
        ),
        (
            "/v1/verifications",
            Some(&key),
            json(&deep),
            422,
            "invalid_body",
        ),
        (
            "/v1/verifications",
            Some(&key),
            json("[]"),
            422,
            "invalid_body",
        ),
        (
            "/v1/verifications",
            Some(&key),
            json(r#"{"text":1}"#),
            422,
            "invalid_body",
        ),
        (
            "/v1/verifications",
            Some(&key),
            json(r#"{"text":"a","presentation":"b"}"#),
            422,
            "invalid_body",
        ),
        (
            "/v1/verifications",
            Some(&key),
            json(&long),
            413,
            "too_large",
        ),
        (
            "/v1/verifications",
            Some(&key),
            (Some("text/plain"), code.clone()),
            415,
            "unsupported_media_type",
        ),
        (
            "/v1/verifications",
            Some(&key),
            (None, code.clone()),
            415,
            "unsupported_media_type",
        ),
        (
            "/v1/verifications/batch",
            Some(&key),
            json(&many),
            422,
            "invalid_body",
        ),
        (
            "/v1/verifications/batch",
            Some(&key),
            json(r#"{"items":[{}]}"#),
            422,
            "invalid_body",
        ),
        ("/v1/gate", Some(&key), json("{}"), 422, "invalid_body"),
        ("/v1/gate", None, json("{}"), 401, "unauthenticated"),
        ("/v1/challenges", None, json("{}"), 401, "unauthenticated"),
        (
            "/v1/challenges",
            Some(&key),
            json(r#"{"qr":"large"}"#),
            422,
            "invalid_body",
        ),
        (
            "/v1/challenges",
            Some(&key),
            json(r#"{"lifetime_seconds":-1}"#),
            422,
            "invalid_body",
        ),
        ("/v1/nothing", Some(&key), json("{}"), 404, "not_found"),
        (
            "/v1/events",
            Some(&key),
            json("{}"),
            405,
            "method_not_allowed",
        ),
    ];
    for (path, key, (kind, body), status, problem) in cases {
        let mut request = world.request(Method::POST, path, key, None);
        *request.body_mut() = body.into();
        if let Some(kind) = kind {
            request
                .headers_mut()
                .insert("content-type", kind.parse().unwrap());
        }
        let told = world.send(request).await;
        assert_eq!(
            (told.status.as_u16(), told.code()),
            (status, problem),
            "{path}"
        );
        assert!(
            told.body["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty())
        );
    }
    // Codes of the right shape are judged, whatever they are.
    for (text, reason) in [
        ("CEL1", "malformed"),
        ("CEL199999999999999999", "malformed"),
        ("CEL1 003", "malformed"),
        ("cel1003", "malformed"),
        ("CEL2003", "newer_version"),
        ("WIFI:S:Lake;T:WPA;;", "not_celadon"),
        ("", "not_celadon"),
        ("HC1:NCFOXN", "not_celadon"),
        ("https://menu.example/", "not_celadon"),
        (
            "https://a.example/.well-known/celadon/trust-list",
            "not_a_presentation",
        ),
        ("openid4vp://?client_id=x", "not_a_presentation"),
        ("CELQ1003", "not_a_presentation"),
        ("CEL&àà\"", "malformed"),
    ] {
        let told = world.scan_text(text).await;
        assert!(told.status == StatusCode::OK, "{text}: {told:?}");
        told.refused(reason);
    }
    for bad in ["AQ=", "A", "+/", " AQ", &"A".repeat(2_000)] {
        let body = json!({ "presentation": bad });
        let told = world.device(0, "/v1/verifications", Some(body)).await;
        told.refused("malformed");
    }
    // None of it was held against the venue.
    assert!(world.scan_text(&code).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_in_two_spellings_is_one_code() {
    let mut world = World::new().await;
    let shown = world.shown(NOW);
    let text = text::encode(Prefix::Presentation, &shown);
    assert!(world.scan_text(&text).await.accepted());
    let body = json!({ "presentation": base64url(&shown) });
    let told = world.device(0, "/v1/verifications", Some(body)).await;
    told.refused("replayed");
    let mut request = world.request(Method::POST, "/v1/gate", Some(&world.api_keys[0]), None);
    *request.body_mut() = shown.into();
    let kind = "application/octet-stream".parse().unwrap();
    request.headers_mut().insert("content-type", kind);
    assert_eq!(
        world.send(request).await.body["detail"],
        "refused: replayed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn c27_a_hall_passes_while_somebody_sends_rubbish() {
    let mut world = World::new().await;
    // As many forged tokens and rubbish as the lane takes, over and over.
    let stranger = world.specimen.venue(9, |_| {});
    let (_, foreign) = world.specimen.challenge(&stranger, NOW);
    let rubbish = wallet_bytes(&foreign, &[0xff; 619]);
    let app = world.app.clone();
    let flood = tokio::spawn(async move {
        let mut turned_away = 0;
        loop {
            let sent = (0..40).map(|_| send(app.clone(), form(rubbish.clone())));
            for told in futures_util::future::join_all(sent).await {
                match told.status.as_u16() {
                    429 => {
                        assert!(told.retry_after.is_some());
                        turned_away += 1;
                    }
                    200 => told.refused("wrong_audience"),
                    status => panic!("{status}"),
                }
            }
            if turned_away > 500 {
                return turned_away;
            }
            tokio::task::yield_now().await;
        }
    });
    // Sixty visitors, thirty wallets and thirty scans, all at once and all from nowhere in
    // particular: an address is no part of any request here.
    let mut at_once = Vec::new();
    for _ in 0..30 {
        let (_, token) = world.challenge().await;
        let answer = world.answer_to(&token);
        at_once.push(tokio::spawn(send(
            world.app.clone(),
            wallet(&token, &answer),
        )));
        let body = json!({ "presentation": base64url(&world.shown(NOW)) });
        let key = Some(world.api_keys[0].as_str());
        let mut request = world.request(Method::POST, "/v1/verifications", key, Some(body));
        // A made-up address changes nothing.
        request
            .headers_mut()
            .insert("x-forwarded-for", "203.0.113.7".parse().unwrap());
        at_once.push(tokio::spawn(send(world.app.clone(), request)));
    }
    for told in at_once {
        let told = told.await.unwrap();
        assert!(told.accepted(), "{told:?}");
    }
    assert!(flood.await.unwrap() > 500);
}

fn wallet_bytes(token: &[u8], presentation: &[u8]) -> String {
    celadon_api::openid4vp::AuthorizationResponse {
        credential_id: "green".into(),
        presentation: base64url(presentation),
        state: base64url(token),
    }
    .to_form()
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_proofs_to_one_challenge_hold_up_no_other() {
    let mut world = World::new().await;
    let (_, attacked) = world.challenge().await;
    let (_, other) = world.challenge().await;
    let good = world.answer_to(&attacked);
    let theirs = world.answer_to(&other);
    let bad = with_bad_proof(&good);
    for _ in 0..6 {
        world
            .present(&attacked, &bad)
            .await
            .refused("proof_invalid");
    }
    // More at once than its narrow lane has places.
    let many: Vec<_> = (0..60)
        .map(|_| tokio::spawn(send(world.app.clone(), wallet(&attacked, &bad))))
        .collect();
    assert!(world.present(&other, &theirs).await.accepted());
    let mut turned_away = 0;
    for told in many {
        let told: Answer = told.await.unwrap();
        match told.status.as_u16() {
            429 => turned_away += 1,
            _ => told.refused("proof_invalid"),
        }
    }
    assert!(turned_away > 0);
    // It is still there to be answered.
    assert!(world.present(&attacked, &good).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_pays_for_bad_proofs_with_its_own_key() {
    let mut world = World::new().await;
    let good = world.shown(NOW);
    let bad = with_bad_proof(&good);
    let items = vec![json!({ "presentation": base64url(&bad) }); 64];
    let batch = json!({ "items": items });
    let mut sent = 0;
    let stopped = loop {
        let told = world
            .device(0, "/v1/verifications/batch", Some(batch.clone()))
            .await;
        if told.status != StatusCode::OK {
            break told;
        }
        sent += 64;
        assert!(sent <= 2 * Venues::BAD_PROOFS, "it is never stopped");
    };
    assert!(sent >= Venues::BAD_PROOFS);
    assert_eq!(
        (stopped.status.as_u16(), stopped.code()),
        (429, "too_many_requests")
    );
    assert!(stopped.retry_after.is_some());
    // Its wallets' answers and the other venue go on.
    let (venue, other) = (1, world.specimen.display(&world.venues[1], NOW));
    let theirs = world.shown_for(&other, Colour::Green);
    let body = json!({ "presentation": base64url(&theirs) });
    assert!(
        world
            .device(venue, "/v1/verifications", Some(body))
            .await
            .accepted()
    );
}
