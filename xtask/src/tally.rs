//! How many tests passed and failed, read from what their runner prints.

use std::ops::AddAssign;

/// The number of tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    pub(crate) fn sum(self) -> u64 {
        self.passed + self.failed
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Whose output is read. Nextest shows the output of failed tests, in which `cargo test` lines
/// stand too, so that each reader takes only its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    /// One `test result:` line for each binary and for the doc tests of each package.
    CargoTest,
    /// One `Summary` line for the whole run.
    Nextest,
}

/// Reads lines and counts.
pub(crate) struct Counter {
    runner: Runner,
    tally: Tally,
}

impl Counter {
    pub(crate) fn of(runner: Runner) -> Counter {
        Counter {
            runner,
            tally: Tally::default(),
        }
    }

    /// Takes one line of output.
    pub(crate) fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        match self.runner {
            Runner::CargoTest => {
                if let Some(tally) = cargo_test_line(line) {
                    self.tally += tally;
                }
            }
            Runner::Nextest => {
                if let Some(tally) = nextest_line(line) {
                    self.tally = tally;
                }
            }
        }
    }

    pub(crate) fn tally(&self) -> Tally {
        self.tally
    }
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`
fn cargo_test_line(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    counted(counts.split(';'))
}

/// `Summary [   0.012s] 4 tests run: 3 passed (1 slow, 1 flaky), 1 timed out, 2 skipped`
fn nextest_line(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("Summary [")?.split_once("run: ")?;
    let mut depth = 0_i32;
    let outside_parentheses: String = counts
        .chars()
        .filter(|&c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0 && c != ')'
        })
        .collect();
    counted(outside_parentheses.split(','))
}

fn counted<'a>(parts: impl Iterator<Item = &'a str>) -> Option<Tally> {
    let mut tally = Tally::default();
    for part in parts {
        let Some((number, what)) = part.trim().split_once(' ') else {
            continue;
        };
        let Ok(number) = number.parse::<u64>() else {
            continue;
        };
        match what.trim() {
            "passed" => tally.passed += number,
            "failed" | "timed out" | "exec failed" => tally.failed += number,
            _ => {}
        }
    }
    Some(tally)
}

/// The text without its `ESC [ … letter` sequences.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c == '\u{1b}' {
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally_of(runner: Runner, output: &str) -> Tally {
        let mut counter = Counter::of(runner);
        output.lines().for_each(|line| counter.read(line));
        counter.tally()
    }

    #[test]
    fn adds_up_the_binaries_of_cargo_test() {
        let output = "\
     Running unittests src/lib.rs (target/debug/deps/celadon_curve-1f)

running 3 tests
test scalar::tests::reduces ... ok
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests celadon_curve
test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.39s
all doctests ran in 0.39s; merged doctests compilation took 0.38s
";
        assert_eq!(
            tally_of(Runner::CargoTest, output),
            Tally {
                passed: 4,
                failed: 2
            }
        );
    }

    #[test]
    fn reads_the_summary_of_nextest_and_nothing_else() {
        let output = "\
        PASS [   0.004s] (1/3) celadon-curve scalar::tests::reduces
        FAIL [   0.004s] (2/3) celadon-bbs sign::tests::signs
  stdout ---
    running 1 test
    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.00s
------------
     Summary [   0.012s] 3 tests run: 2 passed, 1 failed, 7 skipped
        FAIL [   0.004s] (2/3) celadon-bbs sign::tests::signs
error: test run failed
";
        assert_eq!(
            tally_of(Runner::Nextest, output),
            Tally {
                passed: 2,
                failed: 1
            }
        );
    }

    #[test]
    fn every_way_to_fail_in_nextest_counts() {
        let line = "Summary [ 61.0s] 9/12 tests run: 5 passed (2 slow, 1 flaky), 2 failed (1 due to being leaky), 1 timed out, 1 exec failed, 3 skipped";
        assert_eq!(
            tally_of(Runner::Nextest, line),
            Tally {
                passed: 5,
                failed: 4
            }
        );
        assert_eq!(
            tally_of(
                Runner::Nextest,
                "Summary [0.1s] 1 test run: 1 passed, 0 skipped"
            ),
            Tally {
                passed: 1,
                failed: 0
            }
        );
    }

    #[test]
    fn colours_do_not_hide_a_count() {
        let line = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.012s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m0\u{1b}[0m skipped";
        assert_eq!(
            tally_of(Runner::Nextest, line),
            Tally {
                passed: 2,
                failed: 0
            }
        );
        let line = "test result: \u{1b}[32mok\u{1b}[m. 5 passed; 0 failed";
        assert_eq!(
            tally_of(Runner::CargoTest, line),
            Tally {
                passed: 5,
                failed: 0
            }
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        for line in [
            "",
            "3 passed, 0 failed",
            "the test result: ok. 3 passed; 0 failed",
            "Summary of 3 tests run: 3 passed",
        ] {
            assert_eq!(tally_of(Runner::CargoTest, line).sum(), 0, "{line}");
            assert_eq!(tally_of(Runner::Nextest, line).sum(), 0, "{line}");
        }
    }
}
