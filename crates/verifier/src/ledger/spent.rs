//! What was used up: `(venue, digest)` is the key, and its uniqueness decides who was first.

use std::collections::BTreeSet;

use celadon_admission::ReplayKey;
use celadon_credential::Time;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::prelude::{Index, IndexCreateStatement, Table, TableCreateStatement};
use sea_orm_migration::schema::{big_integer, binary_len};

use super::purge::BATCH;
use super::seconds;

pub(super) const TABLE: &str = "spent";

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(binary_len("venue", 16))
        .col(binary_len("digest", 32))
        .col(big_integer("until"))
        .primary_key(Index::create().col("venue").col("digest"))
        .take()
}

pub(super) fn index() -> IndexCreateStatement {
    Index::create()
        .name("spent_until")
        .table(TABLE)
        .col("until")
        .take()
}

/// Whether the key is there.
pub(super) async fn contains(db: &impl ConnectionTrait, key: &ReplayKey) -> Result<bool, DbErr> {
    let select = Query::select()
        .expr(Expr::val(1))
        .from(TABLE)
        .and_where(Expr::col("venue").eq(key.venue.as_bytes().to_vec()))
        .and_where(Expr::col("digest").eq(key.digest.to_vec()))
        .take();
    Ok(db.query_one(&select).await?.is_some())
}

/// Whether any key is there.
pub(super) async fn any(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let select = Query::select()
        .expr(Expr::val(1))
        .from(TABLE)
        .limit(1)
        .take();
    Ok(db.query_one(&select).await?.is_some())
}

/// Inserts keys; for each, in order, true if it was not there. Of two equal keys the first is first.
///
/// The database inserts them in one order, whatever theirs: two batches that share keys wait for one
/// another, and never each for the other.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    keys: &[&ReplayKey],
) -> Result<Vec<bool>, DbErr> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_key(|at| id(keys[*at]));
    let mut firsts = vec![false; keys.len()];
    for part in order.chunks(PART) {
        let mut insert = Query::insert();
        insert
            .into_table(TABLE)
            .columns(["venue", "digest", "until"]);
        for at in part {
            let key = keys[*at];
            let (venue, digest) = id(key);
            insert.values_panic([venue.into(), digest.into(), seconds(key.until).into()]);
        }
        insert
            .on_conflict(
                OnConflict::columns(["venue", "digest"])
                    .do_nothing()
                    .to_owned(),
            )
            .returning(Query::returning().columns(["venue", "digest"]));
        let mut inserted = BTreeSet::new();
        for row in db.query_all(&insert).await? {
            inserted.insert((row.try_get("", "venue")?, row.try_get("", "digest")?));
        }
        for at in part {
            firsts[*at] = inserted.remove(&id(keys[*at]));
        }
    }
    Ok(firsts)
}

/// How many keys one statement inserts at most.
const PART: usize = 500;

fn id(key: &ReplayKey) -> (Vec<u8>, Vec<u8>) {
    (key.venue.as_bytes().to_vec(), key.digest.to_vec())
}

/// Forgets at most [`BATCH`] keys whose time ended at `end` or before; how many.
pub(super) async fn forget(db: &impl ConnectionTrait, end: Time) -> Result<u64, DbErr> {
    let ended = Query::select()
        .columns(["venue", "digest"])
        .from(TABLE)
        .and_where(Expr::col("until").lte(seconds(end)))
        .limit(BATCH)
        .take();
    let key = Expr::tuple([Expr::col("venue"), Expr::col("digest")]);
    let delete = Query::delete()
        .from_table(TABLE)
        .and_where(key.in_subquery(ended))
        .take();
    Ok(db.execute(&delete).await?.rows_affected())
}
