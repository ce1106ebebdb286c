//! Presentations computed ahead, in idle moments, so that a citizen at a door waits less.
//!
//! They live in memory alone: not in the wallet's bytes, not in a clone of it, or two places would
//! show the same points and tell that they are one holder's. Each is used once, and wiped when it
//! is dropped: when its stamp is replaced, when its period or day ends, when another trust list is
//! in force. Nothing in them depends on a challenge.

use celadon_credential::parameters::Scope;
use celadon_credential::presentation::{Ask, Federation, Prepared};
use celadon_credential::{Time, VenueId};
use rand_core::CryptoRng;

use crate::person::HeldStamp;
use crate::{Label, Person, Wallet, WalletError};

/// What is ready, the oldest first.
#[derive(Default)]
pub(crate) struct Ready(Vec<Entry>);

struct Entry {
    label: Label,
    stamp: HeldStamp,
    prepared: Prepared,
}

/// Points are shown once, by one wallet.
impl Clone for Ready {
    fn clone(&self) -> Ready {
        Ready::default()
    }
}

impl Ready {
    /// What is ready for a person's stamp and this question, if anything is. A pseudonym that is
    /// ready must be the one that is asked for.
    pub(crate) fn take(
        &mut self,
        person: &Person,
        stamp: &HeldStamp,
        ask: &Ask,
        federation: &Federation,
    ) -> Option<Prepared> {
        let asked = ask.scope(federation);
        let suits = |entry: &Entry, scope: Option<Scope>| {
            entry.label == *person.label()
                && entry.stamp == *stamp
                && entry.prepared.period() == ask.period()
                && entry.prepared.belongs_to(federation)
                && entry.prepared.scope() == scope
        };
        let find = |scope| self.0.iter().position(|entry| suits(entry, scope));
        let at = find(asked).or_else(|| find(None))?;
        Some(self.0.remove(at).prepared)
    }

    fn settle(&mut self, people: &[Person], federation: &Federation, now: Time) {
        let today = federation.list().charter().zone().day_of(now);
        self.0.retain(
            |Entry {
                 label,
                 stamp,
                 prepared,
             }| {
                let period = prepared.period();
                let person = people.iter().find(|person| person.label() == label);
                person.is_some_and(|person| person.stamp(period) == Some(stamp))
                    && now < period.end()
                    && prepared.belongs_to(federation)
                    && prepared.scope().is_none_or(|scope| scope.day == today)
            },
        );
    }

    fn put(&mut self, entry: Entry) {
        if self.0.len() == Wallet::MAX_READY {
            self.0.remove(0);
        }
        self.0.push(entry);
    }
}

impl Wallet {
    /// The most presentations that are ready at once, some 250 kB each; the oldest makes room.
    pub const MAX_READY: usize = 8;

    /// Computes a presentation ahead for each of the person's stamps of the present periods, unless
    /// one is ready, and tells how many were made. For an idle moment, some milliseconds each.
    ///
    /// If `venue` is known, its pseudonym of today is ready with them; it is shown only if the
    /// venue's policy asks for it. Without it they serve any venue, and one that asks for a
    /// pseudonym waits a little longer.
    ///
    /// # Errors
    /// [`WalletError::UnknownPerson`], and that no list is in force.
    pub fn prepare(
        &mut self,
        label: &str,
        venue: Option<VenueId>,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<usize, WalletError> {
        let federation = self.federation(now)?;
        self.drop_stale(now)?;
        let (person, ready) = self.person_and_ready(label)?;
        let Some(credential) = &person.credential else {
            return Ok(0);
        };
        let charter = federation.list().charter();
        let scope = venue.map(|venue| Scope {
            federation: *federation.list().federation(),
            venue,
            day: charter.zone().day_of(now),
        });
        let mut made = 0;
        for period in charter.grids().iter().map(|grid| grid.period_of(now)) {
            let Some(held) = person.stamp(period) else {
                continue;
            };
            let known = |entry: &Entry| {
                entry.label == *person.label()
                    && entry.stamp == *held
                    && entry.prepared.period() == period
                    && entry.prepared.scope() == scope
            };
            if ready.0.iter().any(known) {
                continue;
            }
            let parameters = federation.parameters();
            let stamped = credential.stamped(&held.stamp, held.colour, period, parameters)?;
            // An issuer that left the list is the citizen's to be told of elsewhere.
            let Ok(prepared) = Prepared::new(&stamped, scope, &federation, rng) else {
                continue;
            };
            ready.put(Entry {
                label: person.label().clone(),
                stamp: held.clone(),
                prepared,
            });
            made += 1;
        }
        Ok(made)
    }

    /// How many presentations are ready, of all people. What went stale is dropped by the next
    /// step that looks.
    pub fn ready(&self) -> usize {
        self.ready_entries().0.len()
    }

    /// Drops what the time, a new list or a new stamp has made stale.
    pub(crate) fn drop_stale(&mut self, now: Time) -> Result<(), WalletError> {
        let federation = self.federation(now)?;
        let (people, ready) = self.people_and_ready();
        ready.settle(people, &federation, now);
        Ok(())
    }
}
