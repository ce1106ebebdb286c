//! Processor time, so that what else a machine does is not counted; and memory.

use core::time::Duration;

/// User and system time that the processors spent on this process so far, all threads together; on
/// systems other than Unix, time on the wall.
#[cfg(unix)]
pub fn now() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.try_into().expect("processor time is never negative")
}

/// User and system time that the processors spent on this process so far, all threads together; on
/// systems other than Unix, time on the wall.
#[cfg(not(unix))]
pub fn now() -> Duration {
    use std::{sync::LazyLock, time::Instant};
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// The most bytes of memory that this process ever held at once, where the system tells it (Linux,
/// `VmHWM`).
pub fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    peak_of(&status)
}

fn peak_of(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_takes_processor_time_and_waiting_takes_none() {
        let start = now();
        let mut sum = 0u64;
        while now() == start {
            sum = core::hint::black_box(sum + 1);
        }
        let worked = now();
        std::thread::sleep(Duration::from_millis(50));
        assert!(worked > start);
        if cfg!(unix) {
            assert!(now() - worked < Duration::from_millis(50));
        }
    }

    #[test]
    fn reads_the_peak_in_bytes() {
        let status = "Name:\tcat\nVmPeak:\t 9 kB\nVmHWM:\t    1234 kB\nVmRSS:\t 12 kB\n";
        assert_eq!(peak_of(status), Some(1234 * 1024));
        assert_eq!(peak_of("VmHWM:\t 12 MB\n"), None);
        assert_eq!(peak_of(""), None);
    }
}
