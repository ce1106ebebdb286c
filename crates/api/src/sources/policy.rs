//! `policy.toml`: what a venue accepts.

use celadon_credential::ids::{FederationId, PolicyId};
use celadon_credential::policy::Policy;
use celadon_credential::venue::Scene;
use celadon_credential::{Colour, Grid, Time};
use serde::Deserialize;

use super::{SourceError, parse, wrong};

mod shipped;
mod two_codes;

const WHAT: &str = "policy";

/// A policy as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySource {
    /// 32 hexadecimal digits, the same through all versions.
    pub id: String,
    /// The version, from 1.
    pub version: u32,
    /// The scene for which it is written, if it is for one.
    pub scene: Option<String>,
    /// What a citizen reads.
    pub name: String,
    /// The colours that are admitted, green first.
    pub accept: Vec<String>,
    /// Whose stamps are asked for.
    pub grid_seconds: u32,
    /// Why the venue needs a pseudonym. Without it none is asked for.
    pub pseudonym_reason: Option<String>,
    /// Whether printed cards are taken.
    #[serde(default)]
    pub paper: bool,
    /// The purpose code.
    pub purpose: u16,
    /// What a person is told who was not admitted.
    pub refused_text: String,
    /// What a person is told who was admitted with another colour than green.
    #[serde(default)]
    pub yellow_text: String,
    /// How many days the policy holds from its signing.
    pub valid_days: u32,
}

impl PolicySource {
    /// Parses a file's text.
    pub fn parse(text: &str) -> Result<PolicySource, SourceError> {
        // Before what the keys may hold: "unknown key" would not say why there is none.
        two_codes::look_for(text)?;
        parse(WHAT, text)
    }

    /// The scene for which it is written, if it is for one.
    pub fn scene(&self) -> Result<Option<Scene>, SourceError> {
        let scene = self.scene.as_deref().map(str::parse).transpose();
        scene.map_err(|error| wrong(WHAT, "scene", error))
    }

    /// The policy of a federation, signed at `now`.
    pub fn policy(&self, federation: FederationId, now: Time) -> Result<Policy, SourceError> {
        let id: PolicyId = self.id.parse().map_err(|error| wrong(WHAT, "id", error))?;
        let colours = (self.accept.iter())
            .map(|name| {
                name.parse::<Colour>()
                    .map_err(|error| wrong(WHAT, "accept", error))
            })
            .collect::<Result<Vec<_>, _>>()?;
        if colours == [Colour::Green] && !self.yellow_text.is_empty() {
            let only = "only where another colour than green is admitted";
            return Err(wrong(WHAT, "yellow_text", only));
        }
        if !(1..=3_660).contains(&self.valid_days) {
            return Err(wrong(WHAT, "valid_days", "1 to 3,660 days"));
        }
        Ok(Policy {
            federation,
            id,
            version: self.version,
            name: self
                .name
                .parse()
                .map_err(|error| wrong(WHAT, "name", error))?,
            colours,
            grid: Grid::new(self.grid_seconds)
                .map_err(|error| wrong(WHAT, "grid_seconds", error))?,
            pseudonym: self.pseudonym_reason.clone(),
            paper: self.paper,
            purpose: self.purpose,
            refused: self.refused_text.clone(),
            yellow: self.yellow_text.clone(),
            valid_until: now.plus(u64::from(self.valid_days) * 86_400),
        })
    }
}
