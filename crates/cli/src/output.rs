//! Standard output: lines for people, or JSON for machines.

use serde::Serialize;
use std::fmt::Display;
use std::io::Write;

use crate::exit::Failure;

/// Where results go.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
}

impl Output {
    /// For people, or for machines.
    pub fn new(json: bool) -> Output {
        Output { json }
    }

    /// Whether results are JSON.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// A line for people. Machines do not see it.
    pub fn say(&self, line: impl Display) {
        if !self.json {
            print(&line.to_string());
        }
    }

    /// The result for machines, on one line. People do not see it.
    pub fn result(&self, result: &impl Serialize) {
        if self.json {
            let line = serde_json::to_string(result)
                .expect("results are structures with text keys, which JSON has");
            print(&line);
        }
    }

    /// What went wrong, on standard error.
    pub fn failure(&self, failure: &Failure) {
        if self.json {
            let body =
                serde_json::json!({ "error": failure.to_string(), "help": failure.advice() });
            eprintln!("{body}");
        } else {
            eprintln!("error: {failure}");
            if let Some(help) = failure.advice() {
                eprintln!("  help: {help}");
            }
        }
    }
}

/// A line of standard output. Where nobody reads it any more, or a disk is full, the exit code still
/// tells how the command ended: what was done is done, and a panic would hide it.
fn print(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
