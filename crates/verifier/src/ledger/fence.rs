//! The fence: after a store may have forgotten uses, nothing is accepted that could have been
//! accepted before.
//!
//! A row says where uses are recorded: which server and which of its histories. Whoever finds another
//! place than the row's (a standby was promoted, Redis was restarted, emptied or replaced) records
//! nothing, writes the new place into the row, and raises the fence to the time of that. A code or
//! token is accepted then if it became good only after the fence, plus what replicas' clocks may
//! differ by: nobody can have accepted it before.
//!
//! The row is read before each judgement and after the code was found current. A process that was cut
//! off with a Redis of before therefore accepts only what the others fence off. Of the store itself
//! that is not so: an old primary that goes on answering has an old row (docs/operating/stores.md).

use celadon_admission::ReplayKey;
use celadon_credential::Time;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};
use sea_orm_migration::prelude::{Table, TableCreateStatement};
use sea_orm_migration::schema::{big_integer, small_integer, text};

use super::{LedgerError, MARGIN, seconds, time};
use crate::replay::Marked;

const TABLE: &str = "fence";
/// The row of the store itself.
pub(super) const STORE: i16 = 1;
/// The row of Redis, where that takes a part of the uses.
pub(super) const REPLAY: i16 = 2;

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(small_integer("id").primary_key())
        .col(text("place"))
        .col(text("mark"))
        .col(big_integer("raised"))
        .take()
}

/// A place and since when nothing older is accepted there; zero is never.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fence {
    pub(super) at: Marked,
    pub(super) raised: Time,
}

impl Fence {
    /// Refuses a use that could have been made before the fence was raised.
    pub(super) fn check(&self, key: &ReplayKey, skew: u64) -> Result<(), LedgerError> {
        if self.raised == Time::from_secs(0) || key.since >= self.raised.plus(skew) {
            return Ok(());
        }
        Err(LedgerError::Fenced {
            until: self.raised.plus(skew),
        })
    }
}

/// What the small tables say at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rows {
    /// Up to when uses are forgotten.
    pub(super) forgotten: Time,
    /// Where this statement ran.
    pub(super) here: String,
    /// The store's fence.
    pub(super) store: Option<Fence>,
    /// Redis's fence.
    pub(super) replay: Option<Fence>,
}

impl Rows {
    /// Refuses a clock at which something could be fresh that is forgotten.
    pub(super) fn check_clock(&self, now: Time) -> Result<(), LedgerError> {
        if now.plus(MARGIN) < self.forgotten {
            return Err(LedgerError::ClockBehind {
                now,
                forgotten: self.forgotten,
            });
        }
        Ok(())
    }

    /// The store's fence, if it stands where this statement ran.
    pub(super) fn store(&self) -> Result<&Fence, LedgerError> {
        let known = self.store.as_ref();
        known
            .filter(|fence| fence.at.place == self.here)
            .ok_or(LedgerError::Moved)
    }
}

/// Asks for the place of a server of PostgreSQL: which cluster it is, and which of its histories,
/// for a promoted standby begins another.
const HISTORY: &str = "(SELECT system_identifier::text FROM pg_control_system()) || ' ' || \
                       substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)";
/// A file is one place.
const FILE: &str = "'file'";
/// A server that tells no history.
const UNKNOWN: &str = "'server'";

/// How this store is asked for its place.
pub(super) async fn place_of(db: &impl ConnectionTrait) -> &'static str {
    if db.get_database_backend() == DbBackend::Sqlite {
        return FILE;
    }
    let asked = format!("SELECT {HISTORY}");
    match db.execute_unprepared(&asked).await {
        Ok(_) => HISTORY,
        Err(error) => {
            tracing::warn!(
                %error,
                "the store does not tell its history: what a standby misses when it is promoted is \
                 not noticed, so see to it that it misses nothing"
            );
            UNKNOWN
        }
    }
}

/// Reads all small tables in one statement.
pub(super) async fn read(db: &impl ConnectionTrait, place: &str) -> Result<Rows, DbErr> {
    let select = format!(
        "SELECT w.forgotten AS forgotten, {place} AS here, \
         s.place AS s_place, s.mark AS s_mark, s.raised AS s_raised, \
         r.place AS r_place, r.mark AS r_mark, r.raised AS r_raised \
         FROM (SELECT 1 AS one) AS o \
         LEFT JOIN watermark AS w ON w.id = 1 \
         LEFT JOIN fence AS s ON s.id = 1 \
         LEFT JOIN fence AS r ON r.id = 2"
    );
    let select = Statement::from_string(db.get_database_backend(), select);
    let row = db.query_one_raw(select).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("the fence".into()))?;
    let forgotten: Option<i64> = row.try_get("", "forgotten")?;
    Ok(Rows {
        forgotten: time(forgotten.unwrap_or(0)),
        here: row.try_get("", "here")?,
        store: fence(&row, "s_")?,
        replay: fence(&row, "r_")?,
    })
}

fn fence(row: &QueryResult, of: &str) -> Result<Option<Fence>, DbErr> {
    let Some(place) = row.try_get(of, "place")? else {
        return Ok(None);
    };
    let mark = row.try_get(of, "mark")?;
    let raised = time(row.try_get(of, "raised")?);
    let at = Marked { place, mark };
    Ok(Some(Fence { at, raised }))
}

/// Writes a row. Alone: see [`celadon_service::Store::write_alone`].
pub(super) async fn raise(db: &impl ConnectionTrait, id: i16, fence: &Fence) -> Result<(), DbErr> {
    let upsert = Query::insert()
        .into_table(TABLE)
        .columns(["id", "place", "mark", "raised"])
        .values_panic([
            id.into(),
            fence.at.place.as_str().into(),
            fence.at.mark.as_str().into(),
            seconds(fence.raised).into(),
        ])
        .on_conflict(
            OnConflict::column("id")
                .update_columns(["place", "mark", "raised"])
                .to_owned(),
        )
        .take();
    db.execute(&upsert).await.map(drop)
}

/// Forgets Redis's row.
pub(super) async fn remove_replay(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    use sea_orm::sea_query::{Expr, ExprTrait};
    let delete = Query::delete()
        .from_table(TABLE)
        .and_where(Expr::col("id").eq(REPLAY))
        .take();
    db.execute(&delete).await.map(drop)
}
