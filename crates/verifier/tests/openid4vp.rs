//! The response URI and the request object of OpenID4VP, and a turnstile.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use celadon_api::openid4vp::{AuthorizationResponse, RequestUri};
use celadon_credential::Colour;
use celadon_qr::Picture;
use celadon_service::StoreOptions;
use celadon_specimen::NOW;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::world::{World, base64url, form, send, wallet};

impl World {
    async fn raw(&self, request: Request<Body>) -> Response {
        self.app.clone().oneshot(request).await.unwrap()
    }

    async fn made(&self, asked: Value) -> Value {
        let made = self.device(0, "/v1/challenges", Some(asked)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
        made.body
    }
}

async fn text(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await;
    String::from_utf8(bytes.unwrap().to_vec()).unwrap()
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

/// The path of an address of this verifier.
fn path(url: &Value) -> &str {
    url.as_str()
        .unwrap()
        .strip_prefix("http://venue.example")
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_reference_is_the_request_by_value() {
    let mut world = World::new().await;
    let made = world.made(json!({})).await;
    let RequestUri::Value(by_value) = RequestUri::parse(made["request"].as_str().unwrap()).unwrap()
    else {
        panic!("not by value");
    };
    let link = made["request_by_reference"].as_str().unwrap();
    assert!(link.len() < 220, "it is for a small code");
    let RequestUri::Reference(reference) = RequestUri::parse(link).unwrap() else {
        panic!("not by reference");
    };
    assert_eq!(reference.request_uri().as_str(), made["request_uri"]);

    let fetched = world.raw(get(path(&made["request_uri"]))).await;
    assert_eq!(fetched.status(), StatusCode::OK);
    let headers = fetched.headers();
    assert_eq!(headers["content-type"], "application/oauth-authz-req+jwt");
    assert_eq!(headers["cache-control"], "no-store");
    let by_reference = reference.resolve(&text(fetched).await).unwrap();
    assert_eq!(by_reference, by_value);

    // It is there until the challenge was answered or is over, and for nobody's challenge else.
    let token = by_value.token().unwrap();
    let answer = world.answer_to(&token);
    assert!(world.present(&token, &answer).await.accepted());
    let id = made["id"].as_str().unwrap();
    assert!(world.outcome(id).await.accepted());
    let gone = world.get(path(&made["request_uri"])).await;
    assert_eq!((gone.status.as_u16(), gone.code()), (404, "not_found"));
    let other = world.made(json!({ "lifetime_seconds": 5 })).await;
    world.clock.advance(5);
    for path in [
        path(&other["request_uri"]),
        "/v1/challenges/00112233445566778899aabbccddeeff/request",
        "/v1/challenges/x/request",
    ] {
        let gone = world.get(path).await;
        assert_eq!((gone.status.as_u16(), gone.code()), (404, "not_found"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_replica_has_the_request_too() {
    let mut world = World::new().await;
    let made = world.made(json!({})).await;
    let one = text(world.raw(get(path(&made["request_uri"]))).await).await;
    world.reopen(StoreOptions::default()).await;
    let other = text(world.raw(get(path(&made["request_uri"]))).await).await;
    assert_eq!(one, other);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_any_origin_may_fetch_a_request() {
    let world = World::new().await;
    let made = world.made(json!({})).await;
    for at in [path(&made["request_uri"]), "/v1/challenges/x/request"] {
        let mut request = get(at);
        let origin = "https://wallet.example".parse().unwrap();
        request.headers_mut().insert("origin", origin);
        let fetched = world.raw(request).await;
        assert_eq!(fetched.headers()["access-control-allow-origin"], "*");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_a_form_and_nothing_else() {
    let mut world = World::new().await;
    let (id, token) = world.challenge().await;
    let answer = world.answer_to(&token);
    let good = wallet(&token, &answer);
    let json = json!({ "state": base64url(&token), "vp_token": base64url(&answer) });
    let cases: [(&str, String, u16, &str); 6] = [
        (
            "application/json",
            json.to_string(),
            415,
            "unsupported_media_type",
        ),
        (
            "application/octet-stream",
            "x".into(),
            415,
            "unsupported_media_type",
        ),
        ("", "x".into(), 415, "unsupported_media_type"),
        (
            "application/x-www-form-urlencoded",
            "x".repeat(8_193),
            413,
            "too_large",
        ),
        (
            "application/x-www-form-urlencoded",
            String::new(),
            422,
            "invalid_body",
        ),
        (
            "application/x-www-form-urlencoded; charset=UTF-8",
            "vp_token=AQ&state=AQ".into(),
            422,
            "invalid_body",
        ),
    ];
    for (kind, body, status, code) in cases {
        let mut request = form(body);
        request.headers_mut().remove("content-type");
        if !kind.is_empty() {
            request
                .headers_mut()
                .insert("content-type", kind.parse().unwrap());
        }
        let told = send(world.app.clone(), request).await;
        assert_eq!(
            (told.status.as_u16(), told.code()),
            (status, code),
            "{kind}"
        );
    }
    // Another name than the query's is no answer to it.
    let misnamed = AuthorizationResponse {
        credential_id: "yellow".into(),
        presentation: base64url(&answer),
        state: base64url(&token),
    };
    let told = send(world.app.clone(), form(misnamed.to_form())).await;
    told.refused("malformed");
    assert_eq!(
        world.outcome(&id).await.body,
        json!({ "result": "pending" })
    );
    assert!(send(world.app.clone(), good).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_in_place_of_an_answer_tells_the_venue_nothing() {
    let mut world = World::new().await;
    let (id, token) = world.challenge().await;
    let state = base64url(&token);
    let denied = send(
        world.app.clone(),
        form(format!("error=access_denied&state={state}")),
    )
    .await;
    denied.refused("no_green");
    assert_eq!(
        world.outcome(&id).await.body,
        json!({ "result": "pending" })
    );
    // Byte for byte what another colour gets.
    let (_, other) = world.challenge().await;
    let ask = world.ask(&other);
    let red = world.specimen.present(&world.citizen, Colour::Red, &ask);
    assert_eq!(world.present(&other, &red.to_bytes()).await, denied);
    let answer = world.answer_to(&token);
    assert!(world.present(&token, &answer).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_comes_back_brings_the_code_without_which_nothing_is_told() {
    let mut world = World::new().await;
    let made = world
        .made(json!({ "redirect_uri": "https://shop.example/done?visit=7" }))
        .await;
    let id = made["id"].as_str().unwrap();
    let token = data_encoding::BASE64URL_NOPAD
        .decode(made["token"].as_str().unwrap().as_bytes())
        .unwrap();
    let mut bad = world.answer_to(&token);
    *bad.last_mut().unwrap() ^= 1;
    assert_eq!(
        world.present(&token, &bad).await.keys(),
        ["reason", "result"]
    );
    let answer = world.answer_to(&token);
    let told = world.present(&token, &answer).await;
    assert_eq!(
        told.keys(),
        ["colour", "redirect_uri", "result", "valid_until"]
    );
    let uri = told.body["redirect_uri"].as_str().unwrap();
    let code = uri
        .strip_prefix("https://shop.example/done?visit=7#response_code=")
        .unwrap();
    assert_eq!(code.len(), 43);

    let with = |code: &str| format!("/v1/challenges/{id}?response_code={code}");
    let wrong = "A".repeat(43);
    for path in [
        format!("/v1/challenges/{id}"),
        with(""),
        with("x"),
        with(&wrong),
    ] {
        let told = world.device(0, &path, None).await;
        assert_eq!((told.status.as_u16(), told.code()), (403, "response_code"));
    }
    assert!(world.device(0, &with(code), None).await.accepted());
    let stranger = world.device(1, &with(code), None).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    // The second answer gets no code.
    let second = world.present(&token, &answer).await;
    second.refused("replayed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_sent_back_by_https_or_to_this_machine() {
    let world = World::new().await;
    for (uri, status) in [
        ("https://shop.example/done", 201),
        ("http://127.0.0.1:3000/done", 201),
        ("http://shop.example/done", 422),
        ("javascript:alert(1)", 422),
        ("https://shop.example/done#mine", 422),
        ("shop.example", 422),
    ] {
        let asked = json!({ "redirect_uri": uri });
        let made = world.device(0, "/v1/challenges", Some(asked)).await;
        assert_eq!(made.status.as_u16(), status, "{uri}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_drawn_for_a_screen_that_asks_for_a_picture() {
    let world = World::new().await;
    let asked = async |accept: &str, body: Value| {
        let key = world.api_keys[0].as_str();
        let mut request = world.request(Method::POST, "/v1/challenges", Some(key), Some(body));
        if !accept.is_empty() {
            request
                .headers_mut()
                .insert("accept", accept.parse().unwrap());
        }
        world.raw(request).await
    };
    for (accept, kind) in [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
        ("application/json, image/png", "application/json"),
        ("image/png", "image/png"),
        ("text/html, image/*;q=0.8, */*;q=0.1", "image/png"),
        ("image/svg+xml", "image/svg+xml"),
    ] {
        let made = asked(accept, json!({})).await;
        assert_eq!(made.status(), StatusCode::CREATED, "{accept}");
        assert_eq!(made.headers()["content-type"], kind, "{accept}");
        let location = made.headers()["location"].to_str().unwrap();
        let id = location.strip_prefix("/v1/challenges/").unwrap();
        let pending = world.outcome(id).await;
        assert_eq!(pending.body, json!({ "result": "pending" }));
    }
    for (content, prefix) in [
        ("compact", "CELQ1"),
        ("request_uri", "openid4vp://?client_id="),
    ] {
        let drawn = asked("image/png", json!({ "qr": content })).await;
        let bytes = axum::body::to_bytes(drawn.into_body(), 1 << 20)
            .await
            .unwrap();
        let read = Picture::from_png(&bytes).unwrap().read().unwrap();
        assert!(read.starts_with(prefix), "{content}: {read:?}");
    }
    let unknown = asked("image/png", json!({ "qr": "both" })).await;
    assert_eq!(unknown.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_opens_for_204_and_for_nothing_else() {
    let mut world = World::new().await;
    let shown = world.shown(NOW);
    let red = world.shown_as(Colour::Red, NOW);
    let gate = async |world: &World, bytes: &[u8]| {
        let body = json!({ "presentation": base64url(bytes) });
        world.device(0, "/v1/gate", Some(body)).await
    };
    let shut = |told: crate::world::Answer, why: &str| {
        assert_eq!((told.status.as_u16(), told.code()), (403, "not_admitted"));
        assert_eq!(told.body["detail"], why);
    };
    let open = gate(&world, &shown).await;
    assert_eq!(
        (open.status, &open.body),
        (StatusCode::NO_CONTENT, &Value::Null)
    );
    shut(gate(&world, &shown).await, "refused: replayed");
    shut(gate(&world, &red).await, "refused: no_green");
    shut(gate(&world, b"x").await, "refused: malformed");

    // What never reached a judgement says so.
    let body = json!({ "presentation": base64url(&shown) });
    let nobody = world.request(Method::POST, "/v1/gate", None, Some(body.clone()));
    assert_eq!(world.send(nobody).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        world.get("/v1/gate").await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    let neither = world.device(0, "/v1/gate", Some(json!({}))).await;
    assert_eq!(neither.status, StatusCode::UNPROCESSABLE_ENTITY);

    // The store away, the list ended.
    let fresh = world.shown(NOW);
    let store = world.verifier.engine().ledger.store().clone();
    store.close().await.unwrap();
    let told = gate(&world, &fresh).await;
    assert!(told.retry_after.is_some());
    shut(told, "not judged: replay_store");
    world.reopen(StoreOptions::default()).await;
    world.clock.set(world.federation().list().valid_until());
    shut(gate(&world, &fresh).await, "not judged: list_expired");
}
