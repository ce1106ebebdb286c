//! A real listener: limits, the log rule, and an end in bounded time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::{get, post};
use celadon_service::{Drained, Limits, Server, bind, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::logging::Log;

pub async fn start(router: Router, limits: Limits) -> Server {
    let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    serve(router, listener, limits, std::future::pending()).unwrap()
}

/// One request on a connection of its own, and all that comes back.
pub async fn ask(address: SocketAddr, head: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("{head} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn listens_on_a_free_port_and_stops() {
    let server = start(
        Router::new().route("/", get(|| async { "here" })),
        Limits::default(),
    )
    .await;
    let address = server.address();
    assert_ne!(address.port(), 0);
    assert!(ask(address, "GET /").await.ends_with("here"));
    server.stop();
    assert_eq!(server.stopped().await, Drained::Whole);
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_shutdown_future_and_a_drop_stop_it_too() {
    let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let server = serve(Router::new(), listener, Limits::default(), async {}).unwrap();
    assert_eq!(server.stopped().await, Drained::Whole);

    let server = start(Router::new(), Limits::default()).await;
    let address = server.address();
    drop(server);
    let mut tries = 0;
    while TcpStream::connect(address).await.is_ok() {
        tries += 1;
        assert!(tries < 100, "it still listens");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn says_what_to_do_about_an_address_in_use() {
    let first = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let error = bind(first.local_addr().unwrap())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("another port"), "{error}");
}

#[tokio::test]
async fn finishes_what_is_at_work_and_cuts_what_does_not_end() {
    let begun = Arc::new(Notify::new());
    let signal = begun.clone();
    let routes = Router::new().route(
        "/{millis}",
        get(
            move |axum::extract::Path(millis): axum::extract::Path<u64>| async move {
                signal.notify_one();
                tokio::time::sleep(Duration::from_millis(millis)).await;
                "done"
            },
        ),
    );
    let limits = Limits {
        drain_time: Duration::from_millis(600),
        ..Limits::default()
    };
    let server = start(routes.clone(), limits).await;
    let request = tokio::spawn({
        let address = server.address();
        async move { ask(address, "GET /200").await }
    });
    begun.notified().await;
    server.stop();
    assert_eq!(server.stopped().await, Drained::Whole);
    assert!(request.await.unwrap().ends_with("done"));

    let server = start(routes, limits).await;
    let address = server.address();
    let request = tokio::spawn(async move { ask(address, "GET /60000").await });
    begun.notified().await;
    server.stop();
    let before = Instant::now();
    assert_eq!(server.stopped().await, Drained::Cut(1));
    assert!(before.elapsed() < Duration::from_secs(5));
    assert_eq!(request.await.unwrap(), "");
}

#[tokio::test]
async fn does_not_wait_for_a_connection_that_is_merely_open() {
    let server = start(Router::new(), Limits::default()).await;
    let mut idle = TcpStream::connect(server.address()).await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    assert!(idle.read_u8().await.is_ok()); // it is answered and kept alive
    server.stop();
    assert_eq!(server.stopped().await, Drained::Whole);
}

#[tokio::test]
async fn turns_away_what_is_over_its_limit_and_is_well_again() {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (begun2, go2) = (begun.clone(), go.clone());
    let routes = Router::new()
        .route(
            "/wait",
            get(move || async move {
                begun2.notify_one();
                go2.notified().await;
                "waited"
            }),
        )
        .route("/", get(|| async { "here" }));
    let limits = Limits {
        in_flight: 1,
        ..Limits::default()
    };
    let server = start(routes, limits).await;
    let address = server.address();
    let first = tokio::spawn(async move { ask(address, "GET /wait").await });
    begun.notified().await;
    let shed = ask(address, "GET /").await;
    assert!(shed.starts_with("HTTP/1.1 503"), "{shed}");
    assert!(shed.contains("retry-after: 2") && shed.contains("urn:celadon:problem:overloaded"));
    go.notify_one();
    assert!(first.await.unwrap().ends_with("waited"));
    assert!(ask(address, "GET /").await.ends_with("here"));
}

#[tokio::test]
async fn closes_a_connection_that_sends_no_request() {
    let limits = Limits {
        header_time: Duration::from_millis(100),
        connections: 1,
        ..Limits::default()
    };
    let server = start(Router::new().route("/", get(|| async { "here" })), limits).await;
    let mut silent = TcpStream::connect(server.address()).await.unwrap();
    silent.write_all(b"GET / HTTP/1.1\r\nHo").await.unwrap();
    // The only slot is taken; this is served once the silent one is cut.
    let answer = tokio::time::timeout(Duration::from_secs(5), ask(server.address(), "GET /"));
    assert!(answer.await.unwrap().ends_with("here"));
}

#[tokio::test]
async fn logs_method_route_and_code_and_nothing_of_the_visitor() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let routes = Router::new()
        .route("/things/{id}", post(|body: String| async move { body }))
        .route(
            "/broken",
            get(|| async { axum::http::StatusCode::BAD_GATEWAY }),
        );
    let server = start(routes, Limits::default()).await;
    let address = server.address();
    for head in [
        "POST /things/secret-path?q=secret-query",
        "GET /broken",
        "GET /secret-nowhere",
        "SECRETMETHOD /broken",
        "POST /things/7",
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "{head} HTTP/1.1\r\nHost: secret-host\r\nAuthorization: Bearer secret-key\r\n\
             Connection: close\r\nContent-Length: 11\r\n\r\nsecret-body"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
    }
    server.stop();
    server.stopped().await;
    let text = log.text();
    for expected in [
        r#"method="POST" route="/things/{id}" code=200"#,
        r#"method="GET" route="/broken" code=502"#,
        r#"method="GET" route="unmatched" code=404"#,
        r#"method="OTHER" route="/broken" code=405"#,
    ] {
        assert!(text.contains(expected), "{expected} is missing in\n{text}");
    }
    let lower = text.to_lowercase();
    assert!(!lower.contains("secret"), "{text}");
    assert!(!lower.contains("127.0.0.1"), "{text}");
}
