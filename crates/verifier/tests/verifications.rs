//! What a venue's device scanned, over HTTP. C01, C03, C04, C16, C28.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use celadon_credential::Colour;
use celadon_credential::text::{self, Prefix};
use celadon_specimen::NOW;
use serde_json::{Value, json};

use crate::world::{Answer, World, base64url, keys};

fn text_of(bytes: &[u8]) -> String {
    text::encode(Prefix::Presentation, bytes)
}

/// A body of this content type from the first venue's device.
async fn post(world: &World, kind: &str, path: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(path)
        .header("authorization", format!("Bearer {}", world.api_keys[0]))
        .header("content-type", kind)
        .body(body.into())
        .unwrap();
    world.send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn takes_a_text_base64url_or_bare_bytes_and_answers_with_these_keys() {
    let mut world = World::new().await;
    let codes: Vec<_> = (0..3).map(|_| world.shown(NOW)).collect();
    let text = world.scan(&codes[0]).await;
    let body = json!({ "presentation": base64url(&codes[1]) });
    let base64 = world.device(0, "/v1/verifications", Some(body)).await;
    let bytes = "application/octet-stream";
    let bytes = post(&world, bytes, "/v1/verifications", codes[2].clone()).await;
    for answer in [text, base64, bytes] {
        assert!(answer.accepted(), "{answer:?}");
        assert_eq!(answer.keys(), ["colour", "result", "valid_until"]);
    }
    for code in &codes {
        let again = world.scan(code).await;
        again.refused("replayed");
        assert_eq!(again.keys(), ["reason", "result"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tells_a_pseudonym_where_the_policy_asks_for_one() {
    let mut world =
        World::with_policy(|policy| policy.pseudonym = Some("to count heads".into())).await;
    let (one, two) = (world.shown(NOW), world.shown(NOW));
    let one = world.scan(&one).await;
    let two = world.scan(&two).await;
    assert_eq!(one.keys(), ["colour", "pseudonym", "result", "valid_until"]);
    assert_eq!(one.body["pseudonym"], two.body["pseudonym"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_colour_and_another_time_have_their_reasons() {
    let mut world = World::new().await;
    for colour in [Colour::Yellow, Colour::Red] {
        let code = world.shown_as(colour, NOW);
        world.scan(&code).await.refused("no_green");
    }
    let old = world.shown(NOW.minus(60));
    world.scan(&old).await.refused("stale");
}

#[tokio::test(flavor = "multi_thread")]
async fn c16_the_same_code_again_is_already_shown_here() {
    let mut world = World::new().await;
    let code = world.shown(NOW);
    assert!(world.scan(&code).await.accepted());
    for _ in 0..3 {
        world.scan(&code).await.refused("replayed");
    }
    // By the other way in too: the digest is of the bytes and not of the text.
    let body = json!({ "presentation": base64url(&code) });
    let again = world.device(0, "/v1/verifications", Some(body)).await;
    again.refused("replayed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_judges_for_its_venue_and_no_other() {
    let mut world = World::new().await;
    let code = world.shown(NOW);
    let body = json!({ "text": text_of(&code) });
    let other = world
        .device(1, "/v1/verifications", Some(body.clone()))
        .await;
    other.refused("wrong_audience");
    let wrong = "A".repeat(43);
    for key in [None, Some(""), Some("secret"), Some(wrong.as_str())] {
        for path in [
            "/v1/verifications",
            "/v1/verifications/batch",
            "/v1/challenges",
        ] {
            let request = world.request(Method::POST, path, key, Some(body.clone()));
            let told = world.send(request).await;
            assert_eq!(told.status, StatusCode::UNAUTHORIZED);
            assert_eq!(told.code(), "unauthenticated");
        }
    }
    assert!(world.scan(&code).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn c01_no_code_is_taken_from_a_path_a_query_or_a_form() {
    let mut world = World::new().await;
    let text = text_of(&world.shown(NOW));
    let key = world.api_keys[0].clone();
    for path in [
        format!("/v1/verifications/{text}"),
        format!("/v1/presentations/{text}"),
        format!("/{text}"),
    ] {
        for method in [Method::GET, Method::POST] {
            let request = world.request(method, &path, Some(&key), None);
            let told = world.send(request).await;
            assert_eq!((told.status.as_u16(), told.code()), (404, "not_found"));
        }
    }
    for path in [
        format!("/v1/verifications?text={text}"),
        format!("/v1/presentations?vp_token={text}"),
    ] {
        let request = world.request(Method::GET, &path, Some(&key), None);
        assert_eq!(world.send(request).await.status.as_u16(), 405);
        let request = world.request(Method::POST, &path, Some(&key), None);
        assert_eq!(world.send(request).await.status.as_u16(), 415);
    }
    for kind in [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
    ] {
        let told = post(&world, kind, "/v1/verifications", format!("text={text}")).await;
        assert_eq!(
            (told.status.as_u16(), told.code()),
            (415, "unsupported_media_type")
        );
    }
    // What JSON does to a text is nothing, also where a writer escapes what it need not.
    let escaped: String = text
        .chars()
        .map(|c| format!("\\u{:04x}", c as u32))
        .collect();
    let body = format!("{{\"text\":\"{escaped}\"}}");
    let told = post(
        &world,
        "application/json; charset=utf-8",
        "/v1/verifications",
        body,
    )
    .await;
    assert!(told.accepted(), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c02_the_api_takes_the_one_canonical_text() {
    let mut world = World::new().await;
    let text = text_of(&world.shown(NOW));
    let mut wrapped = text.clone();
    wrapped.insert(76, '\n');
    for other in [
        format!(" {text}"),
        format!("{text}\r\n"),
        format!("\u{feff}{text}"),
        text.replace("CEL", "cel"),
        wrapped,
    ] {
        world.scan_text(&other).await.refused("malformed");
    }
    assert!(world.scan_text(&text).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn c03_impossible_groups_are_malformed() {
    let mut world = World::new().await;
    let good = text_of(&world.shown(NOW));
    let group = |digits: &str| format!("{}{digits}{}", &good[..21], &good[38..]);
    let mut letter = good.clone();
    letter.replace_range(100..101, "O");
    let mut arabic = good.clone();
    arabic.replace_range(100..101, "\u{663}");
    for bad in [
        group("72057594037927936"),
        group("99999999999999999"),
        format!("{good}0"),
        good[..good.len() - 1].to_owned(),
        "CEL1".to_owned(),
        format!("CEL1{}", "1".repeat(5_000)),
        arabic,
        letter,
    ] {
        world.scan_text(&bad).await.refused("malformed");
    }
    assert!(world.scan_text(&good).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn c04_a_foreign_code_is_called_what_it_is() {
    let world = World::new().await;
    let (_, token) = world.challenge().await;
    let question = text::encode(Prefix::Challenge, &token);
    for (text, reason) in [
        ("https://menu.example/table/7", "not_celadon"),
        ("WIFI:T:WPA;S:guest;P:specimen;;", "not_celadon"),
        ("", "not_celadon"),
        ("HC1:6BFOXN*TS0BI$ZD", "not_celadon"),
        ("CEL2123456", "newer_version"),
        ("CELQ2123456", "newer_version"),
        (
            "https://federation.example/.well-known/celadon/trust-list",
            "not_a_presentation",
        ),
        (question.as_str(), "not_a_presentation"),
        ("CEL&\u{e9}\"'(-\u{e8}_\u{e7}", "malformed"),
    ] {
        world.scan_text(text).await.refused(reason);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c28_malformed_items_in_a_batch_of_64_fail_alone() {
    let mut world = World::new().await;
    let mut codes: Vec<Vec<u8>> = (0..64).map(|_| world.shown(NOW)).collect();
    let mut identity = [0; 48];
    identity[0] = 0xc0;
    codes[1].pop();
    codes[2].push(0);
    codes[3][59..107].copy_from_slice(&identity);
    codes[5] = codes[4].clone();
    *codes[6].last_mut().unwrap() ^= 1;
    codes[7].clear();
    let mut items: Vec<Value> = codes
        .iter()
        .enumerate()
        .map(|(at, code)| match at % 2 {
            0 => json!({ "text": text_of(code) }),
            _ => json!({ "presentation": base64url(code) }),
        })
        .collect();
    items[8] = json!({ "text": "https://menu.example/" });
    items[9] = json!({ "presentation": "not base64url!" });
    items[10] = json!({ "text": "CEL1".to_owned() + &"9".repeat(3_000) });
    let told = world
        .device(
            0,
            "/v1/verifications/batch",
            Some(json!({ "items": items })),
        )
        .await;
    assert_eq!(told.keys(), ["results"], "{told:?}");
    let results = told.body["results"].as_array().unwrap();
    assert_eq!(results.len(), 64);
    for (at, result) in results.iter().enumerate() {
        let reason = match at {
            1 | 2 | 3 | 9 | 10 => "malformed",
            5 => "replayed",
            6 => "proof_invalid",
            7 => "malformed",
            8 => "not_celadon",
            _ => {
                assert_eq!(result["result"], "accepted", "{at}");
                assert_eq!(keys(result), ["colour", "result", "valid_until"]);
                continue;
            }
        };
        assert_eq!(
            *result,
            json!({ "result": "refused", "reason": reason }),
            "{at}"
        );
    }
    // The process carries on.
    let code = world.shown(NOW);
    assert!(world.scan(&code).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_none_of_these_is_a_problem() {
    let world = World::new().await;
    let item = json!({ "text": "CEL1" });
    for (path, body, status) in [
        ("/v1/verifications", json!({}), 422),
        (
            "/v1/verifications",
            json!({ "text": "CEL1", "presentation": "" }),
            422,
        ),
        ("/v1/verifications", json!({ "text": 7 }), 422),
        (
            "/v1/verifications",
            json!({ "text": "CEL1", "venue": "x" }),
            422,
        ),
        (
            "/v1/verifications",
            json!({ "text": "1".repeat(20_000) }),
            413,
        ),
        (
            "/v1/verifications/batch",
            json!({ "items": vec![item.clone(); 65] }),
            422,
        ),
        ("/v1/verifications/batch", json!({ "items": [{}] }), 422),
        (
            "/v1/verifications/batch",
            json!({ "items": [{ "text": "1".repeat(300_000) }] }),
            413,
        ),
    ] {
        let told = world.device(0, path, Some(body)).await;
        assert_eq!(told.status.as_u16(), status, "{told:?}");
        assert_eq!(told.keys(), ["detail", "status", "title", "type"]);
    }
    let none = json!({ "items": [] });
    let told = world.device(0, "/v1/verifications/batch", Some(none)).await;
    assert_eq!(told.body, json!({ "results": [] }));
    let told = post(&world, "application/json", "/v1/verifications", "{").await;
    assert_eq!((told.status.as_u16(), told.code()), (400, "bad_request"));
    let bytes = vec![0; 20_000];
    let told = post(
        &world,
        "application/octet-stream",
        "/v1/verifications",
        bytes,
    )
    .await;
    assert_eq!((told.status.as_u16(), told.code()), (413, "too_large"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_venue_cannot_take_all_the_places() {
    let mut world = World::new().await;
    let token = celadon_service::SecretToken::from_text(&world.api_keys[0]).unwrap();
    let place = world.verifier.device_of(&token).unwrap();
    let mut held = Vec::new();
    while let Ok(entered) = world.verifier.enter(place) {
        held.push(entered);
    }
    assert_eq!(held.len(), celadon_verifier::Venues::IN_FLIGHT);
    let code = world.shown(NOW);
    let told = world.scan(&code).await;
    assert_eq!(
        (told.status.as_u16(), told.code()),
        (429, "too_many_requests")
    );
    assert!(told.retry_after.is_some());
    let body = json!({ "text": text_of(&code) });
    let other = world.device(1, "/v1/verifications", Some(body)).await;
    other.refused("wrong_audience");
    held.clear();
    assert!(world.scan(&code).await.accepted());
}
