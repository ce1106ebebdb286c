//! The tools that a build needs: present, or installed, or named.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::run;

/// A program, why it is needed, and the Debian packages that have it.
struct Tool {
    program: &'static str,
    why: &'static str,
    packages: &'static [&'static str],
}

const TOOLS: [Tool; 2] = [
    Tool {
        program: "cc",
        why: "the curve backend and SQLite are C",
        packages: &["gcc", "libc6-dev"],
    },
    Tool {
        program: "git",
        why: "the tests read the list of tracked files",
        packages: &["git"],
    },
];

/// What the tests need beside it: they run real servers, on free ports and in folders of their own,
/// and a third party's client.
const OF_TESTS: [Tool; 4] = [
    Tool {
        program: "initdb",
        why: "replicas are tested on a real PostgreSQL",
        packages: &["postgresql"],
    },
    Tool {
        program: "redis-server",
        why: "replicas are tested with a real Redis",
        packages: &["redis-server"],
    },
    Tool {
        program: "node",
        why: "a third party's OpenID4VP client is tested with",
        packages: &["nodejs"],
    },
    Tool {
        program: "npm",
        why: "it installs that client",
        packages: &["npm"],
    },
];

/// Where Debian has PostgreSQL's programs, in a folder for each version.
const POSTGRESQL: &str = "/usr/lib/postgresql";

/// Sees to it that every build can run.
pub(crate) fn tools() -> Result<(), Failure> {
    all(TOOLS.iter())
}

/// Sees to it that every test can run.
pub(crate) fn tools_of_tests() -> Result<(), Failure> {
    all(TOOLS.iter().chain(&OF_TESTS))
}

fn all<'t>(tools: impl Iterator<Item = &'t Tool>) -> Result<(), Failure> {
    let missing: Vec<&Tool> = tools
        .filter(|tool| on_path(tool.program).is_none() && of_postgresql(tool.program).is_none())
        .collect();
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|tool| tool.packages)
        .copied()
        .collect();
    if missing.is_empty() || install(&packages) {
        return Ok(());
    }
    let lines: Vec<String> = missing
        .iter()
        .map(|tool| format!("{} is not installed ({})", tool.program, tool.why))
        .collect();
    Err(Failure::Missing(format!(
        "{}. Install it, on Debian and Ubuntu with:\n    {}",
        lines.join("; "),
        install_line(&packages)
    )))
}

/// Installs Debian packages where this can be done without asking anybody: as root, with
/// `apt-get`, and without removing anything. True if they are there afterwards.
pub(crate) fn install(packages: &[&str]) -> bool {
    if !is_root() || on_path("apt-get").is_none() {
        return false;
    }
    let update = run::run(apt_get().arg("update"));
    let install = run::run(
        apt_get()
            .args(["install", "--yes", "--no-install-recommends", "--no-remove"])
            .args(packages),
    );
    update.is_ok() && install.is_ok()
}

/// The line that installs Debian packages by hand.
pub(crate) fn install_line(packages: &[&str]) -> String {
    format!(
        "sudo apt-get update && sudo apt-get install --no-install-recommends {}",
        packages.join(" ")
    )
}

/// Where a program is on PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths)
        .map(|folder| folder.join(program))
        .find(|path| is_executable(path))
}

/// Where a program of PostgreSQL is.
fn of_postgresql(program: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir(POSTGRESQL).ok()?;
    versions
        .filter_map(|version| Some(version.ok()?.path().join("bin").join(program)))
        .find(|path| is_executable(path))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    run::ask(Command::new("id").arg("-u")).as_deref() == Some("0")
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.with_extension(std::env::consts::EXE_EXTENSION)
        .is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_programs_and_not_others() {
        assert!(on_path("cargo").is_some());
        assert!(on_path("no-such-program-anywhere").is_none());
    }
}
