//! What is remembered: the lists that are in force or wait, and all that were ever seen.

#![allow(elided_lifetimes_in_paths)] // `SchemaManager` has to stand as in the trait

use celadon_credential::ids::Epoch;
use celadon_credential::trust_list::KnownLists;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, small_integer};

use super::ListsError;
use crate::store::{Store, StoreError};

/// The step that makes the tables: to be listed in the migrator of a service that holds lists.
pub fn migration() -> Box<dyn MigrationTrait> {
    Box::new(Tables)
}

struct Tables;

const LIST: &str = "trust_list";
const KNOWN: &str = "known_lists";
/// The key of the one row of what is known.
const ONLY: i16 = 1;

impl MigrationName for Tables {
    fn name(&self) -> &str {
        "service-0001-lists"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Tables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let list = Table::create()
            .table(LIST)
            .col(big_integer("epoch").primary_key())
            .col(blob("bytes"))
            .take();
        let known = Table::create()
            .table(KNOWN)
            .col(small_integer("id").primary_key())
            .col(blob("bytes"))
            .take();
        manager.create_table(list).await?;
        manager.create_table(known).await
    }
}

/// What is known, and the bytes of the lists, oldest first: both as of one moment.
pub(super) async fn load(store: &Store) -> Result<(KnownLists, Vec<Vec<u8>>), ListsError> {
    let load = store.snapshot(async |db| Ok((known(db).await?, lists(db).await?)));
    load.await
}

/// What is known.
pub(super) async fn known(db: &impl ConnectionTrait) -> Result<KnownLists, ListsError> {
    let select = Query::select().column("bytes").from(KNOWN).take();
    match db.query_one(&select).await.map_err(StoreError::from)? {
        None => Ok(KnownLists::new()),
        Some(row) => {
            let bytes: Vec<u8> = row.try_get("", "bytes").map_err(StoreError::from)?;
            KnownLists::from_bytes(&bytes).map_err(ListsError::Memory)
        }
    }
}

async fn lists(db: &impl ConnectionTrait) -> Result<Vec<Vec<u8>>, ListsError> {
    let select = Query::select()
        .column("bytes")
        .from(LIST)
        .order_by("epoch", Order::Asc)
        .take();
    let rows = db.query_all(&select).await.map_err(StoreError::from)?;
    let bytes = rows.iter().map(|row| row.try_get("", "bytes"));
    Ok(bytes.collect::<Result<_, _>>().map_err(StoreError::from)?)
}

/// Remembers a list, and forgets those before `oldest`.
pub(super) async fn save(
    db: &DatabaseTransaction,
    known: &KnownLists,
    epoch: Epoch,
    bytes: &[u8],
    oldest: Epoch,
) -> Result<(), StoreError> {
    let replace = |key| {
        OnConflict::column(Alias::new(key))
            .update_column("bytes")
            .to_owned()
    };
    let list = Query::insert()
        .into_table(LIST)
        .columns(["epoch", "bytes"])
        .values_panic([i64::from(epoch.as_u32()).into(), bytes.into()])
        .on_conflict(replace("epoch"))
        .take();
    let known = Query::insert()
        .into_table(KNOWN)
        .columns(["id", "bytes"])
        .values_panic([ONLY.into(), known.to_bytes().into()])
        .on_conflict(replace("id"))
        .take();
    let forget = Query::delete()
        .from_table(LIST)
        .and_where(Expr::col("epoch").lt(i64::from(oldest.as_u32())))
        .take();
    db.execute(&list).await?;
    db.execute(&known).await?;
    db.execute(&forget).await?;
    Ok(())
}
