//! A server of Redis in a folder of its own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use super::{free_port, kill, program, wait_until};

/// A password that must not be seen anywhere.
const PASSWORD: &str = "not-to-be-told";

/// A server that runs, or was killed.
pub struct Redis {
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Redis {
    /// Starts one that appends each write to its file before it answers.
    pub fn start() -> Redis {
        let mut server = Redis {
            folder: tempfile::tempdir().unwrap(),
            port: free_port(),
            child: None,
        };
        server.restart();
        server
    }

    /// Its URL, with the password.
    pub fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}/", self.port)
    }

    /// What must not be seen.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// Its URL for another user with the same password.
    pub fn url_of(&self, user: &str) -> String {
        format!("redis://{user}:{PASSWORD}@127.0.0.1:{}/", self.port)
    }

    /// Kills it with -9.
    pub fn kill(&mut self) {
        kill(&mut self.child.take().unwrap());
    }

    /// Starts it again at the same address, with what its file says.
    pub fn restart(&mut self) {
        let child = Command::new(program("redis-server", "redis-server", &[]))
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1"])
            .arg("--dir")
            .arg(self.folder.path())
            .args([
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
            ])
            .args(["--requirepass", PASSWORD, "--masterauth", PASSWORD])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.child = Some(child);
        wait_until("Redis starts", || {
            TcpStream::connect(("127.0.0.1", self.port)).is_ok()
                && self.ask("PING").starts_with("+PONG")
        });
    }

    /// Kills it, and starts an empty one at the same address.
    pub fn replace(&mut self) {
        self.kill();
        self.folder = tempfile::tempdir().unwrap();
        self.restart();
    }

    /// Asks as the operator, in one line; the answer as it is on the wire.
    pub fn ask(&self, line: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let wait = Some(Duration::from_secs(10));
        stream.set_read_timeout(wait).unwrap();
        let lines = format!("AUTH {PASSWORD}\r\n{line}\r\nQUIT\r\n");
        stream.write_all(lines.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer);
        let answer = answer.strip_prefix("+OK\r\n").unwrap_or(&answer);
        answer.strip_suffix("+OK\r\n").unwrap_or(answer).to_owned()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
