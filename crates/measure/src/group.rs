//! Operations that are measured in turns: in each round each of them has one, so that whatever
//! disturbs a machine disturbs all of them alike, and their ratios mean something.

use core::fmt;
use core::time::Duration;

use crate::Case;

/// Operations that are compared.
#[derive(Default)]
pub struct Group<'a> {
    cases: Vec<Case<'a>>,
}

/// What came of one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The operation's name.
    pub name: String,
    /// The median of the samples.
    pub median: Duration,
    /// The median absolute deviation from it.
    pub deviation: Duration,
    /// How many samples there were.
    pub samples: usize,
}

/// What takes longer than this once is not run for practice in each round.
const SHORT: Duration = Duration::from_millis(20);

impl<'a> Group<'a> {
    /// Adds an operation.
    pub fn add(&mut self, case: Case<'a>) {
        self.cases.push(case);
    }

    /// Measures everything, `rounds` times; after each round `progress` is told how many are done.
    ///
    /// A turn of a short operation is one run that is not counted, after which code and tables are
    /// in the caches as at a busy door, and one that is.
    ///
    /// # Panics
    /// If there are no rounds.
    pub fn measure(mut self, rounds: usize, mut progress: impl FnMut(usize)) -> Vec<Measured> {
        assert!(rounds > 0, "something is measured");
        let mut samples: Vec<Vec<Duration>> = self.cases.iter().map(|_| Vec::new()).collect();
        for round in 1..=rounds {
            for (case, samples) in self.cases.iter_mut().zip(&mut samples) {
                let mut time = case.run();
                if time < SHORT {
                    time = case.run();
                }
                samples.push(time);
            }
            progress(round);
        }
        (self.cases.iter().zip(samples))
            .map(|(case, samples)| Measured::of(case.name(), samples))
            .collect()
    }
}

impl Measured {
    /// Median and deviation of some samples.
    ///
    /// # Panics
    /// If there are none.
    pub fn of(name: &str, samples: Vec<Duration>) -> Measured {
        let count = samples.len();
        let middle = median(samples.clone());
        let away = samples.into_iter().map(|sample| sample.abs_diff(middle));
        Measured {
            name: name.into(),
            median: middle,
            deviation: median(away.collect()),
            samples: count,
        }
    }

    /// The median in seconds.
    pub fn seconds(&self) -> f64 {
        self.median.as_secs_f64()
    }

    /// The deviation as a part of the median.
    pub fn spread(&self) -> f64 {
        if self.median.is_zero() {
            0.0
        } else {
            self.deviation.as_secs_f64() / self.seconds()
        }
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (micros, percent) = (self.seconds() * 1e6, self.spread() * 100.0);
        let Measured { name, samples, .. } = self;
        write!(
            f,
            "{name:<34} {micros:>12.2} µs ±{percent:4.1} % ({samples} samples)"
        )
    }
}

/// The middle one, the lower of two.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[(times.len() - 1) / 2]
}

#[cfg(test)]
mod tests {
    use core::cell::RefCell;

    use super::*;

    #[test]
    fn median_and_deviation_are_those_of_the_middle() {
        let samples = [5, 1, 100, 3, 4].map(Duration::from_nanos).to_vec();
        let measured = Measured::of("a", samples);
        assert_eq!(measured.median, Duration::from_nanos(4));
        assert_eq!(measured.deviation, Duration::from_nanos(1));
        assert_eq!(measured.samples, 5);
        assert_eq!(measured.spread(), 0.25);
    }

    #[test]
    fn every_operation_has_its_turn_in_each_round() {
        let turns = RefCell::new(String::new());
        let timed = |name: &'static str, time| {
            Case::timed(name, {
                let turns = &turns;
                move || {
                    turns.borrow_mut().push_str(name);
                    time
                }
            })
        };
        let mut group = Group::default();
        group.add(timed("s", Duration::from_micros(7)));
        group.add(timed("L", Duration::from_secs(1)));
        let mut rounds = Vec::new();
        let measured = group.measure(2, |round| rounds.push(round));
        assert_eq!(*turns.borrow(), "ssLssL", "the short one is practised");
        assert_eq!(rounds, [1, 2]);
        assert_eq!(measured[0].median, Duration::from_micros(7));
        assert_eq!(measured[0].samples, 2);
        assert_eq!(measured[1].name, "L");
    }
}
