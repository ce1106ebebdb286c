//! Wrong codes are slowed down, by their number alone: a whole hall may be behind one address, and
//! the right code is never held up by others' wrong ones.

use std::sync::Mutex;
use std::time::Instant;

/// So many wrong codes at once.
const BURST: f64 = 120.0;

/// And so many more a second.
const PER_SECOND: f64 = 2.0;

/// A bucket of tokens, one for a wrong code.
pub(super) struct Guesses(Mutex<(f64, Instant)>);

impl Guesses {
    pub fn new() -> Guesses {
        Guesses(Mutex::new((BURST, Instant::now())))
    }

    /// Counts a wrong code; false if there were too many.
    pub fn count(&self, now: Instant) -> bool {
        let mut state = self.0.lock().expect("no holder of the lock panics");
        let (tokens, last) = *state;
        let passed = now.saturating_duration_since(last).as_secs_f64();
        let tokens = (tokens + passed * PER_SECOND).min(BURST);
        let allowed = tokens >= 1.0;
        *state = (if allowed { tokens - 1.0 } else { tokens }, now);
        allowed
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_and_then_a_rate() {
        let guesses = Guesses::new();
        let now = Instant::now();
        assert!((0..120).all(|_| guesses.count(now)));
        assert!(!guesses.count(now));
        let later = now + Duration::from_secs(2);
        assert_eq!((0..10).filter(|_| guesses.count(later)).count(), 4);
    }
}
