//! How far the past is forgotten: what is no longer remembered must not become fresh again when
//! the clock is set back.

use celadon_credential::Time;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::prelude::{Table, TableCreateStatement};
use sea_orm_migration::schema::{big_integer, small_integer};

use super::{LedgerError, seconds};

/// How far a clock may be set back without harm, in seconds: rows outlive their time by as much.
pub const MARGIN: u64 = 60;

const TABLE: &str = "watermark";
/// The key of the one row.
const ONLY: i16 = 1;

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(small_integer("id").primary_key())
        .col(big_integer("forgotten"))
        .take()
}

/// Refuses a clock at which something could be fresh that is forgotten.
pub(super) async fn check(db: &impl ConnectionTrait, now: Time) -> Result<(), LedgerError> {
    let forgotten = read(db).await?;
    if now.plus(MARGIN) < forgotten {
        return Err(LedgerError::ClockBehind { now, forgotten });
    }
    Ok(())
}

/// Raises the mark to `now`.
pub(super) async fn raise(db: &impl ConnectionTrait, now: Time) -> Result<(), DbErr> {
    let forgotten = read(db).await?.max(now);
    let upsert = Query::insert()
        .into_table(TABLE)
        .columns(["id", "forgotten"])
        .values_panic([ONLY.into(), seconds(forgotten).into()])
        .on_conflict(
            OnConflict::column("id")
                .update_column("forgotten")
                .to_owned(),
        )
        .take();
    db.execute(&upsert).await.map(drop)
}

async fn read(db: &impl ConnectionTrait) -> Result<Time, DbErr> {
    let select = Query::select()
        .expr(Expr::col("forgotten"))
        .from(TABLE)
        .take();
    let Some(row) = db.query_one(&select).await? else {
        return Ok(Time::from_secs(0));
    };
    Ok(super::time(row.try_get_by_index(0)?))
}
