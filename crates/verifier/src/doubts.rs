//! Which wallets' answers are let through on the wide way: those to a challenge that this verifier
//! made, that waits, and to which not many bad proofs have come. The rest is judged too, in a narrow
//! lane of its own: however much of it comes, it holds nobody else up.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use celadon_credential::Time;
use celadon_credential::challenge::Challenge;
use celadon_credential::ids::ChallengeId;

/// How many bad proofs a challenge is forgiven: a person tries again, and so does a wallet.
const FORGIVEN: u32 = 4;
/// Challenges with bad proofs that are remembered; each is over within minutes.
const REMEMBERED: usize = 10_000;

/// The bad proofs to each challenge.
#[derive(Debug, Default)]
pub struct Doubts(Mutex<HashMap<ChallengeId, Doubt>>);

#[derive(Debug, Clone, Copy)]
struct Doubt {
    bad: u32,
    until: Time,
}

impl Doubts {
    /// Notes a bad proof.
    pub fn note(&self, challenge: ChallengeId, now: Time) {
        let mut doubts = self.doubts();
        if doubts.len() >= REMEMBERED {
            doubts.retain(|_, doubt| now < doubt.until);
        }
        if doubts.len() < REMEMBERED || doubts.contains_key(&challenge) {
            let fresh = Doubt {
                bad: 0,
                until: now.plus(Challenge::MAX_LIFE),
            };
            let doubt = doubts.entry(challenge).or_insert(fresh);
            doubt.bad = doubt.bad.saturating_add(1);
        }
    }

    /// Whether more bad proofs have come to a challenge than are forgiven.
    #[must_use]
    pub fn about(&self, challenge: ChallengeId) -> bool {
        let doubts = self.doubts();
        doubts
            .get(&challenge)
            .is_some_and(|doubt| doubt.bad > FORGIVEN)
    }

    fn doubts(&self) -> MutexGuard<'_, HashMap<ChallengeId, Doubt>> {
        // A panic under the lock leaves counts that are true or one short.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgives_a_few_and_forgets_what_is_over() {
        let doubts = Doubts::default();
        let now = Time::from_secs(1_000);
        let id = |n: usize| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&n.to_be_bytes());
            ChallengeId::from_bytes(bytes)
        };
        for bad in 0..=FORGIVEN {
            assert!(!doubts.about(id(0)), "{bad}");
            doubts.note(id(0), now);
        }
        assert!(doubts.about(id(0)));
        assert!(!doubts.about(id(1)));
        for n in 1..=REMEMBERED {
            doubts.note(id(n), now);
        }
        assert_eq!(doubts.doubts().len(), REMEMBERED);
        doubts.note(id(0), now.plus(Challenge::MAX_LIFE));
        assert_eq!(doubts.doubts().len(), 1);
    }
}
