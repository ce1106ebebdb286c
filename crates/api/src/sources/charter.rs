//! `charter.toml`: what a federation fixes for all its members.

use celadon_credential::Grid;
use celadon_credential::charter::Charter;
use celadon_credential::grid::Grids;
use celadon_credential::time::Zone;
use serde::Deserialize;

use super::{SourceError, parse, wrong};

const WHAT: &str = "charter";

/// A charter as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CharterSource {
    /// The federation's name, which goes into its root document.
    pub name: String,
    /// IANA name of the zone in which a day is a day.
    pub time_zone: String,
    /// The grids, the shortest first.
    pub grids_seconds: Vec<u32>,
    /// The grid of codes that are shown to any venue.
    pub display_grid_seconds: u32,
    /// The purpose code of codes that are shown to any venue.
    pub display_purpose: u16,
    /// How long a new list stands in the log before it is active.
    pub activation_delay_seconds: u32,
    /// How far supplementary rounds of stamps are apart.
    pub stamp_round_seconds: u32,
    /// How many days after its first list the federation ends.
    pub sunset_days: u32,
}

impl CharterSource {
    /// Parses a file's text.
    pub fn parse(text: &str) -> Result<CharterSource, SourceError> {
        let source: CharterSource = parse(WHAT, text)?;
        source.charter()?;
        Ok(source)
    }

    /// The charter.
    pub fn charter(&self) -> Result<Charter, SourceError> {
        let zone = Zone::named(&self.time_zone).map_err(|error| wrong(WHAT, "time_zone", error))?;
        let grid = |key: &str, seconds| Grid::new(seconds).map_err(|e| wrong(WHAT, key, e));
        let grids = (self.grids_seconds.iter())
            .map(|seconds| grid("grids_seconds", *seconds))
            .collect::<Result<_, _>>()?;
        let grids = Grids::new(grids).map_err(|error| wrong(WHAT, "grids_seconds", error))?;
        let display = grid("display_grid_seconds", self.display_grid_seconds)?;
        if !(1..=3_660).contains(&self.sunset_days) {
            return Err(wrong(WHAT, "sunset_days", "1 to 3,660 days"));
        }
        Charter::standard(zone)
            .with_grids(grids, display)
            .map_err(|error| wrong(WHAT, "display_grid_seconds", error))?
            .with_display_purpose(self.display_purpose)
            .with_activation_delay(self.activation_delay_seconds)
            .map_err(|error| wrong(WHAT, "activation_delay_seconds", error))?
            .with_round_interval(self.stamp_round_seconds)
            .map_err(|error| wrong(WHAT, "stamp_round_seconds", error))
    }
}
