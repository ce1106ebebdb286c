//! The clock: processor time of this process, so that what else the machine does is not counted.

use core::time::Duration;

/// User and system time that the processors spent on this process so far; on systems other than
/// Unix, time on the wall.
#[cfg(unix)]
pub fn now() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.try_into().expect("processor time is never negative")
}

/// User and system time that the processors spent on this process so far; on systems other than
/// Unix, time on the wall.
#[cfg(not(unix))]
pub fn now() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}
