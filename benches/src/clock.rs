//! The clock of the benches, as criterion takes it.

use core::time::Duration;

use celadon_measure::clock::now;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};

/// Time that the processors spent on this process, all threads together; on systems other than
/// Unix, time on the wall.
#[derive(Debug, Clone, Copy)]
pub struct ProcessorTime;

impl Measurement for ProcessorTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        now()
    }

    fn end(&self, start: Duration) -> Duration {
        now() - start
    }

    fn add(&self, first: &Duration, second: &Duration) -> Duration {
        *first + *second
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}
