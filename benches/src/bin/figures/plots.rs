//! The pictures of the document.

use std::error::Error;
use std::path::Path;

use celadon_measure::Measured;

use crate::figures::{BESIDE, Figures};
use crate::plot::{Axis, Plot, Series};

/// Draws all pictures into a folder, which is made if there is none.
pub fn draw(figures: &Figures, folder: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    for (name, plot) in [
        ("prove.svg", attributes(figures, "prove", "Proving")),
        ("verify.svg", attributes(figures, "verify", "Verifying")),
        ("bytes.svg", lengths(figures)),
        ("issuers.svg", issuers(figures)),
        ("withdrawn.svg", withdrawn(figures)),
        ("batch.svg", batch(figures)),
        ("stamping.svg", stamping(figures)),
    ] {
        if !plot.is_empty() {
            std::fs::write(folder.join(name), plot.to_svg()?)?;
        }
    }
    Ok(())
}

const SYSTEMS: [(&str, &str); 3] = [
    ("ours", "Celadon"),
    ("dock", "dock bbs_plus"),
    ("zkryptium", "zkryptium"),
];

fn attributes(figures: &Figures, operation: &str, title: &str) -> Plot {
    let series = SYSTEMS.map(|(system, name)| {
        let prefix = format!("{BESIDE}{system}/bbs-");
        let found = figures.series_of(&prefix, &format!("/{operation}"));
        Series::of(name, found, |_, measured| measured.seconds() * 1e3)
    });
    Plot {
        title: format!("{title} a BBS signature, two messages shown"),
        x: Axis::logarithmic("signed messages"),
        y: Axis::logarithmic("ms"),
        series: series.into(),
    }
}

fn lengths(figures: &Figures) -> Plot {
    let series = SYSTEMS.map(|(system, name)| {
        let found = figures.lengths_of(&format!("{BESIDE}{system}/bbs-"));
        Series::of(name, found, |_, bytes| *bytes as f64)
    });
    Plot {
        title: "Length of a BBS proof, two messages shown".into(),
        x: Axis::logarithmic("signed messages"),
        y: Axis::from_zero("bytes"),
        series: series.into(),
    }
}

fn issuers(figures: &Figures) -> Plot {
    Plot {
        title: "Verifying a full presentation".into(),
        x: Axis::logarithmic("issuers among which its own is hidden"),
        y: Axis::from_zero("ms"),
        series: vec![Series::of(
            "Celadon",
            figures.series("issuers/"),
            milliseconds,
        )],
    }
}

fn withdrawn(figures: &Figures) -> Plot {
    Plot {
        title: "Verifying a full presentation".into(),
        x: Axis::linear("citizens withdrawn by its issuer"),
        y: Axis::from_zero("ms"),
        series: vec![Series::of(
            "Celadon",
            figures.series("withdrawn/"),
            milliseconds,
        )],
    }
}

fn batch(figures: &Figures) -> Plot {
    let series = [
        ("known", "issuer known"),
        ("hidden", "issuer hidden"),
        ("hidden-pseudonym", "issuer hidden, with a pseudonym"),
    ]
    .map(|(profile, name)| {
        let found = figures.series(&format!("judge/{profile}/"));
        Series::of(name, found, |codes, measured| {
            codes as f64 / measured.seconds()
        })
    });
    Plot {
        title: "Presentations that one core judges in a second".into(),
        x: Axis::logarithmic("presentations in a batch"),
        y: Axis::from_zero("presentations a second"),
        series: series.into(),
    }
}

fn stamping(figures: &Figures) -> Plot {
    let series = ["constant-time", "fast"].map(|kernel| {
        let found = figures.series(&format!("stamp/{kernel}/"));
        Series::of(kernel, found, |_, measured| measured.seconds() * 1e6)
    });
    Plot {
        title: "A citizen's stamp on one core, everything but the disk".into(),
        x: Axis::logarithmic("citizens"),
        y: Axis::from_zero("µs"),
        series: series.into(),
    }
}

fn milliseconds(_: u64, measured: &Measured) -> f64 {
    measured.seconds() * 1e3
}
