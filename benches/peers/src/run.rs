//! Rounds of interleaved measurements, and what is made of them.

use core::time::Duration;

use serde_json::{Value, json};

use crate::case::{Case, Size, System, cases};

/// Systems that are measured together: in each round every operation has one turn, so that noise
/// hits all of them alike.
pub struct Group {
    only: String,
    cases: Vec<Case>,
    sizes: Vec<Size>,
}

/// What came of one operation.
pub struct Measurement {
    name: String,
    median: Duration,
    /// The median absolute deviation from the median.
    deviation: Duration,
    samples: usize,
}

/// What came of all of them.
#[derive(Default)]
pub struct Report {
    rounds: usize,
    measurements: Vec<Measurement>,
    sizes: Vec<Size>,
}

impl Group {
    /// A group of those systems whose names contain the text.
    pub fn of(only: &str) -> Group {
        Group {
            only: only.to_owned(),
            cases: Vec::new(),
            sizes: Vec::new(),
        }
    }

    /// Adds both operations of a system and the length of its proofs, which it returns. A system
    /// that is not of the group is not even made.
    pub fn add<S: System + 'static>(
        &mut self,
        name: &str,
        system: impl FnOnce() -> S,
    ) -> Option<usize> {
        if !name.contains(&self.only) {
            return None;
        }
        let (cases, size) = cases(name, system());
        eprintln!("{name}: accepts what is right and refuses what is not");
        let bytes = size.bytes;
        self.cases.extend(cases);
        self.sizes.push(size);
        Some(bytes)
    }

    /// Adds a length.
    pub fn add_size(&mut self, name: &str, bytes: usize) {
        let name = name.to_owned();
        self.sizes.push(Size { name, bytes });
    }

    /// Adds one operation.
    pub fn add_case(&mut self, case: Case) {
        self.cases.push(case);
    }

    /// Measures everything, `rounds` times. A turn is one run that is not counted, after which
    /// code and tables are in the caches as at a busy door, and one that is.
    pub fn measure(mut self, rounds: usize, report: &mut Report) {
        let mut samples: Vec<Vec<Duration>> = self.cases.iter().map(|_| Vec::new()).collect();
        for _ in 0..rounds {
            for (case, samples) in self.cases.iter_mut().zip(&mut samples) {
                case.run();
                samples.push(case.run());
            }
        }
        for (case, samples) in self.cases.into_iter().zip(samples) {
            let measurement = Measurement::of(case.name, samples);
            eprintln!("{measurement}");
            report.measurements.push(measurement);
        }
        for size in self.sizes {
            eprintln!("{:<34} {:>9} bytes", size.name, size.bytes);
            report.sizes.push(size);
        }
        report.rounds = report.rounds.max(rounds);
    }
}

impl Measurement {
    fn of(name: String, samples: Vec<Duration>) -> Measurement {
        let count = samples.len();
        let middle = median(samples.clone());
        let away = samples.into_iter().map(|sample| sample.abs_diff(middle));
        Measurement {
            name,
            median: middle,
            deviation: median(away.collect()),
            samples: count,
        }
    }
}

impl core::fmt::Display for Measurement {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        write!(
            f,
            "{:<34} {:>9.3} ms ± {:.3} ({} samples)",
            self.name,
            milliseconds(self.median),
            milliseconds(self.deviation),
            self.samples
        )
    }
}

impl Report {
    /// The document that `--json` writes.
    pub fn to_json(&self) -> Value {
        let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let measurements: Vec<Value> = (self.measurements.iter())
            .map(|measurement| {
                json!({
                    "name": measurement.name,
                    "median_ns": nanoseconds(measurement.median),
                    "mad_ns": nanoseconds(measurement.deviation),
                    "samples": measurement.samples,
                })
            })
            .collect();
        let sizes: Vec<Value> = (self.sizes.iter())
            .map(|size| json!({ "name": size.name, "bytes": size.bytes }))
            .collect();
        json!({ "rounds": self.rounds, "measurements": measurements, "sizes": sizes })
    }
}

/// The middle one, the lower of two.
///
/// # Panics
/// If there is none.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[(times.len() - 1) / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_deviation_are_those_of_the_middle() {
        let samples = [5, 1, 100, 3, 4].map(Duration::from_nanos).to_vec();
        let measurement = Measurement::of("a/b/c".into(), samples);
        assert_eq!(measurement.median, Duration::from_nanos(4));
        assert_eq!(measurement.deviation, Duration::from_nanos(1));
        assert_eq!(measurement.samples, 5);
    }
}
