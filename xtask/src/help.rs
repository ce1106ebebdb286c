//! The manual.

/// A page of the manual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Xtask,
    Test,
    Demo,
    Bench,
}

impl Topic {
    /// The page with this name.
    pub(crate) fn named(name: &str) -> Option<Topic> {
        Some(match name {
            "help" | "xtask" => Topic::Xtask,
            "test" => Topic::Test,
            "demo" => Topic::Demo,
            "bench" => Topic::Bench,
            _ => return None,
        })
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Topic::Xtask => XTASK,
            Topic::Test => TEST,
            Topic::Demo => DEMO,
            Topic::Bench => BENCH,
        }
    }
}

const XTASK: &str = "\
cargo xtask - build, check and show this repository

USAGE
    cargo xtask COMMAND [ARGUMENTS]

COMMANDS
    demo     build the one binary and run a whole federation on this machine
    test     run every check that the repository has to pass, with the seconds of each
    bench    measure Celadon and its peers, and write docs/benchmarks.md
    help     this page, or the page of a command: cargo xtask help test

SET-UP
    A Rust toolchain (rust-toolchain.toml names it), a C compiler and git. As root on a system
    with apt-get the missing ones are installed; otherwise the line to run is printed.

ENVIRONMENT
    CARGO_TARGET_DIR    where everything is built, instead of target/
    CELADON_BACKEND     'blst' or 'pure': the curve arithmetic of demo, test and bench

EXIT CODES
    0     done
    1     a step, a build or a program failed
    2     a tool is missing and could not be installed; the line to run was printed
    64    the command line could not be read
    demo gives the exit code of 'celadon demo'.
";

const TEST: &str = "\
cargo xtask test - run every check that the repository has to pass

USAGE
    cargo xtask test [--list] [--only STEP]... [--keep-going]

OPTIONS
    --list         print the steps, what each of them proves, and run none
    --only STEP    run this step; may be given several times
    --keep-going   run the steps after a failed one too

OUTPUT
    Each command is printed before it runs, and the seconds of each step after it. A table of the
    steps follows, and the last line on standard output is 'N passed, M failed': the number of
    tests that ran. A step that fails without a failed test counts as one. If only steps
    without tests were chosen, the steps are counted instead.

    The whole has to end within an hour, and fails if it does not.

EXIT CODES
    0     all passed
    1     something failed, no test ran, or it took too long
    2     a tool is missing and could not be installed; the line to run was printed
    64    the command line could not be read

EXAMPLES
    cargo xtask test
    cargo xtask test --only fmt --only clippy
    CARGO_TARGET_DIR=/var/tmp/celadon cargo xtask test --keep-going
";

const DEMO: &str = "\
cargo xtask demo - build the one binary and run a whole federation on this machine

USAGE
    cargo xtask demo [ARGUMENTS]

    Looks for the tools that the build needs, runs 'cargo build -p celadon', and then becomes
    'celadon demo ARGUMENTS' in the folder you are in. 'cargo xtask demo --help' builds too, and
    shows the manual of that command.

EXIT CODES
    1     the build failed
    2     a tool is missing and could not be installed; the line to run was printed
    Any other is that of 'celadon demo'.
";

const BENCH: &str = "\
cargo xtask bench - measure Celadon and its peers in one run, and write docs/benchmarks.md

USAGE
    cargo xtask bench [--quick] [--json FILE]

OPTIONS
    --quick        fewer rounds, without AnonCreds (which needs OpenSSL) and without the portable
                   backend (which is a second build): within ten minutes on two cores, once all
                   is built
    --json FILE    write the ratios by name to this file, with spread, machine and commit

    Everything is measured on one core in the release profile, by processor time, so that other
    work disturbs little: the peers beside us in one process (benches/peers, a workspace of its
    own), then each file of benches/ by criterion, then what docs/benchmarks.md tells of us alone.
    The tables and pictures of docs/benchmarks.md are written anew. Building all of it for the
    first time takes some ten minutes on two cores more.

    For one file: cargo bench -p celadon-benches --bench verify
    Without the repository: celadon bench

EXAMPLES
    cargo xtask bench --quick --json ratios.json
    cargo xtask bench

EXIT CODES
    0     done; whether the goals were reached stands in docs/benchmarks.md
    1     a build or a benchmark failed
    2     a tool is missing and could not be installed; the line to run was printed
";
