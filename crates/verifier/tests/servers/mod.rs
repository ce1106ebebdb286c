//! Real servers, each a process of its own on a free port, ended with whoever started it.
#![allow(dead_code)] // two packages' tests use them, each a part

mod postgres;
mod redis;

pub use postgres::Postgres;
pub use redis::Redis;

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

/// A port that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Waits until something holds.
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A program of a Debian package: on PATH, or in the folders that match.
fn program(name: &str, package: &str, folders: &[PathBuf]) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut all = folders.to_vec();
    all.extend(std::env::split_paths(&path));
    let found = all
        .iter()
        .map(|folder| folder.join(name))
        .find(|program| program.is_file());
    found.unwrap_or_else(|| {
        panic!(
            "{name} is not installed, and this test needs the real server: on Debian and Ubuntu\n    \
             sudo apt-get install --no-install-recommends {package}"
        )
    })
}

/// SIGKILL, and gone.
fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}
