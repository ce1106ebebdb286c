//! Fetching stamps: manifest and bucket of each new round, the newest first.

use celadon_credential::signed::Signed;
use celadon_credential::url::HttpUrl;
use celadon_credential::{Colour, Period, Time};
use rand_core::CryptoRng;

use super::{Contact, Online, OnlineError};
use crate::client::ClientError;
use crate::{Reading, Source, Wallet, WalletError, Wanted};

/// The most rounds of one period that one sync looks through.
pub const MAX_ROUNDS: u32 = 1_024;

/// What a sync found in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Synced {
    /// The period.
    pub period: Period,
    /// How many rounds are published.
    pub rounds: u32,
    /// The colour of a stamp that was found now.
    pub found: Option<Colour>,
}

/// One period, looked through.
struct Look {
    wanted: Wanted,
    rounds: u32,
    contact: Contact,
    find: Option<Find>,
    /// Why not all of its new rounds were looked through.
    failure: Option<OnlineError>,
}

/// A round in which the person's stamp is.
struct Find {
    round: u32,
    manifest: Signed,
    file: Vec<u8>,
    colour: Colour,
}

impl<R: CryptoRng, C: Fn() -> Reading> Online<'_, R, C> {
    /// Fetches the stamps that a person needs now, from its issuer or from a mirror. What was
    /// found is stored, also if another period fails.
    ///
    /// Call it at a random time and never because of a visit: whoever serves the files sees when a
    /// bucket is fetched.
    pub fn sync(
        &mut self,
        label: &str,
        mirror: Option<&HttpUrl>,
    ) -> Result<Vec<Synced>, OnlineError> {
        let reading = (self.clock)();
        let wanted = self.file.change(self.rng, |wallet, _| {
            let now = wallet.now(reading);
            wallet.wanted(label, now)
        })?;
        let mut wallet = self.file.read(self.rng)?;
        let person = wallet.person(label)?;
        let base = match (mirror, person.endpoint()) {
            (Some(mirror), _) => mirror.clone(),
            (None, Some(endpoint)) => endpoint.clone(),
            (None, None) => return Err(WalletError::NotEnrolled(person.label().clone()).into()),
        };
        let mut looks = Vec::new();
        let mut failure = None;
        for wanted in wanted {
            match self.look_through(label, &base, wanted, &mut wallet) {
                Ok(look) => looks.push(look),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        let synced = self.store(label, &looks)?;
        match failure.or(looks.into_iter().find_map(|look| look.failure)) {
            Some(error) => Err(error),
            None => Ok(synced),
        }
    }

    /// Looks into every new round, also when the stamp is found in the newest: whoever serves the
    /// files would else learn which round it is in, and so whose colour has changed.
    fn look_through(
        &mut self,
        label: &str,
        base: &HttpUrl,
        wanted: Wanted,
        wallet: &mut Wallet,
    ) -> Result<Look, OnlineError> {
        let rounds = self.client.rounds(base, &wanted)?;
        let contact = self.contact(Source::Issuer, &rounds);
        let now = wallet.now(contact.at);
        let rounds = rounds.value;
        let oldest = wanted.seen.max(rounds.saturating_sub(MAX_ROUNDS));
        let mut look = Look {
            wanted,
            rounds,
            contact,
            find: None,
            failure: None,
        };
        for round in (oldest..rounds).rev() {
            match self.look_into(label, base, &wanted, round, wallet, now) {
                Ok(found) => look.find = look.find.or(found),
                Err(error) => {
                    look.failure = Some(error);
                    break;
                }
            }
        }
        Ok(look)
    }

    fn look_into(
        &mut self,
        label: &str,
        base: &HttpUrl,
        wanted: &Wanted,
        round: u32,
        wallet: &mut Wallet,
        now: Time,
    ) -> Result<Option<Find>, OnlineError> {
        let period = wanted.period;
        let manifest = self.client.manifest(base, wanted, round)?.value;
        let manifest = Signed::from_bytes(&manifest).map_err(|_| ClientError::unreadable(base))?;
        let bucket = wallet.bucket(label, period, round, &manifest, now)?;
        let file = self.client.bucket(base, wanted, round, bucket)?.value;
        let colour = wallet.take(label, period, round, &manifest, &file, now)?;
        Ok(colour.map(|colour| Find {
            round,
            manifest,
            file,
            colour,
        }))
    }

    /// Puts all of it into the file in one step.
    fn store(&mut self, label: &str, looks: &[Look]) -> Result<Vec<Synced>, OnlineError> {
        let reading = (self.clock)();
        self.file.change(self.rng, |wallet, _| {
            for look in looks {
                if let Some(time) = look.contact.time {
                    wallet.learn_time(look.contact.source, time, look.contact.at);
                }
            }
            let now = wallet.now(reading);
            for look in looks {
                let period = look.wanted.period;
                if let Some(find) = &look.find {
                    wallet.take(label, period, find.round, &find.manifest, &find.file, now)?;
                }
                if look.rounds > 0 && look.failure.is_none() {
                    wallet.looked_through(label, period, look.rounds, now)?;
                }
            }
            Ok(())
        })?;
        Ok(looks
            .iter()
            .map(|look| Synced {
                period: look.wanted.period,
                rounds: look.rounds,
                found: look.find.as_ref().map(|find| find.colour),
            })
            .collect())
    }
}
