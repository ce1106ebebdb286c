//! What bad requests cost, kept account of: each takes from a budget that fills again with time,
//! and whoever has used up theirs waits. Good requests cost nothing, however many they are, so a
//! whole hall may come at once; nobody is counted by their address.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A budget that fills with time.
#[derive(Debug)]
pub struct Budget {
    full: f64,
    per_second: f64,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    left: f64,
    at: Instant,
}

impl Budget {
    /// A full one, of so many units, of which so many come back each second.
    #[must_use]
    pub fn new(full: u32, per_second: u32) -> Budget {
        let full = f64::from(full.max(1));
        Budget {
            full,
            per_second: f64::from(per_second.max(1)),
            state: Mutex::new(State {
                left: full,
                at: Instant::now(),
            }),
        }
    }

    /// Takes what something has cost. What is not there is owed.
    pub fn charge(&self, units: usize) {
        if units > 0 {
            let mut state = self.filled();
            // More than a budget is never owed, so that the wait has a bound.
            state.left = (state.left - units as f64).max(-self.full);
        }
    }

    /// Whether there is anything left.
    ///
    /// # Errors
    /// How long until there is.
    pub fn left(&self) -> Result<(), Duration> {
        let state = self.filled();
        if state.left >= 1.0 {
            return Ok(());
        }
        Err(Duration::from_secs_f64(
            (1.0 - state.left) / self.per_second,
        ))
    }

    fn filled(&self) -> MutexGuard<'_, State> {
        // A panic under the lock leaves two numbers, whatever they are.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let since = now.duration_since(state.at).as_secs_f64();
        *state = State {
            left: (state.left + since * self.per_second).min(self.full),
            at: now,
        };
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_up_comes_back_with_time() {
        let budget = Budget::new(3, 1_000);
        budget.charge(0);
        assert_eq!(budget.left(), Ok(()));
        budget.charge(1_000_000);
        let wait = budget.left().unwrap_err();
        // Three are owed at most, and one has to be there.
        assert!(wait <= Duration::from_millis(4), "{wait:?}");
        std::thread::sleep(Duration::from_millis(10));
        assert_eq!(budget.left(), Ok(()));
    }

    #[test]
    fn holds_no_more_than_is_full() {
        let budget = Budget::new(2, 1_000_000);
        std::thread::sleep(Duration::from_millis(1));
        let slow = Budget {
            per_second: 0.001,
            ..budget
        };
        slow.charge(1);
        assert_eq!(slow.left(), Ok(()));
        slow.charge(1);
        assert!(slow.left().is_err());
    }
}
