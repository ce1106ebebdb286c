//! A server of PostgreSQL with a database in a folder of its own.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::{free_port, kill, program, wait_until};

/// A password that must not be seen anywhere.
const PASSWORD: &str = "not-to-be-told";

/// A server that runs, or was killed.
pub struct Postgres {
    folder: TempDir,
    port: u16,
    child: Option<Child>,
    settings: Vec<&'static str>,
}

impl Postgres {
    /// Makes a cluster, which takes a second, and starts its server.
    pub fn start() -> Postgres {
        Postgres::with(&[])
    }

    /// The same, with settings such as `fsync=off`.
    pub fn with(settings: &[&'static str]) -> Postgres {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("password");
        fs::write(&secret, PASSWORD).unwrap();
        give(folder.path());
        give(&secret);
        let made = command("initdb")
            .args(["--username=celadon", "--auth=scram-sha-256", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C"])
            .arg(format!("--pwfile={}", secret.display()))
            .arg("--pgdata")
            .arg(folder.path().join("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        let mut server = Postgres {
            folder,
            port: free_port(),
            child: None,
            settings: settings.to_vec(),
        };
        server.restart();
        server
    }

    /// Its URL, with the password.
    pub fn url(&self) -> String {
        format!(
            "postgres://celadon:{PASSWORD}@127.0.0.1:{}/postgres",
            self.port
        )
    }

    /// What must not be seen.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// Kills all its processes with -9. Were it only the first, the others would finish what they
    /// are at, and what they stored then is stored.
    pub fn kill(&mut self) {
        let mut first = self.child.take().unwrap();
        signal("-STOP", first.id()); // so that it begins no more
        let others = children(first.id());
        kill(&mut first);
        for process in &others {
            signal("-KILL", *process);
        }
        wait_until("PostgreSQL is gone", || {
            others.iter().all(|process| !runs(*process))
        });
    }

    /// Other settings for the next start.
    pub fn set(&mut self, settings: &[&'static str]) {
        self.settings = settings.to_vec();
    }

    /// Starts it again at the same address.
    pub fn restart(&mut self) {
        let log = self.folder.path().join("log");
        wait_until("PostgreSQL starts", || {
            let log = fs::File::create(&log).unwrap();
            let mut server = command("postgres");
            server
                .arg("-D")
                .arg(self.data())
                .args(["-p", &self.port.to_string()])
                .args(["-c", "listen_addresses=127.0.0.1"])
                .args(["-c", "unix_socket_directories="])
                .args(["-c", "shared_buffers=16MB"])
                .stdout(Stdio::null())
                .stderr(log);
            for setting in &self.settings {
                server.args(["-c", setting]);
            }
            let mut child = server.spawn().unwrap();
            // Until the last process of a killed one is gone, the new one gives up.
            loop {
                if child.try_wait().unwrap().is_some() {
                    return false;
                }
                if self.answers() {
                    self.child = Some(child);
                    return true;
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        });
    }

    /// Kills it, and starts it as a standby that is promoted at once: the same data in another
    /// history.
    pub fn promote(&mut self) {
        self.kill();
        let signal = self.data().join("standby.signal");
        fs::write(&signal, "").unwrap();
        give(&signal);
        self.restart();
        self.sql("SELECT pg_promote()");
        wait_until("PostgreSQL is promoted", || {
            self.sql("SELECT pg_is_in_recovery()").trim() == "f"
        });
    }

    /// Runs a statement as the operator.
    pub fn sql(&self, statement: &str) -> String {
        let asked = command("psql")
            .args(["--no-psqlrc", "--tuples-only", "--no-align", "--command"])
            .arg(statement)
            // Also while the server is set to take no writes.
            .arg(format!(
                "{}?options=-c%20default_transaction_read_only%3Doff",
                self.url()
            ))
            .output()
            .unwrap();
        assert!(asked.status.success(), "{asked:?}");
        String::from_utf8(asked.stdout).unwrap()
    }

    fn answers(&self) -> bool {
        TcpStream::connect(("127.0.0.1", self.port)).is_ok()
            && command("pg_isready")
                .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
                .status()
                .unwrap()
                .success()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A program of PostgreSQL. It refuses to run as root: then it runs as nobody.
fn command(name: &str) -> Command {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut folders: Vec<PathBuf> = versions
        .map(|version| version.unwrap().path().join("bin"))
        .collect();
    folders.sort();
    folders.reverse();
    let mut command = Command::new(program(name, "postgresql", &folders));
    if let Some(nobody) = nobody() {
        command.uid(nobody).gid(nobody);
    }
    command.current_dir("/");
    command
}

fn give(path: &Path) {
    if let Some(nobody) = nobody() {
        chown(path, Some(nobody), Some(nobody)).unwrap();
    }
}

/// Whom to be in place of root.
fn nobody() -> Option<u32> {
    let id = Command::new("id").arg("-u").output().unwrap();
    (id.stdout == b"0\n").then_some(65_534)
}

/// Sends a signal to a process, which may be gone.
fn signal(name: &str, process: u32) {
    let sent = Command::new("kill")
        .args([name, &process.to_string()])
        .stderr(Stdio::null())
        .status();
    sent.expect("`kill` is missing: install procps");
}

/// The processes whose parent is this one.
fn children(parent: u32) -> Vec<u32> {
    let all = fs::read_dir("/proc").unwrap();
    all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|process| {
            // The name before it may hold anything but is in brackets: state, then the parent.
            let told = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
            let behind = told.rsplit(')').next().unwrap_or_default();
            behind.split_whitespace().nth(1) == Some(&parent.to_string())
        })
        .collect()
}

/// Whether a process is there, and more than a name that nobody has asked for yet.
fn runs(process: u32) -> bool {
    let told = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let behind = told.rsplit(')').next().unwrap_or_default();
    !matches!(behind.split_whitespace().next(), None | Some("Z" | "X"))
}
