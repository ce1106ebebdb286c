//! `cargo xtask test`: the steps in order, their seconds, and the count at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::args::TestOptions;
use crate::failure::Failure;
use crate::setup;
use crate::step::{Outcome, Record, Step};
use crate::steps;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// What all steps together may take. A run that takes longer is a fault of the tests.
const BUDGET: Duration = Duration::from_secs(60 * 60);

/// Runs the chosen steps and prints the count as the last line.
pub(crate) fn run(workspace: &Workspace, options: &TestOptions) -> ExitCode {
    if options.list {
        for step in steps::ALL {
            println!("{:8} {}", step.name, step.proves);
        }
        return ExitCode::SUCCESS;
    }
    if let Err(failure) = setup::tools_of_tests() {
        let code = failure.report();
        println!("0 passed, 1 failed");
        return code;
    }
    let chosen =
        |step: &&Step| options.only.is_empty() || options.only.iter().any(|name| name == step.name);
    let (records, late) = run_steps(
        workspace,
        steps::ALL.iter().filter(chosen),
        options.keep_going,
    );
    print_table(&records);
    let mut count = count(&records);
    if let Some(failure) = late {
        eprintln!("xtask: {}", failure.text());
        count.failed += 1;
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run_steps<'a>(
    workspace: &Workspace,
    chosen: impl Iterator<Item = &'a Step>,
    keep_going: bool,
) -> (Vec<Record>, Option<Failure>) {
    let start = Instant::now();
    let mut records = Vec::new();
    for step in chosen {
        println!("\n== {}: {}", step.name, step.proves);
        let step_start = Instant::now();
        let outcome = (step.run)(workspace);
        let record = Record {
            name: step.name,
            time: step_start.elapsed(),
            outcome,
        };
        println!(
            "== {}: {}, {:.1} s",
            record.name,
            record.outcome.words(),
            record.time.as_secs_f64()
        );
        let stop = record.outcome.is_failure() && !keep_going;
        records.push(record);
        if let Some(late) = over_budget(start.elapsed()) {
            return (records, Some(late));
        }
        if stop {
            break;
        }
    }
    (records, None)
}

fn over_budget(elapsed: Duration) -> Option<Failure> {
    (elapsed > BUDGET).then(|| {
        let minutes = |time: Duration| time.as_secs() / 60;
        Failure::Failed(format!(
            "the steps took {} minutes and may take {}. Look at the slowest in the table; the steps after it were not run.",
            minutes(elapsed),
            minutes(BUDGET)
        ))
    })
}

fn print_table(records: &[Record]) {
    println!("\n{:8} {:>9}  outcome", "step", "seconds");
    for record in records {
        println!(
            "{:8} {:>9.1}  {}",
            record.name,
            record.time.as_secs_f64(),
            record.outcome.words()
        );
    }
    let total: Duration = records.iter().map(|record| record.time).sum();
    println!("{:8} {:>9.1}\n", "total", total.as_secs_f64());
}

/// The tests that ran. A step that failed without a failed test counts as one failure; where no
/// chosen step has tests, the steps that passed are counted.
fn count(records: &[Record]) -> Tally {
    let mut count = Tally::default();
    let mut steps_passed = 0;
    let mut has_tests = false;
    for record in records {
        match &record.outcome {
            Outcome::Passed => steps_passed += 1,
            Outcome::NotRun(_) => {}
            Outcome::Tested(tally) => {
                has_tests = true;
                count += *tally;
            }
            Outcome::Failed(tally, _) => {
                has_tests |= tally.sum() > 0;
                count += *tally;
                count.failed += u64::from(tally.failed == 0);
            }
        }
    }
    if !has_tests {
        count.passed = steps_passed;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(outcomes: impl IntoIterator<Item = Outcome>) -> (u64, u64) {
        let record = |outcome| Record {
            name: "step",
            time: Duration::ZERO,
            outcome,
        };
        let records: Vec<_> = outcomes.into_iter().map(record).collect();
        let count = count(&records);
        (count.passed, count.failed)
    }

    fn tests_of(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    fn failed(tally: Tally) -> Outcome {
        Outcome::Failed(tally, Failure::Failed("because".into()))
    }

    #[test]
    fn tests_are_counted_and_steps_are_not() {
        let outcomes = [
            Outcome::Passed,
            Outcome::Tested(tests_of(7, 0)),
            Outcome::Tested(tests_of(5, 0)),
            Outcome::NotRun("absent"),
        ];
        assert_eq!(counted(outcomes), (12, 0));
    }

    #[test]
    fn steps_are_counted_where_none_has_tests() {
        assert_eq!(
            counted([Outcome::Passed, Outcome::Passed, Outcome::NotRun("absent")]),
            (2, 0)
        );
        assert_eq!(counted([Outcome::Passed, failed(tests_of(0, 0))]), (1, 1));
    }

    #[test]
    fn a_step_that_fails_without_a_failed_test_counts_as_one() {
        assert_eq!(
            counted([Outcome::Tested(tests_of(7, 0)), failed(tests_of(0, 0))]),
            (7, 1)
        );
        assert_eq!(counted([failed(tests_of(7, 0))]), (7, 1));
        assert_eq!(counted([failed(tests_of(7, 3))]), (7, 3));
    }

    #[test]
    fn a_test_step_without_tests_fails() {
        assert!(Outcome::tested(tests_of(0, 0), Ok(())).is_failure());
        assert!(Outcome::tested(tests_of(1, 1), Ok(())).is_failure());
        assert!(
            Outcome::tested(tests_of(1, 0), Err(Failure::Failed("because".into()))).is_failure()
        );
        assert!(!Outcome::tested(tests_of(1, 0), Ok(())).is_failure());
    }

    #[test]
    fn an_hour_is_enough() {
        assert!(over_budget(BUDGET).is_none());
        let text =
            over_budget(BUDGET + Duration::from_secs(60)).map(|failure| failure.text().to_owned());
        assert!(text.is_some_and(|text| text.contains("took 61 minutes and may take 60")));
    }
}
