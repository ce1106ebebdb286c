//! `celadon demo`: a whole federation on this machine, told as a story.
//!
//! | file | what |
//! | --- | --- |
//! | [`world`] | keys, lists and processes: three regions, a federation's host, two venues |
//! | [`story`] | the chapters |
//! | [`door`] | a venue's device: HTTP with its API key |
//! | [`cheat`] | a wallet that cheats, which the wallet crate cannot |
//! | [`figures`] | proving and verifying, timed |
//! | [`process`] | this binary, started again as each part |

mod cheat;
mod door;
mod figures;
mod process;
mod story;
mod world;

use std::path::PathBuf;

use clap::Args;

use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Run a whole federation on this machine and watch one code being used.
///
/// Three regions, a federation and two venues, each a process of its own that speaks HTTP on
/// 127.0.0.1. A citizen declares, gets a credential and a stamp, and shows it at both venues; a red
/// citizen, a replay and an unaccredited issuer are turned away. All keys and proofs are real.
///
/// Then it keeps serving, so that the same can be done by hand; Ctrl-C ends it. With --json the last
/// line is one JSON object.
///
/// Exit codes: 0 everything went as told; 1 something did not; 2 it could not be run.
#[derive(Debug, Args)]
pub struct Demo {
    /// End after the story.
    #[arg(long)]
    once: bool,

    /// Where keys, databases, lists and pictures are kept. Without it a new temporary folder is
    /// made. It is left behind, so that its files can be looked at.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,

    /// What the citizen declares. Without it the sample is used, of which a copy is left in the
    /// folder.
    #[arg(long, value_name = "FILE")]
    declaration: Option<PathBuf>,
}

impl Demo {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        // TLS is never spoken here, but the HTTP client wants to know by whom it would be.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let dir = match self.dir {
            Some(dir) => dir,
            None => tempdir()?,
        };
        let mut world = world::World::build(&dir, self.declaration.as_deref())?;
        let ending = story::tell(&mut world)?;
        output.result(&ending.summary);
        if !self.once {
            story::by_hand(&world)?;
            crate::runtime::block_on(async {
                celadon_service::interrupted().await;
                Ok(())
            })?;
        }
        Ok(if ending.summary.ok {
            Exit::Done
        } else {
            Exit::Refused
        })
    }
}

fn tempdir() -> Result<PathBuf, Failure> {
    let name = format!("celadon-demo-{}", &world::random_hex()[..8]);
    Ok(std::env::temp_dir().join(name))
}
