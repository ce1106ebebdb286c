//! The figures of docs/benchmarks.md: measured here and by the peers' runner, compared, drawn and
//! written down. `cargo xtask bench` runs it.
//!
//! `figures [--quick] --peers FILE [--estimates FOLDER] [--json FILE] [--docs FOLDER]`
//!
//! | file | what it holds |
//! | --- | --- |
//! | `arguments` | the command line |
//! | `ours` | what is measured here |
//! | `figures` | all measurements by name, the peers' among them |
//! | `floor` | what a verification cannot do without |
//! | `ratio` | the ratios, their goals and their spread |
//! | `machine` | on what, and of what commit |
//! | `json` | all of it for machines |
//! | `document` | the generated parts of docs/benchmarks.md |
//! | `tables`, `estimates` | what stands in them |
//! | `plot`, `plots` | the pictures |
#![forbid(unsafe_code)]

mod arguments;
mod document;
mod estimates;
mod figures;
mod floor;
mod json;
mod machine;
mod ours;
mod plot;
mod plots;
mod ratio;
mod tables;

use std::error::Error;
use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::figures::Figures;
use crate::machine::Machine;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("figures: {error}");
            return ExitCode::from(64);
        }
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("figures: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let machine = Machine::of_this_run(arguments.quick);
    // The peers' report is read first: a run of minutes is not to end with a file that is not there.
    let mut figures = Figures::default();
    if let Some(peers) = &arguments.peers {
        figures.read_peers(peers)?;
    }
    ours::measure(arguments.quick, &mut figures);
    let ratios = ratio::all(&figures);
    for ratio in &ratios {
        eprintln!("{ratio}");
    }
    if let Some(path) = &arguments.json {
        let document = json::document(&ratios, &figures, &machine);
        std::fs::write(path, format!("{document:#}\n"))
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    }
    if let Some(folder) = &arguments.docs {
        let estimates = match &arguments.estimates {
            Some(folder) => estimates::read(folder)?,
            None => Vec::new(),
        };
        plots::draw(&figures, &folder.join("benchmarks"))?;
        let sections = tables::sections(&ratios, &figures, &machine, &estimates);
        document::rewrite(&folder.join("benchmarks.md"), &sections)?;
    }
    Ok(())
}
