//! `celadon policy lint`.

use celadon_credential::venue::Scene;
use clap::Args;
use serde::Serialize;

use super::source::Named;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Check policies before they are signed.
#[derive(Debug, Args)]
pub struct Lint {
    /// The policies: TOML files, or scenes.
    #[arg(value_name = "POLICY", required = true)]
    policies: Vec<String>,

    /// The scene of the venue, for policies that do not name theirs.
    #[arg(long, value_name = "SCENE")]
    scene: Option<Scene>,
}

#[derive(Serialize)]
struct Found {
    policy: String,
    scene: &'static str,
    findings: Vec<String>,
}

impl Lint {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut all = Vec::new();
        for word in &self.policies {
            let named = Named::read(word)?;
            let scene = named.scene.or(self.scene).ok_or_else(|| {
                Failure::new(format!("{word} does not say for what kind of place it is"))
                    .help("write scene = \"shop\" into it, or name one with --scene")
            })?;
            let findings: Vec<String> = (named.policy.lint(scene).iter())
                .map(ToString::to_string)
                .collect();
            match &*findings {
                [] => output.say(format!("{word}: nothing found, for a {}", scene.words())),
                found => found
                    .iter()
                    .for_each(|finding| output.say(format!("{word}: {finding}"))),
            }
            all.push(Found {
                policy: word.clone(),
                scene: scene.name(),
                findings,
            });
        }
        output.result(&all);
        Ok(match all.iter().all(|found| found.findings.is_empty()) {
            true => Exit::Done,
            false => Exit::Refused,
        })
    }
}
