//! What is measured here: Celadon alone, each group in turns and on one core.

use core::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use celadon_measure::{Case, Door, Group, Kernel, Population, Profile, primitives};

use crate::figures::Figures;

/// Codes in a batch.
pub const BATCHES: [usize; 10] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
/// Issuers of a federation.
pub const ISSUERS: [usize; 6] = [3, 10, 30, 100, 300, 1_000];
/// Citizens whom an issuer has withdrawn.
pub const WITHDRAWN: [usize; 4] = [0, 1_000, 10_000, 100_000];
/// Citizens to stamp, and in a quick run.
const POPULATIONS: [usize; 5] = [10_000, 30_000, 100_000, 300_000, 1_000_000];
const QUICK_POPULATIONS: [usize; 3] = [10_000, 100_000, 1_000_000];

/// How stamps are computed, by name.
const KERNELS: [(&str, Kernel); 2] = [
    ("constant-time", Kernel::ConstantTime),
    ("fast", Kernel::Fast),
];

/// Measures everything, and says on standard error what is being measured.
pub fn measure(quick: bool, figures: &mut Figures) {
    let rounds = |full: usize, quick_rounds: usize| if quick { quick_rounds } else { full };
    run("one presentation", single(), rounds(500, 100), figures);
    run("batches", batches(), rounds(50, 10), figures);
    run("crowds", crowds(), rounds(500, 200), figures);
    let populations: &[usize] = if quick {
        &QUICK_POPULATIONS
    } else {
        &POPULATIONS
    };
    run("stamping", stamping(populations), rounds(7, 3), figures);
}

fn run(what: &str, group: Group<'_>, rounds: usize, figures: &mut Figures) {
    let start = Instant::now();
    let mut told = 0;
    let measured = group.measure(rounds, |round| {
        let tenth = round * 10 / rounds;
        if tenth > told {
            told = tenth;
            eprintln!(
                "{what}: {}0 % after {:.0} s",
                tenth,
                start.elapsed().as_secs_f64()
            );
        }
    });
    for measured in measured {
        eprintln!("{measured}");
        figures.add(measured);
    }
}

/// The full presentation, and the operations of the curve.
fn single() -> Group<'static> {
    let mut group = Group::default();
    for case in primitives::all() {
        group.add(case);
    }
    let door = || Door::new(Profile::HiddenPseudonym, 0);
    let mut proving = door();
    group.add(Case::new("prove", || (), move |()| proving.prove()));
    let mut preparing = door();
    group.add(Case::new("prepare", || (), move |()| preparing.prepare()));
    let prepared = RefCell::new(door());
    let answering = Rc::new(prepared);
    let points = answering.clone();
    group.add(Case::new(
        "answer",
        move || points.borrow_mut().prepare(),
        move |points| answering.borrow_mut().answer(points),
    ));
    let mut verifying = door();
    let code = verifying.prove();
    group.add(Case::new(
        "verify",
        || (),
        move |()| verifying.verify(&code),
    ));
    group
}

/// Codes judged together, in each profile.
fn batches() -> Group<'static> {
    let mut group = Group::default();
    for profile in Profile::ALL {
        let most = BATCHES[BATCHES.len() - 1];
        let door = Rc::new(RefCell::new(Door::new(profile, most)));
        for size in BATCHES {
            let door = door.clone();
            group.add(Case::new(
                format!("judge/{}/{size}", profile.name()),
                || (),
                move |()| door.borrow_mut().judge(size),
            ));
        }
    }
    group
}

/// One code among issuers and withdrawals.
fn crowds() -> Group<'static> {
    let mut group = Group::default();
    for issuers in ISSUERS {
        let mut door = Door::among(issuers, Profile::HiddenPseudonym, 1);
        let name = format!("issuers/{issuers}");
        group.add(Case::new(name, || (), move |()| door.judge(1)));
    }
    for withdrawn in WITHDRAWN {
        let mut door = Door::after_withdrawals(withdrawn);
        let name = format!("withdrawn/{withdrawn}");
        group.add(Case::new(name, || (), move |()| door.judge(1)));
    }
    group
}

/// Populations, stamped on one core by each kernel: the time of one citizen.
fn stamping(populations: &[usize]) -> Group<'static> {
    let mut group = Group::default();
    group.add(primitives::multiplication("stamp/g1-multiplication"));
    for &citizens in populations {
        let population = Rc::new(Population::new(citizens));
        let count = u32::try_from(citizens).expect("fewer than there are people");
        for (name, kernel) in KERNELS {
            let population = Rc::clone(&population);
            group.add(Case::timed(format!("stamp/{name}/{citizens}"), move || {
                population.stamp(kernel, 1).processor / count
            }));
        }
    }
    group
}
