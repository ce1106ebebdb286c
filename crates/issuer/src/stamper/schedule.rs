//! Which round is due when. Times are multiples of Unix time, so that they say nothing about the
//! issuer's load.

use celadon_credential::charter::Charter;
use celadon_credential::{Period, Time};

use crate::store::time;

/// The periods that are stamped now: the current one of each grid, and in its last quarter the
/// next one too.
pub fn periods(now: Time, charter: &Charter) -> Vec<Period> {
    let mut periods = Vec::new();
    for grid in charter.grids().iter() {
        let current = grid.period_of(now);
        periods.push(current);
        if current.in_last_quarter(now) {
            periods.push(current.next());
        }
    }
    periods
}

/// Whether another round is due in a period whose last was made at `last`. The first is due at
/// once, a further one when a multiple of the interval has passed.
pub fn is_due(last: Option<i64>, now: Time, interval: u32) -> bool {
    let number = |time: Time| time.as_secs() / u64::from(interval);
    last.is_none_or(|last| number(time(last)) < number(now))
}

/// When something can be due next: a multiple of the interval, or the beginning of a last quarter.
pub fn next_wake(now: Time, charter: &Charter) -> Time {
    let interval = u64::from(charter.round_interval());
    let multiple = Time::from_secs((now.as_secs() / interval + 1) * interval);
    let quarters = charter.grids().iter().map(|grid| {
        let end = grid.period_of(now).end();
        let quarter = end.minus(u64::from(grid.as_secs()) / 4);
        if quarter > now { quarter } else { end }
    });
    quarters.fold(multiple, Time::min)
}

#[cfg(test)]
mod tests {
    use celadon_credential::Grid;
    use celadon_credential::time::Zone;

    use super::*;

    fn charter(interval: u32) -> Charter {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        Charter::standard(zone)
            .with_round_interval(interval)
            .unwrap()
    }

    /// An hour and a day begin.
    const START: u64 = 1_800_057_600;

    #[test]
    fn the_next_period_is_stamped_in_the_last_quarter() {
        let names = |second: u64| -> Vec<(u32, u64)> {
            periods(Time::from_secs(START + second), &charter(900))
                .iter()
                .map(|period| (period.grid().as_secs(), period.end().as_secs() - START))
                .collect()
        };
        assert_eq!(names(0), [(3_600, 3_600), (86_400, 86_400)]);
        assert_eq!(names(2_699), [(3_600, 3_600), (86_400, 86_400)]);
        let last = [(3_600, 3_600), (3_600, 7_200), (86_400, 86_400)];
        assert_eq!(names(2_700), last);
        assert_eq!(names(3_599), last);
        assert_eq!(names(64_800).last(), Some(&(86_400, 172_800)));
    }

    #[test]
    fn further_rounds_come_at_multiples_of_the_interval() {
        let at = |second: u64| Time::from_secs(START + second);
        let made = |second: u64| Some((START + second) as i64);
        assert!(is_due(None, at(0), 900));
        assert!(!is_due(made(0), at(899), 900));
        assert!(is_due(made(0), at(900), 900));
        assert!(is_due(made(899), at(900), 900));
        assert!(!is_due(made(900), at(0), 900), "a clock that was set back");
    }

    #[test]
    fn wakes_for_intervals_and_for_last_quarters() {
        let at = |second: u64| Time::from_secs(START + second);
        assert_eq!(next_wake(at(0), &charter(900)), at(900));
        assert_eq!(
            next_wake(at(901), &charter(7)).since(at(901)),
            7 - (START + 901) % 7
        );
        let slow = charter(86_400);
        assert_eq!(next_wake(at(0), &slow), at(2_700));
        assert_eq!(next_wake(at(2_700), &slow), at(3_600));
        assert_eq!(START % u64::from(Grid::DAY.as_secs()), 0);
    }
}
