//! `cargo xtask bench`: peers, benchmarks and figures, in the release profile and on one core.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::args::BenchOptions;
use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{run, setup};

/// The peers' workspace, from the root of ours.
const PEERS: &str = "benches/peers/Cargo.toml";

/// What AnonCreds' signatures need, as Debian packages.
const OPENSSL: [&str; 2] = ["libssl-dev", "pkg-config"];

/// Measures everything and writes the document.
pub(crate) fn run(workspace: &Workspace, options: &BenchOptions) -> Result<ExitCode, Failure> {
    setup::tools()?;
    let bench = Bench {
        workspace,
        quick: options.quick,
        folder: workspace.target().join("bench"),
        start: Instant::now(),
    };
    // A path of the command line means a place from where its user is.
    let json = options.json.as_deref().map(absolute).transpose()?;
    std::fs::create_dir_all(&bench.folder)
        .map_err(|error| cannot(&bench.folder, "be made", &error))?;
    bench.say("building");
    bench.build()?;
    bench.say("the peers, beside us");
    bench.peers()?;
    bench.say("the files of benches/");
    bench.files()?;
    bench.say("what docs/benchmarks.md tells of us alone");
    bench.figures(json.as_deref())?;
    bench.say("done: see docs/benchmarks.md");
    Ok(ExitCode::SUCCESS)
}

struct Bench<'a> {
    workspace: &'a Workspace,
    quick: bool,
    /// For reports on their way into the document.
    folder: PathBuf,
    start: Instant,
}

impl Bench<'_> {
    /// Builds everything, so that what runs later runs without a compiler beside it.
    fn build(&self) -> Result<(), Failure> {
        let mut files = self.cargo();
        run::run(
            files
                .arg("bench")
                .args(PACKAGE)
                .args(["--benches", "--no-run"]),
        )?;
        let mut figures = self.cargo();
        run::run(
            figures
                .args(["build", "--release", "--bin", "figures"])
                .args(PACKAGE),
        )?;
        let mut peers = self.cargo();
        peers.args(["build", "--release", "--manifest-path", PEERS]);
        run::run(peers.args(self.features()))
    }

    fn peers(&self) -> Result<(), Failure> {
        let mut command = self.cargo();
        command.args(["run", "--release", "--manifest-path", PEERS]);
        command.args(self.features()).arg("--");
        run::run(
            command
                .args(self.quickly())
                .arg("--json")
                .arg(self.report()),
        )
    }

    fn files(&self) -> Result<(), Failure> {
        let estimates = self.estimates();
        if estimates.exists() {
            // Those of benchmarks that are no more.
            std::fs::remove_dir_all(&estimates)
                .map_err(|error| cannot(&estimates, "be removed", &error))?;
        }
        let mut all = self.cargo();
        all.arg("bench").args(PACKAGE).arg("--benches");
        run::run(
            all.env("CRITERION_HOME", &estimates)
                .arg("--")
                .args(self.quickly()),
        )?;
        if self.quick {
            return Ok(());
        }
        let mut portable = self.cargo();
        portable
            .arg("bench")
            .args(PACKAGE)
            .args(["--bench", "backends"]);
        portable.arg("--target-dir").arg(self.folder.join("pure"));
        portable.env("CELADON_BACKEND", "pure");
        run::run(portable.env("CRITERION_HOME", &estimates))
    }

    fn figures(&self, json: Option<&Path>) -> Result<(), Failure> {
        let mut command = self.cargo();
        command
            .args(["run", "--release", "--bin", "figures"])
            .args(PACKAGE);
        command.arg("--").args(self.quickly());
        command.arg("--peers").arg(self.report());
        command.arg("--estimates").arg(self.estimates());
        command.args(["--docs", "docs"]);
        if let Some(json) = json {
            command.arg("--json").arg(json);
        }
        run::run(&mut command)
    }

    /// Cargo, for programs that use one core.
    fn cargo(&self) -> Command {
        let mut command = self.workspace.cargo();
        command.env("RAYON_NUM_THREADS", "1");
        command
    }

    fn quickly(&self) -> Option<&'static OsStr> {
        self.quick.then_some(OsStr::new("--quick"))
    }

    /// AnonCreds' signatures, where OpenSSL is there or can be installed.
    fn features(&self) -> &'static [&'static str] {
        let manifest = std::fs::read_to_string(self.workspace.root().join(PEERS));
        let has_feature = |text: String| text.lines().any(|line| line.starts_with("cl = ["));
        if self.quick || !manifest.is_ok_and(has_feature) {
            return &[];
        }
        let openssl = || run::ask(Command::new("pkg-config").args(["--exists", "openssl"]));
        if openssl().is_some() || setup::install(&OPENSSL) {
            return &["--features", "cl"];
        }
        println!(
            "AnonCreds is not measured: OpenSSL is missing. On Debian and Ubuntu:\n    {}",
            setup::install_line(&OPENSSL)
        );
        &[]
    }

    fn report(&self) -> PathBuf {
        self.folder.join("peers.json")
    }

    fn estimates(&self) -> PathBuf {
        self.folder.join("criterion")
    }

    fn say(&self, what: &str) {
        println!("\n== bench, {} s: {what}", self.start.elapsed().as_secs());
    }
}

const PACKAGE: [&str; 2] = ["--package", "celadon-benches"];

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| cannot(path, "be written", &error))
}

fn cannot(path: &Path, what: &str, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("{} cannot {what}: {error}", path.display()))
}
