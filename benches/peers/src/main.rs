//! Celadon beside its peers, in one process, on one core.
//!
//! `cargo run --release -- [--quick] [--rounds N] [--only TEXT] [--json FILE]`, in this folder.
//!
//! What is measured has a name, `system/statement/operation`:
//!
//! | system | what it is |
//! | --- | --- |
//! | `ours` | Celadon |
//! | `zkryptium` | zkryptium |
//! | `dock` | dock's `bbs_plus`, BBS 2023 in the draft's form |
//! | `dock-smc` | dock's `proof_system`, bounds by set membership, base 64 (transparent) |
//! | `dock-lego` | dock's `proof_system`, bounds by LegoGroth16 (trusted setup) |
//! | `anoncreds` | AnonCreds' CL signatures (feature `cl`), times in hours |
//!
//! | statement | what is proven |
//! | --- | --- |
//! | `full` | ours: green until T, unrevoked, hidden issuer, pseudonym; 5 hidden messages |
//! | `composite` | theirs: valid until at least now, unrevoked; 5 hidden messages, the issuer known, no pseudonym; seconds in 32 bits |
//! | `composite-hours` | the same, in hours up to six weeks ahead |
//! | `bbs` | a BBS signature on 8 messages, 2 disclosed |
//! | `bbs-N` | the same on N messages |
//! | `g1` | one multiplication in G1 (operation `multiply`): the yardstick |
//!
//! Operations are `prove` (up to the bytes) and `verify` (from the bytes, every point checked). For
//! composites by `proof_system` there is `prepare` too: the part of `verify` that a verifier would
//! do but once if the interface let it.
//!
//! # The document
//!
//! `--json FILE` writes one JSON document, to standard output if FILE is `-`; progress goes to
//! standard error. Times are processor time in nanoseconds: the median, and the median absolute
//! deviation from it. `rounds` is that of the main group; `bbs-N` has fewer samples.
//!
//! ```json
//! {
//!   "rounds": 100,
//!   "measurements": [
//!     {"name": "ours/full/prove", "median_ns": 2100000, "mad_ns": 9000, "samples": 100}
//!   ],
//!   "sizes": [{"name": "ours/full", "bytes": 619}, {"name": "ours/full-proof", "bytes": 560}]
//! }
//! ```
//!
//! `ours/full-proof` is `ours/full` without its header of 59 bytes (colour, T, venue, time, nonce),
//! which no peer's proof brings.
#![forbid(unsafe_code)]

#[cfg(feature = "cl")]
mod anoncreds;
mod case;
mod clock;
mod composite;
mod dock;
mod ours;
mod run;
mod statement;
mod zkryptium;

use std::process::ExitCode;

use crate::composite::{Bounds, Clock, Composite};
use crate::run::{Group, Report};

/// Messages of the signatures in the series.
const SERIES: [usize; 5] = [4, 8, 16, 32, 64];

/// dock's composite proofs.
const COMPOSITES: [(&str, Bounds); 3] = [
    ("dock-smc/composite", Bounds::SetMembership(Clock::SECONDS)),
    (
        "dock-smc/composite-hours",
        Bounds::SetMembership(Clock::HOURS),
    ),
    ("dock-lego/composite", Bounds::LegoGroth16),
];

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let mut report = Report::default();
    main_group(&arguments.only).measure(arguments.rounds, &mut report);
    series(&arguments.only).measure(arguments.rounds.div_ceil(5), &mut report);
    let json = format!("{:#}\n", report.to_json());
    let written = match arguments.json.as_deref() {
        None => Ok(()),
        Some("-") => {
            print!("{json}");
            Ok(())
        }
        Some(path) => std::fs::write(path, json),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the report cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Everything but the series.
fn main_group(only: &str) -> Group {
    let mut group = Group::of(only);
    group.add_case(ours::multiplication("ours/g1/multiply"));
    if let Some(bytes) = group.add("ours/full", ours::Full::new) {
        group.add_size("ours/full-proof", bytes - ours::Full::HEADER_BYTES);
    }
    for (statement, bounds) in COMPOSITES {
        let mut preparing = None;
        group.add(statement, || {
            let composite = Composite::new(bounds);
            preparing = Some(composite.preparing(statement));
            composite
        });
        if let Some(case) = preparing {
            group.add_case(case);
        }
    }
    #[cfg(feature = "cl")]
    group.add("anoncreds/composite", || {
        anoncreds::Composite::new().expect("a fresh credential")
    });
    group.add("ours/bbs", || ours::Bbs::new(8));
    group.add("dock/bbs", || dock::Bbs::new(8));
    group.add("zkryptium/bbs", || zkryptium::Bbs::new(8));
    group
}

/// Plain BBS against the number of messages.
fn series(only: &str) -> Group {
    let mut group = Group::of(only);
    for count in SERIES {
        group.add(&format!("ours/bbs-{count}"), || ours::Bbs::new(count));
        group.add(&format!("dock/bbs-{count}"), || dock::Bbs::new(count));
        group.add(&format!("zkryptium/bbs-{count}"), || {
            zkryptium::Bbs::new(count)
        });
    }
    group
}

/// What the command line says.
struct Arguments {
    rounds: usize,
    json: Option<String>,
    only: String,
}

impl Arguments {
    /// Rounds of the main group, and with `--quick`.
    const ROUNDS: usize = 500;
    const QUICK: usize = 100;

    fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Arguments, String> {
        let mut parsed = Arguments {
            rounds: Arguments::ROUNDS,
            json: None,
            only: String::new(),
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => parsed.rounds = Arguments::QUICK,
                "--rounds" => {
                    parsed.rounds = (arguments.next())
                        .and_then(|rounds| rounds.parse().ok())
                        .filter(|rounds| *rounds > 0)
                        .ok_or("--rounds needs a number from 1")?;
                }
                "--json" => {
                    let path = arguments.next().ok_or("--json needs a file, or -")?;
                    parsed.json = Some(path);
                }
                "--only" => {
                    parsed.only = arguments.next().ok_or("--only needs a part of a name")?;
                }
                other => {
                    return Err(format!(
                        "what is {other}? There are --quick, --rounds N, --only TEXT and --json FILE"
                    ));
                }
            }
        }
        Ok(parsed)
    }
}
