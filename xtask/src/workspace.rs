//! Where the repository is, and how cargo is called in it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `cargo run` adds to the environment of the program it starts. Build scripts of some
/// dependencies watch these, so that an inner cargo that saw them would build again what an
/// outer one has built.
const OF_CARGO_RUN: [&str; 5] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_CRATE_",
    "CARGO_PRIMARY_",
];

/// The repository that this program was built from.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    pub(crate) fn locate() -> Workspace {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        Workspace {
            root: manifest.parent().unwrap_or(manifest).to_owned(),
        }
    }

    /// The root of the repository.
    pub(crate) fn root(&self) -> &std::path::Path {
        &self.root
    }

    /// Where everything is built.
    pub(crate) fn target(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR").map(std::path::absolute) {
            Some(Ok(folder)) => folder,
            _ => self.root.join("target"),
        }
    }

    /// Cargo, to be run in the root of the repository.
    pub(crate) fn cargo(&self) -> Command {
        self.command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// A program, to be run in the root of the repository.
    pub(crate) fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        command.current_dir(&self.root);
        for (name, value) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if OF_CARGO_RUN.iter().any(|prefix| name.starts_with(prefix)) {
                command.env_remove(&*name);
            }
            // Cargo reads a relative folder from where it runs; the user means where they are.
            if name == "CARGO_TARGET_DIR"
                && Path::new(&value).is_relative()
                && let Ok(absolute) = std::path::absolute(&value)
            {
                command.env("CARGO_TARGET_DIR", absolute);
            }
        }
        command
    }
}
