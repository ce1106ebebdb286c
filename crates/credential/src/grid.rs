//! Grids: the periods for which a colour is stamped.

use core::fmt;

use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::time::Time;

/// Periods of one length that follow each other from the beginning of Unix time, without offset:
/// whatever a local clock does, there is no gap and no overlap, and a period's end is the same
/// second for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grid(u32);

/// Why a number of seconds is not a grid, or several are not a federation's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GridError {
    /// Too short, or no multiple of a slot: such grids would put holders into small crowds.
    #[error("a grid is at least 900 s and a multiple of 30 s")]
    Length,
    /// None, more than four, or not in strictly ascending order.
    #[error("a federation has one to four grids, the shortest first, none twice")]
    Set,
}

impl Grid {
    /// The shortest grid, in seconds.
    pub const SHORTEST: u32 = 900;
    /// 3,600 s.
    pub const HOUR: Grid = Grid(3_600);
    /// 86,400 s.
    pub const DAY: Grid = Grid(86_400);

    /// A grid of this many seconds: at least 900 and a multiple of 30.
    pub const fn new(seconds: u32) -> Result<Grid, GridError> {
        if seconds >= Grid::SHORTEST && seconds.is_multiple_of(30) {
            Ok(Grid(seconds))
        } else {
            Err(GridError::Length)
        }
    }

    /// Its length in seconds.
    pub const fn as_secs(self) -> u32 {
        self.0
    }

    /// The period that contains `time`.
    pub const fn period_of(self, time: Time) -> Period {
        Period {
            grid: self,
            // Cannot cut: times are below 2^32 slots, and a grid is at least 30 of them.
            index: (time.as_secs() / self.0 as u64) as u32,
        }
    }
}

/// The seconds, in decimal.
impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A byte string of four bytes: the seconds.
impl Canonical for Grid {
    const MAX_BYTES: usize = 5;
    fn write(&self, writer: &mut Writer) {
        writer.bytes(&self.0.to_be_bytes());
    }
    fn read(reader: &mut Reader<'_>) -> Result<Grid, DecodeError> {
        Grid::new(u32::from_be_bytes(reader.fixed()?)).map_err(|_| DecodeError::Invalid("a grid"))
    }
}

/// One period of a grid: from [`Period::start`], included, to [`Period::end`], excluded. Its end
/// is the `T` of a stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    grid: Grid,
    index: u32,
}

impl Period {
    /// The period that ends at `index + 1` grid lengths; `None` if that is after [`Time::MAX`].
    pub const fn new(grid: Grid, index: u32) -> Option<Period> {
        if (index as u64 + 1) * grid.0 as u64 <= Time::MAX.as_secs() {
            Some(Period { grid, index })
        } else {
            None
        }
    }

    /// The period whose end is `end`; `None` if none of this grid ends there.
    pub const fn ending(grid: Grid, end: Time) -> Option<Period> {
        let seconds = end.as_secs();
        if seconds == 0 || !seconds.is_multiple_of(grid.0 as u64) {
            return None;
        }
        Some(Period {
            grid,
            index: (seconds / grid.0 as u64 - 1) as u32,
        })
    }

    /// The period of a presentation's header: `number` is `T / grid`.
    pub const fn from_number(grid: Grid, number: u32) -> Option<Period> {
        match number.checked_sub(1) {
            Some(index) => Period::new(grid, index),
            None => None,
        }
    }

    /// `T / grid`, what a presentation's header holds: one more than [`Period::index`].
    pub const fn number(self) -> u32 {
        self.index + 1
    }

    /// Its grid.
    pub const fn grid(self) -> Grid {
        self.grid
    }

    /// How many periods came before it.
    pub const fn index(self) -> u32 {
        self.index
    }

    /// Its first second.
    pub const fn start(self) -> Time {
        Time::from_secs(self.index as u64 * self.grid.0 as u64)
    }

    /// `T`: the first second after it.
    pub const fn end(self) -> Time {
        Time::from_secs((self.index as u64 + 1) * self.grid.0 as u64)
    }

    /// The period after it.
    pub const fn next(self) -> Period {
        Period {
            grid: self.grid,
            index: self.index.saturating_add(1),
        }
    }

    /// Whether `time` is within it.
    pub const fn contains(self, time: Time) -> bool {
        self.start().as_secs() <= time.as_secs() && time.as_secs() < self.end().as_secs()
    }

    /// Whether `time` is in its last quarter, when the next period is stamped ahead.
    pub const fn in_last_quarter(self, time: Time) -> bool {
        self.contains(time) && (self.end().as_secs() - time.as_secs()) * 4 <= self.grid.0 as u64
    }
}

/// A federation's grids: one to four, the shortest first. More, or others, could put somebody into
/// a crowd of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grids(Vec<Grid>);

impl Grids {
    /// The most grids of a federation.
    pub const MAX: usize = 4;

    /// One to four grids in strictly ascending order.
    pub fn new(grids: Vec<Grid>) -> Result<Grids, GridError> {
        let ascending = grids.windows(2).all(|two| two[0] < two[1]);
        if grids.is_empty() || grids.len() > Grids::MAX || !ascending {
            return Err(GridError::Set);
        }
        Ok(Grids(grids))
    }

    /// All, the shortest first.
    pub fn iter(&self) -> impl Iterator<Item = Grid> + '_ {
        self.0.iter().copied()
    }

    /// The grid of an index, as a presentation's header holds it.
    pub fn at(&self, index: u8) -> Option<Grid> {
        self.0.get(usize::from(index)).copied()
    }

    /// The index of a grid.
    pub fn index_of(&self, grid: Grid) -> Option<u8> {
        let index = self.0.iter().position(|own| *own == grid)?;
        u8::try_from(index).ok()
    }
}

/// Hour and day.
impl Default for Grids {
    fn default() -> Grids {
        Grids(vec![Grid::HOUR, Grid::DAY])
    }
}

impl Canonical for Grids {
    const MAX_BYTES: usize = 1 + Grids::MAX * Grid::MAX_BYTES;
    fn write(&self, writer: &mut Writer) {
        writer.array(self.0.len());
        for grid in &self.0 {
            writer.item(grid);
        }
    }
    fn read(reader: &mut Reader<'_>) -> Result<Grids, DecodeError> {
        let len = reader.list(Grids::MAX)?;
        let grids = (0..len).map(|_| reader.item()).collect::<Result<_, _>>()?;
        Grids::new(grids).map_err(|_| DecodeError::Invalid("the grids"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_is_long_enough_and_made_of_slots() {
        for seconds in [0, 30, 870, 899, 901, 915, 3_599] {
            assert_eq!(Grid::new(seconds), Err(GridError::Length), "{seconds}");
        }
        for seconds in [900, 930, 3_600, 86_400] {
            assert_eq!(Grid::new(seconds).unwrap().as_secs(), seconds);
        }
    }

    #[test]
    fn one_to_four_grids_ascending() {
        let [a, b, c, d, e] = [900, 930, 3_600, 7_200, 86_400].map(|s| Grid::new(s).unwrap());
        let grids = Grids::new(vec![a, c]).unwrap();
        assert_eq!(Grids::decode(&grids.encode()), Ok(grids.clone()));
        assert_eq!((grids.at(1), grids.at(2)), (Some(c), None));
        assert_eq!((grids.index_of(c), grids.index_of(b)), (Some(1), None));
        assert!(Grids::new(vec![a, b, c, d]).is_ok());
        for bad in [vec![], vec![a, b, c, d, e], vec![b, a], vec![a, a]] {
            assert_eq!(Grids::new(bad.clone()), Err(GridError::Set));
            assert!(Grids::decode(&Grids(bad).encode()).is_err());
        }
    }

    #[test]
    fn a_period_is_known_by_its_end() {
        let period = Grid::HOUR.period_of(Time::from_secs(7_200));
        assert_eq!(period.start(), Time::from_secs(7_200));
        assert_eq!(period.end(), Time::from_secs(10_800));
        assert_eq!((period.index(), period.number()), (2, 3));
        assert_eq!(Period::ending(Grid::HOUR, period.end()), Some(period));
        assert_eq!(Period::from_number(Grid::HOUR, 3), Some(period));
        assert_eq!(Period::new(Grid::HOUR, 2), Some(period));
        assert_eq!(Period::ending(Grid::HOUR, Time::from_secs(10_801)), None);
        assert_eq!(Period::ending(Grid::HOUR, Time::from_secs(0)), None);
        assert_eq!(Period::from_number(Grid::HOUR, 0), None);
        assert_eq!(Period::from_number(Grid::DAY, u32::MAX), None);
        assert!(period.contains(Time::from_secs(10_799)));
        assert!(!period.contains(period.end()));
        assert!(period.next().contains(period.end()));
    }

    #[test]
    fn the_last_quarter_of_an_hour_is_its_last_900_seconds() {
        let period = Grid::HOUR.period_of(Time::from_secs(0));
        for (second, last) in [(0, false), (2_699, false), (2_700, true), (3_599, true)] {
            assert_eq!(period.in_last_quarter(Time::from_secs(second)), last);
        }
        assert!(!period.in_last_quarter(period.end()));
    }

    #[test]
    fn c11_periods_follow_unix_time_across_daylight_saving() {
        for change in ["2025-10-26T01:00:00Z", "2026-03-29T01:00:00Z"] {
            let change: Time = change.parse().unwrap();
            for grid in Grids::default().iter() {
                let mut period = grid.period_of(change.minus(2 * 86_400));
                while period.end() <= change.plus(2 * 86_400) {
                    let next = grid.period_of(period.end());
                    assert_eq!(next, period.next());
                    assert_eq!(next.start(), period.end());
                    assert_eq!(next.end().since(next.start()), u64::from(grid.as_secs()));
                    period = next;
                }
            }
        }
    }
}
