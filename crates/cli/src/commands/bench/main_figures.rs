//! `celadon bench` without more: the main figures.

use std::cell::RefCell;
use std::rc::Rc;

use celadon_curve::BACKEND;
use celadon_measure::{Case, Door, Group, Kernel, Measured, Population, Profile, primitives};
use clap::Args;
use serde::Serialize;

use super::bars::{Row, table};
use super::progress;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// How the figures are told.
#[derive(Debug, Args)]
pub struct MainFigures {
    /// Print the figures as comma-separated values.
    #[arg(long)]
    csv: bool,
}

/// All figures, for machines.
#[derive(Serialize)]
struct Figures {
    version: &'static str,
    backend: &'static str,
    /// Whether this binary was built to be fast, by `--release`.
    optimised: bool,
    measurements: Vec<Figure>,
}

/// One figure: processor time of all cores together.
#[derive(Serialize)]
struct Figure {
    name: String,
    what: &'static str,
    median_us: f64,
    mad_us: f64,
    samples: usize,
    /// The same as a multiple of the yardstick.
    g1_multiplications: f64,
}

/// The profile for tests and demos keeps these assertions, and optimises this workspace's own code
/// little.
const OPTIMISED: bool = !cfg!(debug_assertions);

const ROUNDS: usize = 30;
const STAMPING_ROUNDS: usize = 5;
const CITIZENS: u32 = 10_000;
const BATCH: usize = 64;

/// Each figure's name in a measurement, what it is, and for how many it is measured together.
const FIGURES: [(&str, &str, u32); 9] = [
    (primitives::G1_MULTIPLICATION, "a multiplication in G1", 1),
    ("prove", "a whole code: to prove", 1),
    ("prepare", "its points, ahead of a challenge", 1),
    ("answer", "an answer from prepared points", 1),
    ("verify", "one code: to check", 1),
    (
        "verify-64",
        "one of 64 codes: to check together",
        BATCH as u32,
    ),
    (
        "verify-64-known",
        "the same, of a federation of one issuer",
        BATCH as u32,
    ),
    (
        "stamp-constant-time",
        "a citizen's stamp, in constant time",
        CITIZENS,
    ),
    ("stamp-fast", "a citizen's stamp, fast", CITIZENS),
];

impl MainFigures {
    /// Measures and tells.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        if self.csv && output.is_json() {
            return Err(Failure::new("--csv and --json are two forms of one result")
                .help("give one of them"));
        }
        progress("codes, one by one and together");
        let mut measured = codes().measure(ROUNDS, |_| ());
        progress("stamps");
        measured.extend(stamps().measure(STAMPING_ROUNDS, |_| ()));
        let figures = figures(&measured);
        if self.csv {
            output.say(csv(&figures));
        } else {
            output.say(people(&figures));
        }
        output.result(&Figures {
            version: env!("CARGO_PKG_VERSION"),
            backend: BACKEND,
            optimised: OPTIMISED,
            measurements: figures,
        });
        Ok(Exit::Done)
    }
}

/// The full presentation: hidden issuer, pseudonym.
fn codes() -> Group<'static> {
    let mut group = Group::default();
    group.add(primitives::multiplication(primitives::G1_MULTIPLICATION));
    let door = Rc::new(RefCell::new(Door::new(Profile::HiddenPseudonym, BATCH)));
    let [proving, preparing, points, answering, verifying, batch] =
        [(); 6].map(|()| Rc::clone(&door));
    group.add(Case::new(
        "prove",
        || (),
        move |()| proving.borrow_mut().prove(),
    ));
    group.add(Case::new(
        "prepare",
        || (),
        move |()| preparing.borrow_mut().prepare(),
    ));
    group.add(Case::new(
        "answer",
        move || points.borrow_mut().prepare(),
        move |points| answering.borrow_mut().answer(points),
    ));
    group.add(Case::new(
        "verify",
        || (),
        move |()| verifying.borrow_mut().judge(1),
    ));
    group.add(Case::new(
        "verify-64",
        || (),
        move |()| batch.borrow_mut().judge(BATCH),
    ));
    let mut known = Door::new(Profile::Known, BATCH);
    group.add(Case::new(
        "verify-64-known",
        || (),
        move |()| known.judge(BATCH),
    ));
    group
}

fn stamps() -> Group<'static> {
    let mut group = Group::default();
    let population = Rc::new(Population::new(CITIZENS as usize));
    for kernel in [Kernel::ConstantTime, Kernel::Fast] {
        let name = match kernel {
            Kernel::ConstantTime => "stamp-constant-time",
            Kernel::Fast => "stamp-fast",
        };
        let population = Rc::clone(&population);
        group.add(Case::timed(name, move || {
            population.stamp(kernel, 1).processor
        }));
    }
    group
}

fn figures(measured: &[Measured]) -> Vec<Figure> {
    let find = |name: &str| {
        (measured.iter())
            .find(|measured| measured.name == name)
            .expect("every figure was measured")
    };
    let yardstick = find(primitives::G1_MULTIPLICATION).seconds();
    (FIGURES.iter())
        .map(|&(name, what, together)| {
            let measured = find(name);
            let one = measured.seconds() / f64::from(together);
            Figure {
                name: name.into(),
                what,
                median_us: one * 1e6,
                mad_us: one * 1e6 * measured.spread(),
                samples: measured.samples,
                g1_multiplications: one / yardstick,
            }
        })
        .collect()
}

fn people(figures: &[Figure]) -> String {
    let rows: Vec<Row> = (figures.iter())
        .map(|figure| Row {
            what: figure.what,
            micros: figure.median_us,
            spread: figure.mad_us / figure.median_us,
            multiple: figure.g1_multiplications,
        })
        .collect();
    let slow = match OPTIMISED {
        true => "",
        false => "\nThis binary was built without --release, which makes it slower.",
    };
    format!(
        "{}\nProcessor time of one code or one stamp, backend {BACKEND}: a full presentation, whose issuer\n\
         is hidden and whose holder shows a pseudonym. docs/benchmarks.md says what each figure holds.{slow}",
        table(&rows)
    )
}

fn csv(figures: &[Figure]) -> String {
    let mut lines = vec!["name,median_us,mad_us,samples,g1_multiplications".to_owned()];
    lines.extend(figures.iter().map(|figure| {
        let Figure {
            name,
            median_us,
            mad_us,
            samples,
            g1_multiplications,
            ..
        } = figure;
        format!("{name},{median_us:.3},{mad_us:.3},{samples},{g1_multiplications:.4}")
    }));
    lines.join("\n")
}
