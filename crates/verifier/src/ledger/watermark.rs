//! How far the past is forgotten: what is no longer remembered must not become fresh again when
//! the clock is set back.

use celadon_credential::Time;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::prelude::{Table, TableCreateStatement};
use sea_orm_migration::schema::{big_integer, small_integer};

use super::seconds;

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

/// Raises the mark to `now`; it never falls, whoever else raises it.
pub(super) async fn raise(db: &impl ConnectionTrait, now: Time) -> Result<(), DbErr> {
    let upsert = Query::insert()
        .into_table(TABLE)
        .columns(["id", "forgotten"])
        .values_panic([ONLY.into(), seconds(now).into()])
        .on_conflict(
            OnConflict::column("id")
                .update_column("forgotten")
                .action_and_where(Expr::col((TABLE, "forgotten")).lt(seconds(now)))
                .to_owned(),
        )
        .take();
    db.execute(&upsert).await.map(drop)
}
