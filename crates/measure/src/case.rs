//! One operation under the clock.

use core::hint::black_box;
use core::time::Duration;

use crate::clock;

/// An operation with a name. What it consumes is made, and what it makes is dropped, outside the
/// clock.
pub struct Case<'a> {
    name: String,
    run: Box<dyn FnMut() -> Duration + 'a>,
}

impl<'a> Case<'a> {
    /// An operation whose input is made anew each time.
    pub fn new<I, O>(
        name: impl Into<String>,
        mut input: impl FnMut() -> I + 'a,
        mut operation: impl FnMut(I) -> O + 'a,
    ) -> Case<'a> {
        Case::timed(name, move || {
            let input = black_box(input());
            let start = clock::now();
            let output = black_box(operation(input));
            let time = clock::now() - start;
            drop(output);
            time
        })
    }

    /// An operation that is too short for the clock: it is done `times` times in a row, and counts
    /// once.
    pub fn repeated<O>(
        name: impl Into<String>,
        times: u32,
        mut operation: impl FnMut() -> O + 'a,
    ) -> Case<'a> {
        Case::timed(name, move || {
            let start = clock::now();
            for _ in 0..times {
                black_box(operation());
            }
            (clock::now() - start) / times
        })
    }

    /// An operation that tells its own time.
    pub fn timed(name: impl Into<String>, run: impl FnMut() -> Duration + 'a) -> Case<'a> {
        Case {
            name: name.into(),
            run: Box::new(run),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Does it once and tells the time it took.
    pub fn run(&mut self) -> Duration {
        (self.run)()
    }
}
