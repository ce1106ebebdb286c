//! The terms of the next list, from charter, online key and the lists before it.

use celadon_credential::Time;
use celadon_credential::ids::Epoch;
use celadon_credential::trust_list::{Terms, VerifiedTrustList};

use crate::{FederationDir, FederationError};

/// What is decided for one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListPlan {
    /// When it begins; `None`: as soon as it may.
    pub active_from: Option<Time>,
    /// How many days it is valid, from its beginning; at most to the sunset.
    pub valid_days: u32,
    /// The removal of an issuer that cannot wait: it begins at the next full hour.
    pub emergency: bool,
    /// How many hours the signing may take: the list says that it is logged after them.
    pub signing_hours: u32,
}

/// A time in which nothing will be accepted: one list has ended and the next has not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The end of the list before.
    pub from: Time,
    /// The beginning of the next.
    pub until: Time,
}

impl ListPlan {
    /// The most days of a list.
    pub const MAX_DAYS: u32 = 366;
    /// The days of a list where none are given.
    pub const DEFAULT_DAYS: u32 = 30;
    /// The most hours of signing.
    pub const MAX_SIGNING_HOURS: u32 = 14 * 24;
}

impl Default for ListPlan {
    fn default() -> ListPlan {
        ListPlan {
            active_from: None,
            valid_days: ListPlan::DEFAULT_DAYS,
            emergency: false,
            signing_hours: 0,
        }
    }
}

impl FederationDir {
    /// The terms of the list after `previous`. `first` is the federation's first list, from which
    /// its days are counted.
    pub(crate) fn terms(
        &self,
        plan: &ListPlan,
        first: Option<&VerifiedTrustList>,
        previous: Option<&VerifiedTrustList>,
        now: Time,
    ) -> Result<Terms, FederationError> {
        within("a list's days", plan.valid_days, 1, ListPlan::MAX_DAYS)?;
        let hours = plan.signing_hours;
        within(
            "the hours of signing",
            hours,
            0,
            ListPlan::MAX_SIGNING_HOURS,
        )?;
        let source = self.charter()?;
        let charter = source.charter()?;
        let online = self.online_key()?;
        let logged_at = now.plus(u64::from(hours) * 3_600);
        let before = previous.map(|list| list.list().terms());
        if let Some(before) = before
            && before.logged_at > logged_at
        {
            return Err(FederationError::ClockBehind(before.logged_at));
        }
        let founded = first.map_or(logged_at, |list| list.list().terms().logged_at);
        let sunset = founded.plus(u64::from(source.sunset_days) * 86_400);
        let known_delay = before.map_or(0, |terms| terms.charter.activation_delay());
        let delay = charter.activation_delay().max(known_delay);

        let mut terms = Terms {
            federation: self.id(),
            epoch: before.map_or(Epoch::FIRST, |terms| terms.epoch.next()),
            charter,
            online_key: online.public,
            online_key_until: online.until,
            logged_at,
            active_from: logged_at,
            valid_until: sunset,
            sunset,
            emergency: plan.emergency,
            predecessor: previous.map_or(Terms::NO_PREDECESSOR, |list| *list.digest()),
        };
        let earliest = terms.earliest_start(delay);
        terms.active_from = plan.active_from.unwrap_or(earliest);
        if terms.active_from < earliest {
            return Err(FederationError::TooSoon { earliest });
        }
        if terms.active_from >= sunset {
            return Err(FederationError::Ended(sunset));
        }
        if terms.active_from >= online.until {
            return Err(FederationError::OnlineKeyEnds(online.until));
        }
        let days = u64::from(plan.valid_days) * 86_400;
        terms.valid_until = terms.active_from.plus(days).min(sunset);
        Ok(terms)
    }
}

/// What lies between two lists, if anything does.
pub(crate) fn gap(previous: Option<&VerifiedTrustList>, next: &Terms) -> Option<Gap> {
    let from = previous?.valid_until();
    let until = next.active_from;
    (from < until).then_some(Gap { from, until })
}

fn within(what: &'static str, number: u32, min: u32, max: u32) -> Result<(), FederationError> {
    if (min..=max).contains(&number) {
        Ok(())
    } else {
        Err(FederationError::OutOfBounds { what, min, max })
    }
}
