//! How many are inside a venue, without anything about who: in, out, full.

use celadon_credential::ids::VenueId;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::prelude::{Table, TableCreateStatement};
use sea_orm_migration::schema::{big_integer, binary_len};

use super::{Ledger, LedgerError};

const TABLE: &str = "crowd";

/// What became of somebody at the entrance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// In, as one of so many.
    In(u32),
    /// As many as may are inside.
    Full,
}

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(binary_len("venue", 16).primary_key())
        .col(big_integer("inside"))
        .take()
}

impl Ledger {
    /// Lets one in, if fewer than `capacity` are inside; never more, at however many replicas.
    ///
    /// # Errors
    /// [`LedgerError`]; then nobody was counted.
    pub async fn enter(&self, venue: VenueId, capacity: u32) -> Result<Entry, LedgerError> {
        let entered = self.store.write("enter", async |db| {
            let nobody = Query::insert()
                .into_table(TABLE)
                .columns(["venue", "inside"])
                .values_panic([venue.as_bytes().to_vec().into(), 0i64.into()])
                .on_conflict(OnConflict::column("venue").do_nothing().to_owned())
                .take();
            db.execute(&nobody).await?;
            let more = Query::update()
                .table(TABLE)
                .value("inside", Expr::col("inside").add(1i64))
                .and_where(Expr::col("venue").eq(venue.as_bytes().to_vec()))
                .and_where(Expr::col("inside").lt(i64::from(capacity)))
                .take();
            match db.execute(&more).await?.rows_affected() {
                // Its row is this transaction's until the commit.
                1 => Ok(Entry::In(inside(db, venue).await?)),
                _ => Ok(Entry::Full),
            }
        });
        entered.await
    }

    /// Lets one out, if anybody is inside; how many are left.
    ///
    /// # Errors
    /// [`LedgerError`]; then nobody was counted.
    pub async fn leave(&self, venue: VenueId) -> Result<u32, LedgerError> {
        let left = self.store.write("leave", async |db| {
            let fewer = Query::update()
                .table(TABLE)
                .value("inside", Expr::col("inside").sub(1i64))
                .and_where(Expr::col("venue").eq(venue.as_bytes().to_vec()))
                .and_where(Expr::col("inside").gt(0i64))
                .take();
            db.execute(&fewer).await?;
            Ok::<_, LedgerError>(inside(db, venue).await?)
        });
        left.await
    }

    /// How many are inside.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn inside(&self, venue: VenueId) -> Result<u32, LedgerError> {
        let inside = inside(self.store.reader(), venue);
        self.store.read(async { Ok(inside.await?) }).await
    }

    /// Sets how many are inside, as after a count by hand or at the day's end.
    ///
    /// # Errors
    /// [`LedgerError`]; then it is as it was.
    pub async fn set_inside(&self, venue: VenueId, inside: u32) -> Result<(), LedgerError> {
        let set = self.store.write("set inside", async |db| {
            let upsert = Query::insert()
                .into_table(TABLE)
                .columns(["venue", "inside"])
                .values_panic([venue.as_bytes().to_vec().into(), i64::from(inside).into()])
                .on_conflict(
                    OnConflict::column("venue")
                        .update_column("inside")
                        .to_owned(),
                )
                .take();
            db.execute(&upsert).await?;
            Ok(())
        });
        set.await
    }
}

async fn inside(db: &impl ConnectionTrait, venue: VenueId) -> Result<u32, DbErr> {
    let select = Query::select()
        .column("inside")
        .from(TABLE)
        .and_where(Expr::col("venue").eq(venue.as_bytes().to_vec()))
        .take();
    let inside: i64 = match db.query_one(&select).await? {
        Some(row) => row.try_get("", "inside")?,
        None => 0,
    };
    Ok(u32::try_from(inside).unwrap_or(0))
}
