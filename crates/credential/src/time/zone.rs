//! Time zones, which tell the date of an instant.

use core::fmt;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use thiserror::Error;

use super::{Day, Time};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};

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
        Day::from_date(self.0.to_datetime(time.timestamp()).date()).unwrap_or(Day::FIRST)
    }

    /// The first instant of a day in this zone: midnight, or what follows it where the clocks are
    /// set forward at midnight.
    pub fn start_of(&self, day: Day) -> Time {
        let start = self.0.to_timestamp(day.date().at(0, 0, 0, 0));
        let seconds = start.map(|start| start.as_second()).unwrap_or(i64::MAX);
        Time::from_secs(u64::try_from(seconds).unwrap_or(0))
    }

    /// The time on the clocks of this zone, as people write it: `17:00 on 2027-01-15`.
    pub fn tell(&self, time: Time) -> String {
        let local = self.0.to_datetime(time.timestamp());
        let (hour, minute) = (local.hour(), local.minute());
        format!("{hour:02}:{minute:02} on {}", local.date())
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
