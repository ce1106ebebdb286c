//! Clients that send or read slowly, by chance or on purpose: nobody else notices.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use celadon_service::{Limits, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::serving::{ask, start};

async fn echo(limits: Limits) -> Server {
    let routes = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/", post(|body: Bytes| async { body }))
        .route("/large", get(|| async { vec![b'x'; 64 * 1024 * 1024] }));
    start(routes, limits).await
}

/// A request whose body does not come, or not whole.
async fn begin(address: SocketAddr, length: usize, sent: usize) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'x'; sent]).await.unwrap();
    stream
}

async fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

#[tokio::test]
async fn slow_bodies_take_no_slots() {
    let limits = Limits {
        in_flight: 1,
        ..Limits::default()
    };
    let server = echo(limits).await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        slow.push(begin(server.address(), 10, 3).await);
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(ask(server.address(), "GET /").await.ends_with("here"));
    // And the slow are served when they are there.
    for mut stream in slow {
        stream.write_all(&[b'y'; 7]).await.unwrap();
        let mut whole = [0; 4096];
        let read = stream.read(&mut whole).await.unwrap();
        assert!(whole[..read].ends_with(b"xxxyyyyyyy"));
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let limits = Limits {
        body_time: Duration::from_millis(100),
        ..Limits::default()
    };
    let server = echo(limits).await;
    let told = answer(begin(server.address(), 10, 3).await).await;
    assert!(told.starts_with("HTTP/1.1 408"), "{told}");
    assert!(told.contains("urn:celadon:problem:request_timeout"));
}

#[tokio::test]
async fn bodies_take_no_more_memory_than_is_set_aside() {
    let limits = Limits {
        received_bytes: 1_000,
        ..Limits::default()
    };
    let server = echo(limits).await;
    let address = server.address();
    let holding = begin(address, 901, 900).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let told = answer(begin(address, 200, 200).await).await;
    assert!(told.starts_with("HTTP/1.1 503"), "{told}");
    assert!(told.contains("retry-after: 2") && told.contains("urn:celadon:problem:overloaded"));
    drop(holding);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut small = begin(address, 200, 200).await;
    let mut begun = [0; 12];
    small.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
}

#[tokio::test]
async fn what_is_too_large_is_not_received() {
    let server = echo(Limits::default()).await;
    let length = Limits::LARGEST_BODY + 1;
    let told = answer(begin(server.address(), length, 0).await).await;
    assert!(told.starts_with("HTTP/1.1 413"), "{told}");

    // Without a length, in chunks.
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
    for _ in 0..5 {
        if stream.write_all(&chunk).await.is_err() {
            break; // it has answered and closed
        }
    }
    let mut begun = [0; 12];
    stream.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"HTTP/1.1 413");
}

#[tokio::test]
async fn who_does_not_read_is_cut_off() {
    let limits = Limits {
        write_time: Duration::from_millis(200),
        connections: 1,
        ..Limits::default()
    };
    let server = echo(limits).await;
    let mut deaf = TcpStream::connect(server.address()).await.unwrap();
    deaf.write_all(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    // The only connection is taken; this is served once the deaf one is cut.
    let next = tokio::time::timeout(Duration::from_secs(5), ask(server.address(), "GET /"));
    assert!(next.await.unwrap().ends_with("here"));
}
