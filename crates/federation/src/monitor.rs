//! How long a published list lasts: told from half of its life on, so that nobody learns it at a
//! closed door.

use std::fmt;

use celadon_credential::Time;
use celadon_credential::trust_list::{ListState, VerifiedTrustList};

/// What somebody has to do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// Half of its life or more is over.
    HalfLife,
    /// It has ended: every verifier refuses.
    Expired,
    /// The federation has ended.
    Sunset,
}

/// A list at a given time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    /// Its number.
    pub epoch: u32,
    /// When it begins.
    pub active_from: Time,
    /// When it ends.
    pub valid_until: Time,
    /// Whole hours left; zero when it has ended.
    pub hours_left: u64,
    /// Whether a new list is due.
    pub alarm: Option<Alarm>,
}

impl Watch {
    /// Looks at a list.
    pub fn of(list: &VerifiedTrustList, now: Time) -> Watch {
        let (from, until) = (list.active_from(), list.valid_until());
        let left = until.since(now);
        let alarm = match list.state(now) {
            ListState::Sunset => Some(Alarm::Sunset),
            ListState::Expired => Some(Alarm::Expired),
            ListState::NotYetActive => None,
            ListState::Active => (left * 2 <= until.since(from)).then_some(Alarm::HalfLife),
        };
        Watch {
            epoch: list.epoch().as_u32(),
            active_from: from,
            valid_until: until,
            hours_left: left / 3_600,
            alarm,
        }
    }
}

impl Alarm {
    /// A stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Alarm::HalfLife => "half_life",
            Alarm::Expired => "expired",
            Alarm::Sunset => "sunset",
        }
    }
}

impl fmt::Display for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Watch {
            epoch,
            valid_until,
            hours_left,
            ..
        } = self;
        match self.alarm {
            None => write!(
                f,
                "list {epoch} is good until {valid_until}, {hours_left} hours"
            ),
            Some(Alarm::HalfLife) => write!(
                f,
                "list {epoch} ends at {valid_until}, in {hours_left} hours: publish the next one"
            ),
            Some(Alarm::Expired) => write!(
                f,
                "list {epoch} ended at {valid_until}: every verifier refuses until the next one is \
                 published"
            ),
            Some(Alarm::Sunset) => write!(f, "the federation has ended with list {epoch}"),
        }
    }
}
