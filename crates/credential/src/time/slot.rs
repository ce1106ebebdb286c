//! Half minutes.

use super::Time;

/// Half a minute: Unix time / 30, rounded down. A code on a screen tells its slot and no finer
/// time, since a clock's error is a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u32);

impl Slot {
    /// Seconds of a slot.
    pub const SECONDS: u64 = 30;

    /// Takes the number as it is.
    pub const fn new(number: u32) -> Slot {
        Slot(number)
    }

    /// The number.
    pub const fn as_u32(self) -> u32 {
        self.0
    }

    /// The slot that contains `time`.
    pub const fn of(time: Time) -> Slot {
        // Cannot cut: the last time's slot is the last u32.
        Slot((time.as_secs() / Slot::SECONDS) as u32)
    }

    /// Its first second.
    pub const fn start(self) -> Time {
        Time::from_secs(self.0 as u64 * Slot::SECONDS)
    }

    /// The first second after it.
    pub const fn end(self) -> Time {
        self.start().plus(Slot::SECONDS)
    }

    /// The slot before, this one and the one after: those that a verifier accepts.
    pub const fn neighbours(self) -> [Slot; 3] {
        [
            Slot(self.0.saturating_sub(1)),
            self,
            Slot(self.0.saturating_add(1)),
        ]
    }
}
