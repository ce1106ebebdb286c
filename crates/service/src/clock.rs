//! Where a service's time comes from.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use celadon_credential::time::{Clock, Time};

/// A clock that the parts of a service share.
pub type SharedClock = Arc<dyn Clock + Send + Sync>;

/// The system's clock. That it is right is the operator's care.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Time {
        // Before 1970 is no time of this protocol: then nothing is fresh, and nothing accepted.
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Time::from_secs(since.map_or(0, |since| since.as_secs()))
    }
}

/// A clock that is set by hand: fourteen days of quarantine pass in a moment.
#[derive(Debug)]
pub struct HandClock(AtomicU64);

impl HandClock {
    /// A clock that stands at `time`.
    #[must_use]
    pub fn at(time: Time) -> Self {
        Self(AtomicU64::new(time.as_secs()))
    }

    /// Sets it, forwards or back.
    pub fn set(&self, time: Time) {
        self.0.store(time.as_secs(), Ordering::SeqCst);
    }

    /// Sets it forward by `seconds`.
    pub fn advance(&self, seconds: u64) {
        self.set(self.now().plus(seconds));
    }
}

impl Clock for HandClock {
    fn now(&self) -> Time {
        Time::from_secs(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_is_after_this_was_written_and_the_hand_clock_where_it_was_set() {
        assert!(SystemClock.now() > Time::from_secs(1_700_000_000));
        let clock = HandClock::at(Time::from_secs(100));
        clock.advance(20);
        assert_eq!(clock.now(), Time::from_secs(120));
        clock.set(Time::from_secs(7));
        assert_eq!(clock.now(), Time::from_secs(7));
    }
}
