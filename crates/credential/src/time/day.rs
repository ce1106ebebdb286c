//! Calendar dates.

use core::fmt;
use core::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::Date;
use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};

/// A calendar date: days since 1970-01-01. Which day an instant falls on is told by a [`Zone`](super::Zone).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

/// Not a date between 1970-01-01 and 9999-12-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected a date from 1970-01-01 to 9999-12-31, such as 2028-02-29")]
pub struct DayError;

const EPOCH_DATE: Date = Date::constant(1970, 1, 1);
const HOURS_A_DAY: i64 = 24;

impl Day {
    /// 1970-01-01.
    pub const FIRST: Day = Day(0);
    /// 9999-12-31.
    pub const MAX: Day = Day(2_932_896);

    /// The day with this number.
    pub const fn new(number: u32) -> Result<Day, DayError> {
        if number <= Day::MAX.0 {
            Ok(Day(number))
        } else {
            Err(DayError)
        }
    }

    /// Days since 1970-01-01.
    pub const fn as_u32(self) -> u32 {
        self.0
    }

    /// This many dates later, at most [`Day::MAX`].
    pub const fn plus(self, days: u32) -> Day {
        let number = self.0.saturating_add(days);
        if number > Day::MAX.0 {
            Day::MAX
        } else {
            Day(number)
        }
    }

    /// This many dates earlier, at least 1970-01-01.
    pub const fn minus(self, days: u32) -> Day {
        Day(self.0.saturating_sub(days))
    }

    /// Dates from `earlier` to this one; zero if `earlier` is later.
    pub const fn since(self, earlier: Day) -> u32 {
        self.0.saturating_sub(earlier.0)
    }

    pub(super) fn from_date(date: Date) -> Result<Day, DayError> {
        // Calendar dates have no daylight saving: the difference is whole days of 24 hours.
        let hours = date.duration_since(EPOCH_DATE).as_hours();
        match u32::try_from(hours / HOURS_A_DAY) {
            Ok(number) if hours >= 0 => Day::new(number),
            _ => Err(DayError),
        }
    }

    pub(super) fn date(self) -> Date {
        EPOCH_DATE
            .checked_add(SignedDuration::from_hours(i64::from(self.0) * HOURS_A_DAY))
            .expect("the last day is jiff's last date")
    }
}

/// `YYYY-MM-DD`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.date(), f)
    }
}

/// Reads `YYYY-MM-DD`, nothing else.
impl FromStr for Day {
    type Err = DayError;
    fn from_str(text: &str) -> Result<Day, DayError> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, byte)| match i {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(DayError);
        }
        text.parse().map_err(|_| DayError).and_then(Day::from_date)
    }
}

/// A byte string of four bytes.
impl Canonical for Day {
    const MAX_BYTES: usize = 5;
    fn write(&self, writer: &mut Writer) {
        writer.bytes(&self.0.to_be_bytes());
    }
    fn read(reader: &mut Reader<'_>) -> Result<Day, DecodeError> {
        Day::new(u32::from_be_bytes(reader.fixed()?)).map_err(|_| DecodeError::Invalid("a day"))
    }
}
