//! The demo's processes: this same binary, started again as each part of the federation.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use crate::exit::Failure;
use crate::passphrase::VARIABLE;

/// How long a service may take until it listens.
const START: Duration = Duration::from_secs(60);

/// Starts parts of the federation, all with one passphrase.
#[derive(Debug, Clone)]
pub struct Celadon {
    binary: std::path::PathBuf,
    passphrase: String,
}

/// How a command ended and what it printed.
#[derive(Debug)]
pub struct Ended {
    /// The exit code.
    pub code: i32,
    /// The last line of standard output, if it is JSON.
    pub result: Value,
    /// What it printed to standard error.
    pub error: String,
}

impl Celadon {
    /// Runs parts with this passphrase, which the demo makes up.
    pub fn new(passphrase: String) -> Result<Celadon, Failure> {
        Ok(Celadon {
            binary: std::env::current_exe()?,
            passphrase,
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .arg("--json")
            .args(arguments)
            .env(VARIABLE, &self.passphrase)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end, whatever that is.
    pub fn run(&self, arguments: &[&str]) -> Result<Ended, Failure> {
        let output = self.command(arguments).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let result = text
            .lines()
            .next_back()
            .and_then(|line| serde_json::from_str(line).ok())
            .unwrap_or(Value::Null);
        Ok(Ended {
            code: output.status.code().unwrap_or(-1),
            result,
            error: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        })
    }

    /// Runs a command that has to succeed.
    pub fn must(&self, arguments: &[&str]) -> Result<Value, Failure> {
        let ended = self.run(arguments)?;
        if ended.code == 0 {
            return Ok(ended.result);
        }
        Err(Failure::new(format!(
            "celadon {} ended with {}: {}",
            arguments.join(" "),
            ended.code,
            ended.error
        )))
    }

    /// Starts a service and waits for the line that says where it listens.
    pub fn serve(&self, arguments: &[&str], log: &Path) -> Result<Service, Failure> {
        let errors = std::fs::File::create(log)?;
        let mut child = self
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()?;
        let stdout = child
            .stdout
            .take()
            .ok_or_else(|| Failure::new("no standard output"))?;
        let mut service = Service {
            child,
            address: String::new(),
        };
        service.address = first_line(stdout)
            .and_then(|line| {
                let line: Value = serde_json::from_str(&line).ok()?;
                Some(line.get("address")?.as_str()?.to_owned())
            })
            .ok_or_else(|| {
                let log = std::fs::read_to_string(log).unwrap_or_default();
                Failure::new(format!(
                    "celadon {} did not start: {log}",
                    arguments.join(" ")
                ))
            })?;
        Ok(service)
    }
}

/// A running service. It is ended with the demo.
#[derive(Debug)]
pub struct Service {
    child: Child,
    /// Host and port.
    pub address: String,
}

impl Service {
    /// Its base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first line, within the time that a start may take. The rest is read and dropped, so that
/// the service never waits for a full pipe.
fn first_line(stdout: ChildStdout) -> Option<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stdout.take(1 << 20));
        let mut line = String::new();
        if reader.read_line(&mut line).is_ok() {
            let _ = sender.send(line);
        }
        let _ = std::io::copy(&mut reader, &mut std::io::sink());
    });
    receiver.recv_timeout(START).ok()
}
