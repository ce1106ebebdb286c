//! Which stamp files a person needs, and what is taken from them.
//!
//! A wallet looks through all new rounds of a period, and of those in which it finds itself the
//! newest has the present colour. If it stopped there, whoever serves the files would learn which
//! round that is, and later rounds hold few people. It fetches its bucket at a random time, never at
//! or because of a visit; see [`Wallet::sync_moment`].

use celadon_credential::signed::Signed;
use celadon_credential::stamp::label::LabelKey;
use celadon_credential::stamp::{BucketIndex, Manifest};
use celadon_credential::{Colour, Period, Time};
use rand_core::CryptoRng;

use crate::person::HeldStamp;
use crate::{Wallet, WalletError};

/// A period for which stamps are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The period; its end is `T`.
    pub period: Period,
    /// How many rounds were looked through before: only those from this number on are new.
    pub seen: u32,
}

impl Wanted {
    /// The path of the period's files under the issuer's address or a mirror's.
    pub fn path(&self) -> String {
        let (grid, end) = (self.period.grid(), self.period.end().as_secs());
        format!("/v1/stamps/{grid}/{end}")
    }
}

impl Wallet {
    /// The periods for which this person needs stamps: of each grid the current one, and in its
    /// last quarter the next.
    pub fn wanted(&mut self, label: &str, now: Time) -> Result<Vec<Wanted>, WalletError> {
        let federation = self.federation(now)?;
        let person = self.person(label)?;
        if !person.has_credential() {
            return Err(WalletError::NoCredential(person.label().clone()));
        }
        let mut wanted = Vec::new();
        for grid in federation.list().charter().grids().iter() {
            let current = grid.period_of(now);
            let next = current.in_last_quarter(now).then(|| current.next());
            wanted.extend(
                [Some(current), next]
                    .into_iter()
                    .flatten()
                    .map(|period| Wanted {
                        period,
                        seen: person.shelf(period).map_or(0, |shelf| shelf.seen),
                    }),
            );
        }
        Ok(wanted)
    }

    /// The bucket of a round in which this person's stamp would be, after checking that the
    /// manifest is the issuer's and of this round.
    pub fn bucket(
        &mut self,
        label: &str,
        period: Period,
        round: u32,
        manifest: &Signed,
        now: Time,
    ) -> Result<BucketIndex, WalletError> {
        let manifest = self.manifest(label, period, round, manifest, now)?;
        let person = self.person(label)?;
        let credential = (person.credential.as_ref())
            .ok_or_else(|| WalletError::NoCredential(person.label().clone()))?;
        Ok(manifest.bucket(credential.bucket_seed()))
    }

    /// Takes this person's stamp from a bucket file, if it is there: finds its label in any
    /// colour, checks the stamp, keeps it. `None` if the round has none for this person.
    pub fn take(
        &mut self,
        label: &str,
        period: Period,
        round: u32,
        manifest: &Signed,
        file: &[u8],
        now: Time,
    ) -> Result<Option<Colour>, WalletError> {
        let manifest = self.manifest(label, period, round, manifest, now)?;
        let federation = self.federation(now)?;
        let person = self.person_mut(label)?;
        let credential = (person.credential.as_ref())
            .ok_or_else(|| WalletError::NoCredential(person.label().clone()))?;
        let file = manifest.check(manifest.bucket(credential.bucket_seed()), file)?;
        let key = LabelKey::new(credential.exponent());
        let mut found = None;
        for colour in Colour::ALL {
            if let Some(stamp) = file.find(&key.label(colour, period))? {
                credential.stamped(&stamp, colour, period, federation.parameters())?;
                found = Some(HeldStamp {
                    colour,
                    round,
                    stamp,
                });
            }
        }
        let Some(held) = found else {
            return Ok(None);
        };
        let colour = held.colour;
        let shelf = person.shelf_mut(period, now);
        if shelf.stamp.as_ref().is_none_or(|own| own.round <= round) {
            shelf.stamp = Some(held);
        }
        Ok(Some(colour))
    }

    /// Remembers that all rounds below `rounds` were looked through.
    pub fn looked_through(
        &mut self,
        label: &str,
        period: Period,
        rounds: u32,
        now: Time,
    ) -> Result<(), WalletError> {
        let shelf = self.person_mut(label)?.shelf_mut(period, now);
        shelf.seen = shelf.seen.max(rounds);
        Ok(())
    }

    /// A random moment for the next sync: within the coming last quarter of the shortest grid's
    /// period, when the next period's stamps are out and before they are needed.
    pub fn sync_moment(
        &mut self,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Time, WalletError> {
        let federation = self.federation(now)?;
        let shortest = federation.list().charter().grids().iter().next();
        let grid = shortest.expect("a federation has at least one grid");
        let quarter = u64::from(grid.as_secs() / 4);
        let mut period = grid.period_of(now);
        if period.in_last_quarter(now) {
            period = period.next();
        }
        // A quarter is far below 2^32, so that the remainder is as good as even.
        let offset = u64::from(rng.next_u32()) % quarter;
        Ok(period.end().minus(quarter).plus(offset))
    }

    fn manifest(
        &mut self,
        label: &str,
        period: Period,
        round: u32,
        signed: &Signed,
        now: Time,
    ) -> Result<Manifest, WalletError> {
        let federation = self.federation(now)?;
        let person = self.person(label)?;
        let credential = (person.credential.as_ref())
            .ok_or_else(|| WalletError::NoCredential(person.label().clone()))?;
        let list = federation.list();
        let entry = list
            .issuer_of(credential.schema(), credential.issuer_key())
            .ok_or(WalletError::NotAccredited)?;
        let manifest = Manifest::open(signed, &entry.issuer().manifest_key)?;
        let asked = manifest.federation == *list.federation()
            && manifest.schema == *credential.schema()
            && manifest.period == period
            && manifest.round == round;
        if asked {
            Ok(manifest)
        } else {
            Err(WalletError::OtherPublication)
        }
    }
}
