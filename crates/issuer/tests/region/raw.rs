//! A wallet on a real connection, which remembers every byte that it sent.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Raw {
    pub address: SocketAddr,
    pub sent: Vec<u8>,
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Raw {
    pub fn new(address: SocketAddr) -> Raw {
        Raw {
            address,
            sent: Vec::new(),
        }
    }

    pub async fn get(&mut self, path: &str, session: Option<&str>) -> Answer {
        self.ask("GET", path, session, "", b"").await
    }

    pub async fn post(
        &mut self,
        path: &str,
        session: Option<&str>,
        kind: &str,
        body: &[u8],
    ) -> Answer {
        let kind = format!("Content-Type: {kind}\r\n");
        self.ask("POST", path, session, &kind, body).await
    }

    async fn ask(
        &mut self,
        method: &str,
        path: &str,
        session: Option<&str>,
        more: &str,
        body: &[u8],
    ) -> Answer {
        let bearer = session.map_or(String::new(), |token| {
            format!("Authorization: Bearer {token}\r\n")
        });
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: issuer\r\nConnection: close\r\n{bearer}{more}\
             Content-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        self.sent.extend_from_slice(&request);
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(&request).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let end = answer
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .unwrap();
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        assert!(!head.contains("chunked"), "this client reads lengths only");
        Answer {
            status: head[9..12].parse().unwrap(),
            body: answer.split_off(end + 4),
        }
    }
}
