//! The tables of the document.

use core::fmt::Write;

use celadon_measure::{Measured, Profile, primitives};

use crate::document::Section;
use crate::estimates::Estimate;
use crate::figures::{BESIDE, Figures};
use crate::machine::Machine;
use crate::ratio::{self, Goal, Ratio};
use crate::{floor, ours};

/// All generated sections.
pub fn sections(
    ratios: &[Ratio],
    figures: &Figures,
    machine: &Machine,
    estimates: &[Estimate],
) -> Vec<Section> {
    let section = |name, text| Section { name, text };
    vec![
        section("ratios", ratio_table(ratios)),
        section("machine", machine_list(machine)),
        section("missed", missed(ratios, figures)),
        section("peers", peers(figures)),
        section("floor", floor_table(figures)),
        section("batches", batches(figures)),
        section("crowds", crowds(figures)),
        section("stamping", stamping(figures)),
        section("files", files(estimates)),
    ]
}

fn ratio_table(ratios: &[Ratio]) -> String {
    let mut table = String::from(
        "| ratio | value | spread | goal | reached | what it is |\n\
         | --- | ---: | ---: | ---: | --- | --- |\n",
    );
    for ratio in ratios {
        let (value, spread) = match &ratio.value {
            None => ("not measured".into(), "–".into()),
            Some(value) if value.spread == 0.0 => (value.to_string(), "–".into()),
            Some(value) => (
                value.to_string(),
                format!("{:.1} %", value.spread / value.ratio * 100.0),
            ),
        };
        let reached = match ratio.is_reached(ratios) {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "–",
        };
        let Ratio {
            name, what, goal, ..
        } = ratio;
        line(
            &mut table,
            format_args!("| `{name}` | {value} | {spread} | {goal} | {reached} | {what} |"),
        );
    }
    table
}

fn machine_list(machine: &Machine) -> String {
    let Machine {
        processor,
        cores,
        system,
        rust,
        backend,
        commit,
        day,
        command,
        ..
    } = machine;
    let ifma = if machine.has_ifma { "with" } else { "without" };
    format!(
        "- Machine: `{processor}`, {cores} cores of which one was used, {ifma} AVX-512 IFMA\n\
         - System: {system}; {rust}; backend `{backend}`\n\
         - Commit: `{commit}` (`+`: files differed from it), on {day}\n\
         - Command: `{command}`\n"
    )
}

/// Every goal that was missed, and by how much; and whether it would be by a kinder measure.
fn missed(ratios: &[Ratio], figures: &Figures) -> String {
    let mut list = String::new();
    for ratio in ratios {
        let (Some(false), Some(value)) = (ratio.is_reached(ratios), ratio.value) else {
            continue;
        };
        let name = ratio.name;
        let by = match ratio.goal {
            Goal::AtLeast(least) => (1.0 - value.ratio / least) * 100.0,
            Goal::AtMost(most) => (value.ratio / most - 1.0) * 100.0,
            Goal::WithinOfOne(part) => ((value.ratio - 1.0).abs() - part) * 100.0,
            Goal::Below(_) | Goal::None => 0.0,
        };
        line(
            &mut list,
            format_args!(
                "- `{name}` is {value}, its goal {}: missed by {by:.1} %.",
                ratio.goal
            ),
        );
    }
    if list.is_empty() {
        list.push_str("Every goal that was measured in this run was reached.\n");
    }
    for (what, value, goal) in ratio::against_hours(figures) {
        if let Some(value) = value {
            let told = if value.ratio < goal { "below" } else { "above" };
            line(
                &mut list,
                format_args!(
                    "- Against `dock-smc/composite-hours`, {what} is {value} times faster, {told} \
                     the {goal} that is the goal against composites in seconds."
                ),
            );
        }
    }
    list
}

fn peers(figures: &Figures) -> String {
    let mut table =
        String::from("| what | prove, ms | verify, ms | bytes |\n| --- | ---: | ---: | ---: |\n");
    // The fastest verifier of each statement first; the series have pictures.
    for statement in ["full", "composite", "bbs"] {
        let mut rows: Vec<&Measured> = (figures.times())
            .filter(|measured| {
                let mut parts = measured.name.split('/').skip(2);
                let is_of = |part: &str| {
                    part.strip_prefix(statement)
                        .is_some_and(|variant| variant.is_empty() || statement == "composite")
                };
                parts.next().is_some_and(is_of) && parts.next() == Some("verify")
            })
            .collect();
        rows.sort_by_key(|measured| measured.median);
        for verify in rows {
            let Some(name) = verify.name.strip_suffix("/verify") else {
                continue;
            };
            let prove = milliseconds(figures.time(&format!("{name}/prove")));
            let bytes = figures.bytes(name).map_or("–".into(), grouped);
            let (name, verify) = (
                name.strip_prefix(BESIDE).unwrap_or(name),
                milliseconds(Some(verify)),
            );
            line(
                &mut table,
                format_args!("| `{name}` | {prove} | {verify} | {bytes} |"),
            );
        }
    }
    table
}

fn floor_table(figures: &Figures) -> String {
    let mut table =
        String::from("| operation | times | µs each | µs |\n| --- | ---: | ---: | ---: |\n");
    for operation in floor::operations() {
        let (each, all) = match figures.time(operation.name) {
            Some(price) => (
                format!("{:.3}", price.seconds() * 1e6),
                format!("{:.1}", price.seconds() * 1e6 * operation.count),
            ),
            None => ("–".into(), "–".into()),
        };
        let (what, name, count) = (operation.what, operation.name, operation.count);
        line(
            &mut table,
            format_args!("| {what} (`{name}`) | {count:.1} | {each} | {all} |"),
        );
    }
    if let (Some(floor), Some(verify)) = (floor::seconds(figures), figures.time("verify")) {
        let (floor, verify) = (floor.seconds * 1e6, verify.seconds() * 1e6);
        line(&mut table, format_args!("| floor | | | {floor:.1} |"));
        line(
            &mut table,
            format_args!("| measured (`verify`) | | | {verify:.1} |"),
        );
    }
    let rest = [primitives::G1_MULTIPLICATION, "prove", "prepare", "answer"];
    for name in rest {
        if let Some(measured) = figures.time(name) {
            line(
                &mut table,
                format_args!("| for comparison: `{name}` | | | {:.1} |", micros(measured)),
            );
        }
    }
    table
}

fn batches(figures: &Figures) -> String {
    let mut table = String::from("| codes |");
    for profile in Profile::ALL {
        let _ = write!(table, " `{}`, µs each | times faster |", profile.name());
    }
    table.push_str("\n| ---: |");
    table.push_str(&" ---: | ---: |".repeat(Profile::ALL.len()));
    table.push('\n');
    for size in ours::BATCHES {
        let _ = write!(table, "| {size} |");
        for profile in Profile::ALL {
            let name = profile.name();
            let each = figures
                .time(&format!("judge/{name}/{size}"))
                .map_or("–".into(), |measured| {
                    format!("{:.0}", micros(measured) / size as f64)
                });
            let faster = u32::try_from(size)
                .ok()
                .and_then(|size| ratio::speedup(name, size, figures))
                .map_or("–".into(), |value| format!("{:.2}", value.ratio));
            let _ = write!(table, " {each} | {faster} |");
        }
        table.push('\n');
    }
    table
}

fn crowds(figures: &Figures) -> String {
    let mut table =
        String::from("| of whom | number | µs | spread |\n| --- | ---: | ---: | ---: |\n");
    for (what, prefix) in [("issuers", "issuers/"), ("withdrawn", "withdrawn/")] {
        for (number, measured) in figures.series(prefix) {
            line(
                &mut table,
                format_args!(
                    "| {what} | {} | {:.1} | {:.1} % |",
                    grouped(number),
                    micros(measured),
                    measured.spread() * 100.0
                ),
            );
        }
    }
    table
}

fn stamping(figures: &Figures) -> String {
    let mut table = String::from(
        "| kernel | citizens | µs a stamp | spread | in G1 multiplications |\n\
         | --- | ---: | ---: | ---: | ---: |\n",
    );
    let yardstick = figures.time("stamp/g1-multiplication").map(micros);
    for kernel in ["constant-time", "fast"] {
        for (citizens, measured) in figures.series(&format!("stamp/{kernel}/")) {
            let multiple =
                yardstick.map_or("–".into(), |one| format!("{:.4}", micros(measured) / one));
            line(
                &mut table,
                format_args!(
                    "| `{kernel}` | {} | {:.3} | {:.1} % | {multiple} |",
                    grouped(citizens),
                    micros(measured),
                    measured.spread() * 100.0
                ),
            );
        }
    }
    table
}

fn files(estimates: &[Estimate]) -> String {
    let mut table = String::from(
        "| benchmark | µs | spread | in G1 multiplications |\n| --- | ---: | ---: | ---: |\n",
    );
    for Estimate {
        name,
        median,
        deviation,
    } in estimates
    {
        let multiple = yardstick(name, estimates)
            .map_or("–".into(), |one| format!("{:.2}", median / one.median));
        line(
            &mut table,
            format_args!(
                "| `{name}` | {:.1} | {:.1} % | {multiple} |",
                median / 1e3,
                deviation / median * 100.0
            ),
        );
    }
    table
}

/// The nearest multiplication: of the same file, and of the same backend in that which has two.
fn yardstick<'e>(name: &str, estimates: &'e [Estimate]) -> Option<&'e Estimate> {
    let nearest = estimates.iter().filter(|other| {
        (other.name.strip_suffix("g1-multiplication")).is_some_and(|place| name.starts_with(place))
    });
    nearest.max_by_key(|other| other.name.len())
}

fn line(text: &mut String, line: core::fmt::Arguments<'_>) {
    text.write_fmt(line)
        .expect("a text takes what is written to it");
    text.push('\n');
}

fn micros(measured: &Measured) -> f64 {
    measured.seconds() * 1e6
}

fn milliseconds(measured: Option<&Measured>) -> String {
    measured.map_or("–".into(), |measured| {
        format!("{:.3}", measured.seconds() * 1e3)
    })
}

/// A number with commas.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::samples::figures;

    #[test]
    fn thousands_are_parted() {
        let numbers = [0, 999, 1_000, 10_000, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "10,000", "1,234,567"]);
    }

    #[test]
    fn each_backend_has_its_own_yardstick() {
        let estimates = [
            "b/x/g1-multiplication",
            "b/y/g1-multiplication",
            "b/y/z",
            "c/z",
        ];
        let estimates = estimates.map(|name| Estimate {
            name: name.into(),
            median: 1.0,
            deviation: 0.0,
        });
        let found = |name| yardstick(name, &estimates).map(|one| &*one.name);
        assert_eq!(found("b/y/z"), Some("b/y/g1-multiplication"));
        assert_eq!(found("c/z"), None);
    }

    #[test]
    fn a_missed_goal_is_told_with_its_measure() {
        let figures = figures(
            &[
                ("peers/ours/bbs/prove", 100),
                ("peers/dock/bbs/prove", 150),
                ("peers/zkryptium/bbs/prove", 700),
            ],
            &[],
        );
        let ratios = ratio::all(&figures);
        let text = missed(&ratios, &figures);
        assert_eq!(
            text,
            "- `bbs_prove_vs_dock` is 1.50, its goal ≥ 2: missed by 25.0 %.\n"
        );
        let table = ratio_table(&ratios);
        assert!(table.contains("| `bbs_prove_vs_dock` | 1.50 | 2.0 % | ≥ 2 | **no** |"));
        assert!(table.contains("| `bbs_prove_vs_zkryptium` | 7.00 | 2.0 % | ≥ 7 | yes |"));
        assert!(table.contains("| `verify_vs_floor` | not measured | – |"));
    }
}
