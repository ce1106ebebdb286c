//! Seconds, half-minute slots and the federation's days. Nothing here reads a clock.

use core::fmt;
use core::str::FromStr;

use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
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
        Slot((time.0 / Slot::SECONDS) as u32)
    }

    /// Its first second.
    pub const fn start(self) -> Time {
        Time(self.0 as u64 * Slot::SECONDS)
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

/// A calendar date: days since 1970-01-01. Which day an instant falls on is told by a [`Zone`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

/// Not a date between 1970-01-01 and 9999-12-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected a date from 1970-01-01 to 9999-12-31, such as 2028-02-29")]
pub struct DayError;

const EPOCH_DATE: Date = Date::constant(1970, 1, 1);
const HOURS_A_DAY: i64 = 24;

impl Day {
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

    fn from_date(date: Date) -> Result<Day, DayError> {
        // Calendar dates have no daylight saving: the difference is whole days of 24 hours.
        let hours = date.duration_since(EPOCH_DATE).as_hours();
        match u32::try_from(hours / HOURS_A_DAY) {
            Ok(number) if hours >= 0 => Day::new(number),
            _ => Err(DayError),
        }
    }

    fn date(self) -> Date {
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

/// A time zone of the IANA database, from the copy that is compiled in: every machine, also one
/// without zone files, finds the same days.
#[derive(Clone)]
pub struct Zone(TimeZone, String);

/// The compiled-in IANA database has no zone of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a time zone: expected an IANA name in its own spelling, such as Asia/Shanghai")]
pub struct ZoneError;

impl Zone {
    /// Bytes of the longest name that is looked up.
    pub const MAX_NAME: usize = 64;

    /// The zone of an IANA name in the database's own spelling, such as `Asia/Shanghai` or `UTC`.
    pub fn named(name: &str) -> Result<Zone, ZoneError> {
        if name.len() > Zone::MAX_NAME {
            return Err(ZoneError);
        }
        let zone = TimeZoneDatabase::bundled()
            .get(name)
            .map_err(|_| ZoneError)?;
        // The database ignores case; a name that is signed has one spelling.
        if zone.is_unknown() || zone.iana_name() != Some(name) {
            return Err(ZoneError);
        }
        Ok(Zone(zone, name.to_owned()))
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.1
    }

    /// The date in this zone at `time`. (Before 1970 there is none: the first instants of Unix time
    /// west of Greenwich count as 1970-01-01.)
    pub fn day_of(&self, time: Time) -> Day {
        Day::from_date(self.0.to_datetime(time.timestamp()).date()).unwrap_or(Day(0))
    }

    /// The first instant of a day in this zone: midnight, or what follows it where the clocks are
    /// set forward at midnight.
    pub fn start_of(&self, day: Day) -> Time {
        let start = self.0.to_timestamp(day.date().at(0, 0, 0, 0));
        let seconds = start.map(|start| start.as_second()).unwrap_or(i64::MAX);
        Time::from_secs(u64::try_from(seconds).unwrap_or(0))
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.1)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.1 == other.1
    }
}

impl Eq for Zone {}

/// The name as text.
impl Canonical for Zone {
    const MAX_BYTES: usize = Zone::MAX_NAME + 2;
    fn write(&self, writer: &mut Writer) {
        writer.text(&self.1);
    }
    fn read(reader: &mut Reader<'_>) -> Result<Zone, DecodeError> {
        Zone::named(reader.text(Zone::MAX_NAME)?).map_err(|_| DecodeError::Invalid("a time zone"))
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
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_has_one_text_and_eight_bytes() {
        let t = time("2028-02-28T16:10:00Z");
        assert_eq!(t.to_string(), "2028-02-28T16:10:00Z");
        assert_eq!(time("2028-02-29T00:10:00+08:00"), t);
        assert_eq!(Time::decode(&t.encode()), Ok(t));
        assert_eq!(t.encode().len(), 9);
        for text in [
            "2028-02-28 16:10",
            "1969-12-31T23:59:59Z",
            "9999-01-01T00:00:00Z",
            "2028-02-28T16:10:00.5Z",
            "",
        ] {
            assert_eq!(text.parse::<Time>(), Err(TimeError), "{text}");
        }
        assert!(Time::decode(&[0x48, 255, 0, 0, 0, 0, 0, 0, 0]).is_err());
        assert_eq!(Time::from_secs(u64::MAX), Time::MAX);
        assert!(Time::MAX.to_string().starts_with("6053-"));
    }

    #[test]
    fn slots_are_half_minutes() {
        let slot = Slot::of(Time::from_secs(89));
        assert_eq!(slot, Slot::new(2));
        assert_eq!(slot.start(), Time::from_secs(60));
        assert_eq!(slot.end(), Time::from_secs(90));
        assert_eq!(
            slot.neighbours(),
            [Slot::new(1), Slot::new(2), Slot::new(3)]
        );
        assert_eq!(Slot::of(Time::MAX), Slot::new(u32::MAX));
    }

    #[test]
    fn dates_lead_back_and_nothing_else_is_one() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("2028-02-29", 21_243),
            ("9999-12-31", Day::MAX.as_u32()),
        ] {
            assert_eq!(day(text), Day::new(number).unwrap());
            assert_eq!(day(text).to_string(), text);
        }
        for text in [
            "2027-02-29",
            "1969-12-31",
            "20280229",
            "2028-2-29",
            "+02028-02-29",
            "2028-02-29T00",
            "2028-02-29[UTC]",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        assert!(Day::new(Day::MAX.as_u32() + 1).is_err());
        assert_eq!(day("2028-03-01").since(day("2028-02-28")), 2);
        assert_eq!(day("2028-02-28").plus(2), day("2028-03-01"));
    }

    #[test]
    fn zones_have_one_spelling() {
        assert!(Zone::named("Asia/Shanghai").is_ok());
        assert!(Zone::named("UTC").is_ok());
        for name in ["asia/shanghai", "Etc/Unknown", "", "CST-8", "../etc/passwd"] {
            assert_eq!(Zone::named(name), Err(ZoneError), "{name}");
        }
        assert_eq!(Zone::named(&"A".repeat(65)), Err(ZoneError));
    }

    #[test]
    fn c10_a_day_begins_at_local_midnight() {
        let shanghai = Zone::named("Asia/Shanghai").unwrap();
        // 00:10 on 29 February, a leap day, is still the 28th in Greenwich.
        let report = time("2028-02-28T16:10:00Z");
        assert_eq!(shanghai.day_of(report), day("2028-02-29"));
        assert_eq!(
            Zone::named("UTC").unwrap().day_of(report),
            day("2028-02-28")
        );
        assert_eq!(
            shanghai.start_of(day("2028-02-29")),
            time("2028-02-28T16:00:00Z")
        );
        // The same date eight hours either way, to the second.
        assert_eq!(
            shanghai.day_of(time("2028-02-28T15:59:59Z")),
            day("2028-02-28")
        );
        assert_eq!(
            shanghai.day_of(time("2028-02-29T15:59:59Z")),
            day("2028-02-29")
        );
    }

    #[test]
    fn c10_fourteen_reports_are_fourteen_dates_across_the_leap_day() {
        let shanghai = Zone::named("Asia/Shanghai").unwrap();
        let first = time("2028-02-20T16:10:00Z"); // 21 February, 00:10
        let mut days: Vec<Day> = (0..14)
            .map(|n| shanghai.day_of(first.plus(n * 86_400)))
            .collect();
        // A second report at 23:50 of one of those dates is the same date.
        days.push(shanghai.day_of(time("2028-02-29T15:50:00Z")));
        days.sort();
        days.dedup();
        assert_eq!(days.len(), 14);
        assert!(days.windows(2).all(|two| two[1].since(two[0]) == 1));
        assert_eq!(days[0], day("2028-02-21"));
        assert_eq!(days[13], day("2028-03-05"));
    }

    #[test]
    fn c11_a_day_of_25_or_23_hours_is_one_date() {
        let rome = Zone::named("Europe/Rome").unwrap();
        for (date, hours) in [("2025-10-26", 25), ("2026-03-29", 23), ("2026-03-30", 24)] {
            let today = day(date);
            let start = rome.start_of(today);
            let next = rome.start_of(today.plus(1));
            assert_eq!(next.since(start), hours * 3_600, "{date}");
            assert_eq!(rome.day_of(start), today);
            assert_eq!(rome.day_of(next.minus(1)), today);
            assert_eq!(rome.day_of(next), today.plus(1));
            // 00:30 and 23:30.
            assert_eq!(rome.day_of(start.plus(1_800)), today);
            assert_eq!(rome.day_of(next.minus(1_800)), today);
        }
        // A yellow from the 22nd spans the change and ends with its seventh date.
        let from = rome.day_of(time("2025-10-22T12:00:00Z"));
        let end = rome.start_of(from.plus(7));
        assert_eq!(end, time("2025-10-28T23:00:00Z"));
    }

    #[test]
    fn a_day_that_has_no_midnight_begins_after_it() {
        // Cairo's clocks went from 00:00 to 01:00 on 28 April 2023.
        let cairo = Zone::named("Africa/Cairo").unwrap();
        let today = day("2023-04-28");
        assert_eq!(cairo.start_of(today), time("2023-04-27T22:00:00Z"));
        assert_eq!(cairo.day_of(cairo.start_of(today)), today);
        assert_eq!(cairo.day_of(cairo.start_of(today).minus(1)), today.minus(1));
    }
}
