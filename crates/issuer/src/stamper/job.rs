//! A round is made: its rows and its size are fixed in one transaction, before anything is written.

use celadon_credential::stamp::BucketIndex;
use celadon_credential::stamp::round::{Round, common_rows};
use celadon_credential::{Period, Time};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};

use super::bits::{bits_for, fullest};
use super::{RoundName, SUPPLEMENT_ROWS, StampError, Stamper};
use crate::at_rest::Column;
use crate::registry::RegistryError;
use crate::store::round::{Model as RoundRow, key};
use crate::store::{credential, person, round, seconds, stamped};

/// How many rows are inserted in one statement.
const CHUNK: usize = 1_000;

/// How many times more people than there is room for are looked at for a supplementary round.
const LOOK_AHEAD: u64 = 4;

/// A credential in good standing that a period does not have yet.
#[derive(FromQueryResult)]
struct Candidate {
    number: i64,
    colour: i16,
    person: Vec<u8>,
    bucket_seed: Vec<u8>,
}

impl Stamper {
    /// The last round of a period that was made.
    pub(super) async fn last_round(&self, period: Period) -> Result<Option<RoundRow>, StampError> {
        let (grid, t) = key(period);
        let last = round::Entity::find()
            .filter(round::Column::Grid.eq(grid))
            .filter(round::Column::T.eq(t))
            .order_by_desc(round::Column::Number)
            .one(self.office.registry.store.reader());
        Ok(last.await.map_err(RegistryError::from)?)
    }

    /// Round 0: everybody in good standing.
    pub(super) async fn make_first(
        &self,
        period: Period,
        now: Time,
    ) -> Result<RoundRow, StampError> {
        let candidates = self.candidates(period, None).await?;
        let seeds = self.seeds(&candidates)?;
        let name = RoundName(Round { period, number: 0 });
        let bits = bits_for(&seeds);
        let rows = common_rows(fullest(&seeds, bits)).ok_or(StampError::TooMany(name))?;
        let row = new_row(name.0, bits, rows, now);
        // Not one by one: so many people may not keep others from writing. Who came after the
        // count waits for the next round.
        let newest = candidates.last().map_or(0, |candidate| candidate.number);
        let mut select = missing(period);
        select
            .clear_selects()
            .column((credential::Entity, credential::Column::Number))
            .expr(Expr::val(row.grid))
            .expr(Expr::val(row.t))
            .column((credential::Entity, credential::Column::Colour))
            .expr(Expr::val(row.number))
            .expr(Expr::val(false))
            .and_where(credential::Column::Number.lte(newest));
        let insert = Query::insert()
            .into_table(stamped::Entity)
            .columns([
                stamped::Column::Credential,
                stamped::Column::Grid,
                stamped::Column::T,
                stamped::Column::Colour,
                stamped::Column::Round,
                stamped::Column::Withdrawn,
            ])
            .select_from(select)
            .expect("as many columns are selected as are inserted")
            .take();
        self.store_round(&row, async |db| {
            db.execute(&insert).await?;
            Ok(())
        })
        .await?;
        Ok(row)
    }

    /// A later round: those whom no round of this colour and period has, as far as there is room.
    /// It is made also for nobody.
    pub(super) async fn make_supplement(
        &self,
        last: &RoundRow,
        now: Time,
    ) -> Result<RoundRow, StampError> {
        let before = last.round().ok_or(RegistryError::Foreign("a round"))?;
        let bits = u8::try_from(last.bits).map_err(|_| RegistryError::Foreign("a round"))?;
        let round = Round {
            period: before.period,
            number: before.number + 1,
        };
        let room = SUPPLEMENT_ROWS << bits;
        let limit = room as u64 * LOOK_AHEAD;
        let candidates = self.candidates(round.period, Some(limit)).await?;
        let seeds = self.seeds(&candidates)?;
        let row = new_row(round, bits, SUPPLEMENT_ROWS, now);
        let mut free = vec![SUPPLEMENT_ROWS; 1 << bits];
        let mut chosen = Vec::new();
        for (candidate, seed) in candidates.iter().zip(&seeds) {
            let bucket = BucketIndex::of(seed, bits).ok_or(RegistryError::Foreign("a round"))?;
            let free = &mut free[bucket.index() as usize];
            if *free > 0 {
                *free -= 1;
                chosen.push(stamped::ActiveModel {
                    credential: Set(candidate.number),
                    grid: Set(row.grid),
                    t: Set(row.t),
                    colour: Set(candidate.colour),
                    round: Set(row.number),
                    withdrawn: Set(false),
                });
            }
        }
        self.store_round(&row, async |db| {
            for chunk in chosen.chunks(CHUNK) {
                stamped::Entity::insert_many(chunk.to_vec())
                    .exec_without_returning(db)
                    .await?;
            }
            Ok(())
        })
        .await?;
        Ok(row)
    }

    async fn store_round(
        &self,
        row: &RoundRow,
        rows: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(), RegistryError>,
    ) -> Result<(), RegistryError> {
        let store = &self.office.registry.store;
        let written = store.write("round", async |db| {
            let row: round::ActiveModel = row.clone().into();
            round::Entity::insert(row.reset_all())
                .exec_without_returning(db)
                .await?;
            rows(db).await
        });
        written.await
    }

    /// In the order of issuance.
    async fn candidates(
        &self,
        period: Period,
        limit: Option<u64>,
    ) -> Result<Vec<Candidate>, RegistryError> {
        let mut select = missing(period);
        if let Some(limit) = limit {
            select.limit(limit);
        }
        let db = self.office.registry.store.reader();
        let rows = db.query_all(&select).await?;
        let candidates = rows.iter().map(|row| Candidate::from_query_result(row, ""));
        Ok(candidates.collect::<Result<_, _>>()?)
    }

    fn seeds(&self, candidates: &[Candidate]) -> Result<Vec<[u8; 16]>, RegistryError> {
        let at_rest = &self.office.registry.at_rest;
        (candidates.iter())
            .map(|candidate| {
                let sealed = &candidate.bucket_seed;
                let seed = at_rest.open(Column::PersonBucketSeed, &candidate.person, sealed)?;
                let seed = seed.as_slice().try_into();
                seed.map_err(|_| RegistryError::Foreign("a bucket seed"))
            })
            .collect()
    }
}

fn new_row(round: Round, bits: u8, rows: usize, now: Time) -> RoundRow {
    let (grid, t) = key(round.period);
    RoundRow {
        grid,
        t,
        number: i32::try_from(round.number).unwrap_or(i32::MAX),
        bits: bits.into(),
        rows: i32::try_from(rows).unwrap_or(i32::MAX),
        made_at: seconds(now),
        manifest: None,
        published: false,
    }
}

/// Live credentials that last until the period's end and are in none of its rounds by their
/// colour.
fn missing(period: Period) -> SelectStatement {
    let (grid, t) = key(period);
    let of = |column| Expr::col((credential::Entity, column));
    let there = Query::select()
        .expr(Expr::val(1))
        .from(stamped::Entity)
        .and_where(
            Expr::col((stamped::Entity, stamped::Column::Credential))
                .equals((credential::Entity, credential::Column::Number)),
        )
        .and_where(stamped::Column::Grid.eq(grid))
        .and_where(stamped::Column::T.eq(t))
        .and_where(
            Expr::col((stamped::Entity, stamped::Column::Colour))
                .equals((credential::Entity, credential::Column::Colour)),
        )
        .take();
    Query::select()
        .column((credential::Entity, credential::Column::Number))
        .column((credential::Entity, credential::Column::Colour))
        .column((credential::Entity, credential::Column::Person))
        .column((person::Entity, person::Column::BucketSeed))
        .from(credential::Entity)
        .inner_join(
            person::Entity,
            of(credential::Column::Person).equals((person::Entity, person::Column::Id)),
        )
        .and_where(credential::Column::Live.eq(true))
        .and_where(credential::Column::ValidUntil.gte(t))
        .and_where(credential::Column::Exponent.is_not_null())
        .and_where(Expr::exists(there).not())
        .order_by(
            (credential::Entity, credential::Column::Number),
            sea_orm::Order::Asc,
        )
        .take()
}
