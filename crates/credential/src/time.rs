//! Seconds, half-minute slots and the federation's days. Nothing here reads a clock.

mod day;
mod slot;
mod zone;

pub use day::{Day, DayError};
pub use slot::Slot;
pub use zone::{Zone, ZoneError};

use core::fmt;
use core::str::FromStr;

use jiff::Timestamp;
use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};

/// An instant in Unix time (POSIX seconds: each day has 86,400, leap seconds are not counted),
/// from 1970 to [`Time::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u64);

impl Time {
    /// The last instant, in the year 6053: the last whose slot has a number of 32 bits.
    pub const MAX: Time = Time(u32::MAX as u64 * Slot::SECONDS);

    /// Seconds since 1970-01-01T00:00:00Z. What is beyond [`Time::MAX`] is [`Time::MAX`].
    pub const fn from_secs(seconds: u64) -> Time {
        if seconds > Time::MAX.0 {
            Time::MAX
        } else {
            Time(seconds)
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    /// This many seconds later, at most [`Time::MAX`].
    pub const fn plus(self, seconds: u64) -> Time {
        Time::from_secs(self.0.saturating_add(seconds))
    }

    /// This many seconds earlier, at least the beginning of 1970.
    pub const fn minus(self, seconds: u64) -> Time {
        Time(self.0.saturating_sub(seconds))
    }

    /// Seconds from `earlier` to this instant; zero if `earlier` is later.
    pub const fn since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Seconds between two instants, whichever is first.
    pub const fn distance(self, other: Time) -> u64 {
        self.0.abs_diff(other.0)
    }

    fn timestamp(self) -> Timestamp {
        i64::try_from(self.0)
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .expect("the last time is below the year 9999")
    }
}

/// RFC 3339 in UTC, such as `2028-02-28T16:10:00Z`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.timestamp(), f)
    }
}

/// The text is not an RFC 3339 time of whole seconds between 1970 and 6053.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected a time with its offset, such as 2028-02-28T16:10:00Z")]
pub struct TimeError;

impl FromStr for Time {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Time, TimeError> {
        if text.len() > 64 {
            return Err(TimeError);
        }
        let timestamp: Timestamp = text.parse().map_err(|_| TimeError)?;
        match u64::try_from(timestamp.as_second()) {
            Ok(seconds) if seconds <= Time::MAX.0 && timestamp.subsec_nanosecond() == 0 => {
                Ok(Time(seconds))
            }
            _ => Err(TimeError),
        }
    }
}

/// A byte string of eight bytes.
impl Canonical for Time {
    const MAX_BYTES: usize = 9;
    fn write(&self, writer: &mut Writer) {
        writer.bytes(&self.0.to_be_bytes());
    }
    fn read(reader: &mut Reader<'_>) -> Result<Time, DecodeError> {
        match u64::from_be_bytes(reader.fixed()?) {
            seconds if seconds <= Time::MAX.0 => Ok(Time(seconds)),
            _ => Err(DecodeError::Invalid("a time")),
        }
    }
}

/// Who tells the time. At the edges it is the system's corrected clock, in tests a fixed one.
pub trait Clock {
    /// The time now.
    fn now(&self) -> Time;
}

/// A clock that stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedClock(pub Time);

impl Clock for FixedClock {
    fn now(&self) -> Time {
        self.0
    }
}

#[cfg(test)]
mod tests;
