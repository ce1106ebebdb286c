//! A round is written, sealed and public.
//!
//! Until its manifest is in the database a round is nobody's: a rerun writes it anew, and who was
//! withdrawn in the meantime becomes padding. From then on its bytes stand, and a rerun makes again
//! what is missing.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use celadon_credential::issuance::Exponent;
use celadon_credential::signed::Signed;
use celadon_credential::stamp::round::{Entry, Round, StampKeys, digest};
use celadon_credential::stamp::write::{Bucket, write_buckets};
use celadon_credential::stamp::{BucketIndex, Kernel, Manifest};
use celadon_credential::{Colour, Time};
use celadon_vault::{Existing, FileError, publish_atomically};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder,
};
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::{RoundName, StampError, Stamper, files};
use crate::at_rest::Column;
use crate::office::Office;
use crate::registry::RegistryError;
use crate::store::round::Model as RoundRow;
use crate::store::{chain, credential, person, round, seconds, stamped};

/// How many credentials are asked for in one statement.
const CHUNK: usize = 10_000;

/// A row of a round, with what is needed to stamp it.
#[derive(FromQueryResult)]
struct Member {
    number: i64,
    colour: i16,
    exponent_index: Vec<u8>,
    exponent: Option<Vec<u8>>,
    person: Vec<u8>,
    bucket_seed: Vec<u8>,
}

impl Stamper {
    /// Ends rounds that were made and are not public, the oldest first.
    pub(super) async fn finish(&self, now: Time) -> Result<(), StampError> {
        let begun = round::Entity::find()
            .filter(round::Column::Published.eq(false))
            .filter(round::Column::T.gt(seconds(now)))
            .order_by_asc(round::Column::MadeAt)
            .order_by_asc(round::Column::Grid)
            .order_by_asc(round::Column::T)
            .order_by_asc(round::Column::Number)
            .all(self.office.registry.store.reader());
        for row in begun.await.map_err(RegistryError::from)? {
            self.publish(row).await?;
        }
        Ok(())
    }

    /// Makes again what is missing of rounds that are public.
    pub async fn mend(&self) -> Result<(), StampError> {
        let now = seconds(self.office.clock.now());
        let rows = round::Entity::find()
            .filter(round::Column::Published.eq(true))
            .filter(round::Column::T.gt(now))
            .all(self.office.registry.store.reader());
        for row in rows.await.map_err(RegistryError::from)? {
            if !is_whole(&self.office.stamps, &row)? {
                self.publish(row).await?;
            }
        }
        Ok(())
    }

    /// Writes a round's files and its manifest, which makes it public.
    pub(super) async fn publish(&self, row: RoundRow) -> Result<(), StampError> {
        let round = row.round().ok_or(RegistryError::Foreign("a round"))?;
        let name = RoundName(round);
        let office = self.office.clone();
        let writer = Writer {
            members: self.members(&row).await?,
            handle: Handle::current(),
            bits: u8::try_from(row.bits).map_err(|_| RegistryError::Foreign("a round"))?,
            row,
            round,
            office,
            kernel: self.kernel,
            stop: self.stop.subscribe(),
        };
        tokio::task::spawn_blocking(move || writer.write())
            .await
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
        tracing::debug!(round = %name, "stamps are public");
        Ok(())
    }

    async fn members(&self, row: &RoundRow) -> Result<Vec<Member>, RegistryError> {
        let of = |column| Expr::col((credential::Entity, column));
        let select = Query::select()
            .column((credential::Entity, credential::Column::Number))
            .column((stamped::Entity, stamped::Column::Colour))
            .column((credential::Entity, credential::Column::ExponentIndex))
            .column((credential::Entity, credential::Column::Exponent))
            .column((credential::Entity, credential::Column::Person))
            .column((person::Entity, person::Column::BucketSeed))
            .from(stamped::Entity)
            .inner_join(
                credential::Entity,
                of(credential::Column::Number)
                    .equals((stamped::Entity, stamped::Column::Credential)),
            )
            .inner_join(
                person::Entity,
                of(credential::Column::Person).equals((person::Entity, person::Column::Id)),
            )
            .and_where(stamped::Column::Grid.eq(row.grid))
            .and_where(stamped::Column::T.eq(row.t))
            .and_where(stamped::Column::Round.eq(row.number))
            .and_where(stamped::Column::Withdrawn.eq(false))
            .take();
        let db = self.office.registry.store.reader();
        let rows = db.query_all(&select).await?;
        let members = rows.iter().map(|row| Member::from_query_result(row, ""));
        Ok(members.collect::<Result<_, _>>()?)
    }
}

/// Writes one round, on a thread of its own.
struct Writer {
    office: Arc<Office>,
    handle: Handle,
    row: RoundRow,
    round: Round,
    bits: u8,
    kernel: Kernel,
    members: Vec<Member>,
    stop: watch::Receiver<bool>,
}

impl Writer {
    fn write(mut self) -> Result<(), StampError> {
        let folder = files::round(&self.office.stamps, self.round);
        fs::create_dir_all(&folder).map_err(|error| FileError::Other(folder.clone(), error))?;
        let sealed = self.sealed()?;
        let mut digests = Vec::with_capacity(1 << self.bits);
        let office = self.office.clone();
        let keys = StampKeys::new(
            office.secrets.key().secret(),
            office.secrets.padding(),
            self.round.period,
            &office.parameters,
            self.kernel,
        );
        let mut buckets = self.buckets()?;
        let path = |bucket| files::bucket(&self.office.stamps, self.round, bucket);
        // What is sealed is made again only where it is missing.
        let missing =
            BucketIndex::all(self.bits).filter(|at| sealed.is_none() || !path(*at).exists());
        let with_members = missing.map(|bucket| {
            if *self.stop.borrow() {
                return Err(StampError::Interrupted);
            }
            let mut members = buckets.remove(&bucket).unwrap_or_default();
            if sealed.is_none() {
                self.withdraw(&mut members)?;
            }
            Ok(Bucket {
                index: bucket,
                entries: members.into_iter().map(|(_, entry)| entry).collect(),
            })
        });
        let rows = usize::try_from(self.row.rows).unwrap_or(0);
        write_buckets(self.round, rows, &keys, with_members, |bucket, file| {
            let digest = digest(&file);
            if let Some(manifest) = &sealed
                && manifest.digests.get(bucket.index() as usize) != Some(&digest)
            {
                return Err(StampError::Lost(RoundName(self.round)));
            }
            publish_atomically(&path(bucket), &file, Existing::Replace)?;
            digests.push(digest);
            Ok(())
        })?;
        let manifest = match self.row.manifest.take() {
            Some(manifest) => manifest,
            None => self.seal(digests)?,
        };
        let path = files::manifest(&self.office.stamps, self.round);
        publish_atomically(&path, &manifest, Existing::Replace)?;
        self.published()
    }

    /// The manifest, if the round is sealed.
    fn sealed(&self) -> Result<Option<Manifest>, StampError> {
        let Some(bytes) = &self.row.manifest else {
            return Ok(None);
        };
        let key = self.office.secrets.manifest_key().verifying_key();
        let manifest = Signed::from_bytes(bytes)
            .ok()
            .and_then(|signed| Manifest::open(&signed, &key).ok());
        let manifest = manifest.ok_or(RegistryError::Foreign("a manifest"))?;
        Ok(Some(manifest))
    }

    /// The members by bucket, with what each is stamped with.
    fn buckets(&mut self) -> Result<HashMap<BucketIndex, Vec<(i64, Entry)>>, RegistryError> {
        let at_rest = &self.office.registry.at_rest;
        let mut buckets: HashMap<_, Vec<_>> = HashMap::new();
        for member in self.members.drain(..) {
            let foreign = || RegistryError::Foreign("a credential");
            let seed = &member.bucket_seed;
            let seed = at_rest.open(Column::PersonBucketSeed, &member.person, seed)?;
            let seed = seed.as_slice().try_into().map_err(|_| foreign())?;
            let bucket = BucketIndex::of(&seed, self.bits).ok_or_else(foreign)?;
            let sealed = member.exponent.as_ref().ok_or_else(foreign)?;
            let e = at_rest.open(Column::CredentialExponent, &member.exponent_index, sealed)?;
            let e = e.as_slice().try_into().map_err(|_| foreign())?;
            let colour = u8::try_from(member.colour).map_err(|_| foreign())?;
            let entry = Entry {
                exponent: Exponent::from_bytes(&e).map_err(|_| foreign())?,
                colour: Colour::from_code(colour).map_err(|_| foreign())?,
            };
            let rows = buckets.entry(bucket).or_default();
            rows.push((member.number, entry));
        }
        Ok(buckets)
    }

    /// Takes out, for good, whose credential is in good standing no more.
    fn withdraw(&self, members: &mut Vec<(i64, Entry)>) -> Result<(), RegistryError> {
        let mut withdrawn = HashSet::new();
        for chunk in members.chunks(CHUNK) {
            let standing = self.handle.block_on(self.standing(chunk))?;
            let gone = chunk.iter().filter(|(number, entry)| {
                standing.get(number).copied() != Some(i16::from(entry.colour.code()))
            });
            withdrawn.extend(gone.map(|(number, _)| *number));
        }
        if withdrawn.is_empty() {
            return Ok(());
        }
        members.retain(|(number, _)| !withdrawn.contains(number));
        let mark = self.office.registry.store.write("withdraw", async |db| {
            let withdrawn: Vec<i64> = withdrawn.into_iter().collect();
            for chunk in withdrawn.chunks(CHUNK) {
                stamped::Entity::update_many()
                    .col_expr(stamped::Column::Withdrawn, Expr::value(true))
                    .filter(stamped::Column::Grid.eq(self.row.grid))
                    .filter(stamped::Column::T.eq(self.row.t))
                    .filter(stamped::Column::Round.eq(self.row.number))
                    .filter(stamped::Column::Credential.is_in(chunk.to_vec()))
                    .exec(db)
                    .await?;
            }
            Ok::<_, RegistryError>(())
        });
        self.handle.block_on(mark)
    }

    /// The colours of those that are live.
    async fn standing(&self, members: &[(i64, Entry)]) -> Result<HashMap<i64, i16>, RegistryError> {
        let numbers = members.iter().map(|(number, _)| *number);
        let select = Query::select()
            .columns([credential::Column::Number, credential::Column::Colour])
            .from(credential::Entity)
            .and_where(credential::Column::Live.eq(true))
            .and_where(credential::Column::ValidUntil.gte(self.row.t))
            .and_where(credential::Column::Number.is_in(numbers))
            .take();
        let rows = (self.office.registry.store.reader())
            .query_all(&select)
            .await?;
        let pair = |row: &sea_orm::QueryResult| {
            Ok((row.try_get("", "number")?, row.try_get("", "colour")?))
        };
        rows.iter().map(pair).collect()
    }

    /// Signs the manifest as the next of the chain; the round's bytes stand from now on.
    fn seal(&self, digests: Vec<[u8; 32]>) -> Result<Vec<u8>, RegistryError> {
        let seal = self.office.registry.store.write("seal", async |db| {
            let head = chain::Entity::find_by_id(chain::Model::ID).one(db).await?;
            let previous = match head {
                None => [0; 32],
                Some(row) => (row.head.as_slice().try_into())
                    .map_err(|_| RegistryError::Foreign("the head of the chain"))?,
            };
            let manifest = Manifest {
                federation: *self.office.parameters.federation(),
                schema: self.office.parameters.schema().id(),
                period: self.round.period,
                round: self.round.number,
                bits: self.bits,
                rows: u32::try_from(self.row.rows).unwrap_or(0),
                digests,
                previous,
            };
            let signed = manifest
                .seal(&self.office.secrets.manifest_key())
                .to_bytes();
            let head = chain::ActiveModel {
                id: Set(chain::Model::ID),
                head: Set(digest(&signed).to_vec()),
            };
            let replace = OnConflict::column(chain::Column::Id)
                .update_column(chain::Column::Head)
                .to_owned();
            chain::Entity::insert(head)
                .on_conflict(replace)
                .exec_without_returning(db)
                .await?;
            self.set(db, round::Column::Manifest, signed.clone())
                .await?;
            Ok::<_, RegistryError>(signed)
        });
        self.handle.block_on(seal)
    }

    fn published(&self) -> Result<(), StampError> {
        let store = &self.office.registry.store;
        let set = store.write("published", async |db| {
            self.set(db, round::Column::Published, true).await
        });
        Ok(self.handle.block_on(set)?)
    }

    async fn set(
        &self,
        db: &impl ConnectionTrait,
        column: round::Column,
        value: impl Into<sea_orm::Value>,
    ) -> Result<(), RegistryError> {
        round::Entity::update_many()
            .col_expr(column, Expr::value(value))
            .filter(round::Column::Grid.eq(self.row.grid))
            .filter(round::Column::T.eq(self.row.t))
            .filter(round::Column::Number.eq(self.row.number))
            .exec(db)
            .await?;
        Ok(())
    }
}

/// Whether every file of a public round is there.
fn is_whole(stamps: &Path, row: &RoundRow) -> Result<bool, RegistryError> {
    let foreign = RegistryError::Foreign("a round");
    let (Some(round), Ok(bits)) = (row.round(), u8::try_from(row.bits)) else {
        return Err(foreign);
    };
    let buckets =
        BucketIndex::all(bits).all(|bucket| files::bucket(stamps, round, bucket).exists());
    Ok(buckets && files::manifest(stamps, round).exists())
}
