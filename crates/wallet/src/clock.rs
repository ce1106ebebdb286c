//! The time, corrected by contacts with servers.
//!
//! A phone's clock may be a minute wrong, and its owner cannot help it. Each contact with the host
//! of the trust list or with the issuer tells the time; the wallet remembers what it was told and
//! what its own clocks said then. Venues are not asked: they would choose the period and the day.

use celadon_credential::{DecodeError, Time};

use crate::codec::{Reader, Writer};

/// What the machine's clocks say at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The clock that people set.
    pub wall: Time,
    /// A clock that nobody sets, where there is one.
    pub steady: Option<Steady>,
}

/// A clock that only runs on, such as the seconds since the machine was started. With it a
/// correction stays right when somebody sets the other clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steady {
    /// When it began: only readings of one beginning can be compared. A start of the machine, a
    /// page that was opened.
    pub origin: [u8; 16],
    /// Seconds since then.
    pub seconds: u64,
}

/// Who told the time. Two that are not run by one body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The host of the trust list.
    ListHost,
    /// An issuer, or the mirror of its files.
    Issuer,
}

/// What was told, and what the own clocks said then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    time: Time,
    at: Reading,
}

/// The latest from each source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Clock {
    told: [Option<Told>; 2],
}

impl Clock {
    /// Remembers what a source told. Whole seconds: the wallet uses no finer time than half
    /// minutes.
    pub(crate) fn learn(&mut self, source: Source, time: Time, at: Reading) {
        self.told[source as usize] = Some(Told { time, at });
    }

    /// Whether any server ever told the time.
    pub(crate) fn has_learned(&self) -> bool {
        self.told.iter().any(Option::is_some)
    }

    /// The time at a reading: the clock's own without a source, the source's with one, and with
    /// two the middle of the three, so that no single source moves the clock at will.
    pub(crate) fn now(&self, reading: Reading) -> Time {
        let mut told = self.told.iter().flatten().map(|told| told.at(reading));
        match (told.next(), told.next()) {
            (None, _) => reading.wall,
            (Some(one), None) => one,
            (Some(one), Some(other)) => {
                let mut three = [reading.wall, one, other];
                three.sort_unstable();
                three[1]
            }
        }
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.array(2);
        for told in &self.told {
            writer.array(usize::from(told.is_some()));
            if let Some(Told { time, at }) = told {
                writer.array(3).time(*time).time(at.wall);
                writer.array(if at.steady.is_some() { 2 } else { 0 });
                if let Some(steady) = at.steady {
                    writer.bytes(&steady.origin).uint(steady.seconds);
                }
            }
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Clock, DecodeError> {
        reader.array(2)?;
        let mut told = || -> Result<Option<Told>, DecodeError> {
            if !reader.option()? {
                return Ok(None);
            }
            reader.array(3)?;
            let (time, wall) = (reader.time()?, reader.time()?);
            let steady = match reader.list(2)? {
                0 => None,
                2 => Some(Steady {
                    origin: reader.fixed()?,
                    seconds: reader.uint()?,
                }),
                _ => return Err(DecodeError::Invalid("a reading of the clock")),
            };
            let at = Reading { wall, steady };
            Ok(Some(Told { time, at }))
        };
        Ok(Clock {
            told: [told()?, told()?],
        })
    }
}

impl Told {
    /// What the time is at another reading, if this was true.
    fn at(&self, reading: Reading) -> Time {
        if let (Some(then), Some(now)) = (self.at.steady, reading.steady)
            && then.origin == now.origin
            && then.seconds <= now.seconds
        {
            return self.time.plus(now.seconds - then.seconds);
        }
        if self.time >= self.at.wall {
            reading.wall.plus(self.time.since(self.at.wall))
        } else {
            reading.wall.minus(self.at.wall.since(self.time))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUE: u64 = 1_800_000_000;

    fn wall(seconds: u64) -> Reading {
        Reading {
            wall: Time::from_secs(seconds),
            steady: None,
        }
    }

    fn steady(wall_seconds: u64, seconds: u64) -> Reading {
        let origin = [1; 16];
        Reading {
            steady: Some(Steady { origin, seconds }),
            ..wall(wall_seconds)
        }
    }

    #[test]
    fn c08_one_contact_corrects_a_clock_that_is_fast_or_slow() {
        for wrong in [TRUE + 75, TRUE - 75] {
            let mut clock = Clock::default();
            assert!(!clock.has_learned());
            assert_eq!(clock.now(wall(wrong)), Time::from_secs(wrong));
            clock.learn(Source::ListHost, Time::from_secs(TRUE), wall(wrong));
            assert!(clock.has_learned());
            assert_eq!(clock.now(wall(wrong + 9)), Time::from_secs(TRUE + 9));
        }
    }

    #[test]
    fn c08_a_clock_that_is_set_right_later_stays_right() {
        let mut clock = Clock::default();
        let before = steady(TRUE + 75, 1_000);
        clock.learn(Source::Issuer, Time::from_secs(TRUE), before);
        assert_eq!(
            clock.now(steady(TRUE + 10, 1_010)),
            Time::from_secs(TRUE + 10)
        );
        // After a restart of the machine only the clock itself can be asked.
        let mut restarted = steady(TRUE + 10, 20);
        restarted.steady = Some(Steady {
            origin: [2; 16],
            seconds: 20,
        });
        assert_eq!(clock.now(restarted), Time::from_secs(TRUE - 65));
    }

    #[test]
    fn one_source_alone_does_not_move_a_clock_that_the_other_confirms() {
        let mut clock = Clock::default();
        clock.learn(Source::ListHost, Time::from_secs(TRUE), wall(TRUE));
        clock.learn(Source::Issuer, Time::from_secs(TRUE + 86_400), wall(TRUE));
        assert_eq!(clock.now(wall(TRUE)), Time::from_secs(TRUE));
        // Both agree that it is slow.
        clock.learn(Source::ListHost, Time::from_secs(TRUE + 80), wall(TRUE));
        clock.learn(Source::Issuer, Time::from_secs(TRUE + 81), wall(TRUE));
        assert_eq!(clock.now(wall(TRUE)), Time::from_secs(TRUE + 80));
    }

    #[test]
    fn reads_what_it_writes() {
        let mut clock = Clock::default();
        for step in 0..3 {
            match step {
                0 => {}
                1 => clock.learn(Source::Issuer, Time::from_secs(5), wall(7)),
                _ => clock.learn(Source::ListHost, Time::from_secs(5), steady(7, 9)),
            }
            let mut writer = Writer::with_capacity(200);
            clock.write(&mut writer);
            let bytes = writer.finish();
            let mut reader = Reader::new(&bytes, 200).unwrap();
            assert_eq!(Clock::read(&mut reader), Ok(clock.clone()));
            assert!(reader.end().is_ok());
        }
    }
}
