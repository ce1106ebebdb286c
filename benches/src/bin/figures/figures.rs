//! All measurements by name: our own and the peers'.

use core::time::Duration;
use std::collections::BTreeMap;
use std::path::Path;

use celadon_measure::Measured;
use serde::Deserialize;

/// Everything that was measured. A name that was not is absent, and so is what needs it.
#[derive(Debug, Default)]
pub struct Figures {
    times: BTreeMap<String, Measured>,
    bytes: BTreeMap<String, u64>,
}

/// The report of the peers' runner.
#[derive(Deserialize)]
struct Report {
    measurements: Vec<Time>,
    sizes: Vec<Size>,
}

#[derive(Deserialize)]
struct Time {
    name: String,
    median_ns: u64,
    mad_ns: u64,
    samples: usize,
}

#[derive(Deserialize)]
struct Size {
    name: String,
    bytes: u64,
}

/// What goes before every name of the peers' report, our own rows in it among them.
pub const BESIDE: &str = "peers/";

impl Figures {
    /// Takes in the peers' report.
    pub fn read_peers(&mut self, path: &Path) -> Result<(), String> {
        let told = |error: &dyn core::fmt::Display| {
            format!(
                "{} is no report of the peers' runner: {error}",
                path.display()
            )
        };
        let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        let report: Report = serde_json::from_str(&text).map_err(|error| told(&error))?;
        for time in report.measurements {
            self.add(Measured {
                name: format!("{BESIDE}{}", time.name),
                median: Duration::from_nanos(time.median_ns),
                deviation: Duration::from_nanos(time.mad_ns),
                samples: time.samples,
            });
        }
        for size in report.sizes {
            self.bytes
                .insert(format!("{BESIDE}{}", size.name), size.bytes);
        }
        Ok(())
    }

    /// Adds a measurement. One of the same name is replaced.
    pub fn add(&mut self, measured: Measured) {
        self.times.insert(measured.name.clone(), measured);
    }

    /// A measurement.
    pub fn time(&self, name: &str) -> Option<&Measured> {
        self.times.get(name)
    }

    /// A length.
    pub fn bytes(&self, name: &str) -> Option<u64> {
        self.bytes.get(name).copied()
    }

    /// All measurements, by name.
    pub fn times(&self) -> impl Iterator<Item = &Measured> {
        self.times.values()
    }

    /// All lengths, by name.
    pub fn lengths(&self) -> impl Iterator<Item = (&str, u64)> {
        self.bytes.iter().map(|(name, bytes)| (&**name, *bytes))
    }

    /// The measurements named `prefix` and a number, by that number.
    pub fn series(&self, prefix: &str) -> Vec<(u64, &Measured)> {
        numbered(prefix, "", self.times.iter())
    }

    /// The measurements named `prefix`, a number and `suffix`, by that number.
    pub fn series_of(&self, prefix: &str, suffix: &str) -> Vec<(u64, &Measured)> {
        numbered(prefix, suffix, self.times.iter())
    }

    /// The lengths named `prefix` and a number, by that number.
    pub fn lengths_of(&self, prefix: &str) -> Vec<(u64, &u64)> {
        numbered(prefix, "", self.bytes.iter())
    }
}

fn numbered<'f, T>(
    prefix: &str,
    suffix: &str,
    all: impl Iterator<Item = (&'f String, &'f T)>,
) -> Vec<(u64, &'f T)> {
    let mut found: Vec<(u64, &T)> = all
        .filter_map(|(name, value)| {
            let number = name.strip_prefix(prefix)?.strip_suffix(suffix)?;
            Some((number.parse().ok()?, value))
        })
        .collect();
    found.sort_by_key(|(number, _)| *number);
    found
}

#[cfg(test)]
pub mod samples {
    use super::*;

    /// Measurements of these names and microseconds, each with a deviation of a hundredth.
    pub fn figures(times: &[(&str, u64)], bytes: &[(&str, u64)]) -> Figures {
        let mut figures = Figures::default();
        for (name, micros) in times {
            let median = Duration::from_micros(*micros);
            figures.add(Measured {
                name: (*name).into(),
                median,
                deviation: median / 100,
                samples: 9,
            });
        }
        for (name, bytes) in bytes {
            figures.bytes.insert((*name).into(), *bytes);
        }
        figures
    }

    #[test]
    fn a_series_is_sorted_by_its_number() {
        let figures = figures(&[("a/512", 3), ("a/8", 1), ("a/x", 2), ("ab/8", 2)], &[]);
        let numbers: Vec<u64> = figures.series("a/").iter().map(|(n, _)| *n).collect();
        assert_eq!(numbers, [8, 512]);
    }
}
