//! Build for a browser, on whatever the machine has for it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{run, setup};

const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler for browsers, with the source of its standard library.
const DEBIAN_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// Builds these packages without their default features for wasm32-unknown-unknown.
pub(crate) fn build(workspace: &Workspace, packages: &[&str]) -> Result<(), Failure> {
    let mut build = workspace.cargo();
    build.args(["build", "--target", TARGET, "--no-default-features"]);
    if !(target_is_installed(workspace) || add_target(workspace)) {
        use_debian(workspace, &mut build)?;
    }
    run::run(build.args(packages.iter().flat_map(|package| ["--package", package])))
}

/// True if the toolchain has a standard library for the target.
fn target_is_installed(workspace: &Workspace) -> bool {
    run::ask(
        workspace
            .command("rustc")
            .args(["--print", "target-libdir", "--target", TARGET]),
    )
    .is_some_and(|folder| Path::new(&folder).is_dir())
}

/// Asks rustup for the target. False where there is no rustup or it cannot download.
fn add_target(workspace: &Workspace) -> bool {
    setup::on_path("rustup").is_some()
        && run::run(workspace.command("rustup").args(["target", "add", TARGET])).is_ok()
        && target_is_installed(workspace)
}

/// Lets the build use Debian's compiler, building the standard library from its source, and our
/// own toolchain's linker.
fn use_debian(workspace: &Workspace, build: &mut Command) -> Result<(), Failure> {
    println!(
        "The toolchain has no {TARGET} and rustup could not add it: Debian's compiler builds it."
    );
    let usable = debian_is_usable() || setup::install(&DEBIAN_PACKAGES) && debian_is_usable();
    if !usable {
        return Err(Failure::Missing(format!(
            "nothing here can build for {TARGET}. Run one of:\n    rustup target add {TARGET}\n    {}",
            setup::install_line(&DEBIAN_PACKAGES)
        )));
    }
    let linker = linker(workspace).ok_or_else(|| {
        Failure::Missing(format!(
            "no rust-lld in the toolchain. Run:\n    rustup target add {TARGET}"
        ))
    })?;
    build.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1");
    build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    build.args(["-Z", "build-std=std,panic_abort"]);
    Ok(())
}

/// True if Debian's compiler is there with its source, and is no older than the code needs.
fn debian_is_usable() -> bool {
    let version = run::ask(Command::new(DEBIAN_RUSTC).arg("--version"));
    let sysroot = run::ask(Command::new(DEBIAN_RUSTC).args(["--print", "sysroot"]));
    let needed = minor_version(env!("CARGO_PKG_RUST_VERSION"));
    version.and_then(|version| minor_version(version.strip_prefix("rustc ")?)) >= needed
        && sysroot.is_some_and(|sysroot| {
            Path::new(&sysroot)
                .join("lib/rustlib/src/rust/library/std")
                .is_dir()
        })
}

/// 95 in `1.95.0 (59807616e 2026-04-14)` and in `1.95`.
fn minor_version(version: &str) -> Option<u32> {
    let digits = |c: char| !c.is_ascii_digit();
    version
        .strip_prefix("1.")?
        .split(digits)
        .next()?
        .parse()
        .ok()
}

/// The linker that came with the toolchain.
fn linker(workspace: &Workspace) -> Option<PathBuf> {
    let sysroot = run::ask(workspace.command("rustc").args(["--print", "sysroot"]))?;
    let about = run::ask(workspace.command("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "))?;
    let linker = Path::new(&sysroot)
        .join("lib/rustlib")
        .join(host)
        .join("bin/rust-lld");
    linker.is_file().then_some(linker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(minor_version("1.96.0 (ac68faa20 2026-05-25)"), Some(96));
        assert_eq!(minor_version("1.95"), Some(95));
        assert_eq!(minor_version("2.0"), None);
        assert!(minor_version("1.100.0") > minor_version("1.95"));
        assert!(minor_version(env!("CARGO_PKG_RUST_VERSION")).is_some());
    }
}
