//! The steps of `cargo xtask test`, in the order in which they run: the quickest to fail first,
//! and last the one that builds the curve anew.

use crate::failure::Failure;
use crate::step::{Outcome, Step};
use crate::tally::{Runner, Tally};
use crate::workspace::Workspace;
use crate::{run, story, wasm};

pub(crate) const ALL: &[Step] = &[
    Step {
        name: "fmt",
        proves: "every file is laid out as rustfmt lays it out",
        run: fmt,
    },
    Step {
        name: "clippy",
        proves: "no lint of the workspace speaks, in code, tests and benches",
        run: clippy,
    },
    Step {
        name: "test",
        proves: "every test of the workspace passes, doc tests too",
        run: test,
    },
    Step {
        name: "demo",
        proves: "a whole federation runs on this machine, and turns away whom it has to",
        run: demo,
    },
    Step {
        name: "readme",
        proves: "the commands of README.md do what they did when it was written",
        run: readme,
    },
    Step {
        name: "doc",
        proves: "the documentation builds and its links lead somewhere",
        run: doc,
    },
    Step {
        name: "benches",
        proves: "the benchmarks build, and each of them runs once",
        run: benches,
    },
    Step {
        name: "deny",
        proves: "cargo-deny, where it is installed, finds no fault with licences, bans and sources",
        run: deny,
    },
    Step {
        name: "wasm",
        proves: "what a browser needs builds for wasm32-unknown-unknown",
        run: wasm,
    },
    Step {
        name: "backend",
        proves: "everything from the curve to the wallet passes on the pure Rust backend too",
        run: backend,
    },
];

/// What is tested on both backends, and what a browser runs.
const PORTABLE: [&str; 6] = [
    "celadon-curve",
    "celadon-bbs",
    "celadon-circuits",
    "celadon-credential",
    "celadon-admission",
    "celadon-wallet",
];

fn fmt(workspace: &Workspace) -> Outcome {
    Outcome::of(run::run(
        workspace.cargo().args(["fmt", "--all", "--check"]),
    ))
}

fn clippy(workspace: &Workspace) -> Outcome {
    Outcome::of(run::run(workspace.cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ])))
}

fn test(workspace: &Workspace) -> Outcome {
    let (tally, result) = tests(workspace, &["--workspace"], &[]);
    if result.is_err() || !has_nextest(workspace) {
        return Outcome::tested(tally, result);
    }
    // Nextest leaves doc tests to cargo, and a package without any is no fault.
    let (doc_tally, result) = run::run_counting(
        workspace
            .cargo()
            .args(["test", "--workspace", "--doc", "--no-fail-fast"]),
        Runner::CargoTest,
    );
    let mut sum = tally;
    sum += doc_tally;
    Outcome::tested(sum, result)
}

fn demo(_: &Workspace) -> Outcome {
    Outcome::of(story::demo())
}

fn readme(workspace: &Workspace) -> Outcome {
    Outcome::of(story::readme(workspace))
}

fn doc(workspace: &Workspace) -> Outcome {
    Outcome::of(run::run(
        workspace
            .cargo()
            .args(["doc", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    ))
}

fn benches(workspace: &Workspace) -> Outcome {
    Outcome::of(run::run(workspace.cargo().args([
        "test",
        "--package",
        "celadon-benches",
        "--benches",
    ])))
}

fn deny(workspace: &Workspace) -> Outcome {
    if run::ask(workspace.cargo().args(["deny", "--version"])).is_none() {
        println!(
            "NOT RUN: cargo-deny is not installed. The tests of celadon-tests hold licences, bans and sources as well."
        );
        return Outcome::NotRun("cargo-deny is not installed; celadon-tests holds the same rules");
    }
    Outcome::of(run::run(
        workspace
            .cargo()
            .args(["deny", "check", "bans", "licenses", "sources"]),
    ))
}

fn wasm(workspace: &Workspace) -> Outcome {
    Outcome::of(wasm::build(workspace, &PORTABLE))
}

fn backend(workspace: &Workspace) -> Outcome {
    let packages: Vec<&str> = PORTABLE
        .iter()
        .flat_map(|package| ["--package", package])
        .collect();
    let (tally, result) = tests(workspace, &packages, &[("CELADON_BACKEND", "pure")]);
    Outcome::tested(tally, result)
}

/// Runs the tests of the chosen packages, with nextest where it is installed. Only without it are
/// doc tests among them.
fn tests(
    workspace: &Workspace,
    packages: &[&str],
    environment: &[(&str, &str)],
) -> (Tally, Result<(), Failure>) {
    let mut command = workspace.cargo();
    command.envs(environment.iter().copied());
    let runner = if has_nextest(workspace) {
        command.args(["nextest", "run", "--no-fail-fast", "--no-tests=pass"]);
        Runner::Nextest
    } else {
        command.args(["test", "--no-fail-fast"]);
        Runner::CargoTest
    };
    run::run_counting(command.args(packages), runner)
}

fn has_nextest(workspace: &Workspace) -> bool {
    run::ask(workspace.cargo().args(["nextest", "--version"])).is_some()
}
