//! What criterion found: its estimates, from the files that it leaves.

use std::path::Path;

use serde::Deserialize;

/// One benchmark of criterion.
#[derive(Debug, PartialEq)]
pub struct Estimate {
    /// `file/benchmark`, as criterion shows it.
    pub name: String,
    /// Nanoseconds.
    pub median: f64,
    /// Nanoseconds: the median absolute deviation.
    pub deviation: f64,
}

#[derive(Deserialize)]
struct Estimates {
    median: Point,
    median_abs_dev: Point,
}

#[derive(Deserialize)]
struct Point {
    point_estimate: f64,
}

#[derive(Deserialize)]
struct Benchmark {
    full_id: String,
}

/// Reads all that lie in a folder and below, by name. A folder that is not there has none.
pub fn read(folder: &Path) -> Result<Vec<Estimate>, String> {
    let mut found = Vec::new();
    if folder.is_dir() {
        search(folder, &mut found)?;
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn search(folder: &Path, found: &mut Vec<Estimate>) -> Result<(), String> {
    let failed =
        |error: &dyn core::fmt::Display| format!("{} cannot be read: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(|error| failed(&error))? {
        let path = entry.map_err(|error| failed(&error))?.path();
        if !path.is_dir() {
            continue;
        }
        if path.file_name().is_some_and(|name| name == "new") {
            let benchmark: Benchmark = parse(&path.join("benchmark.json"))?;
            let estimates: Estimates = parse(&path.join("estimates.json"))?;
            found.push(Estimate {
                name: benchmark.full_id,
                median: estimates.median.point_estimate,
                deviation: estimates.median_abs_dev.point_estimate,
            });
        } else {
            search(&path, found)?;
        }
    }
    Ok(())
}

fn parse<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, String> {
    let failed =
        |error: &dyn core::fmt::Display| format!("{} cannot be read: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| failed(&error))
}
