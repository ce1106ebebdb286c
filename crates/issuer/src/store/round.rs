//! A round: one publication of stamps for one period.

use celadon_credential::stamp::round::Round;
use celadon_credential::{Grid, Period};
use sea_orm::entity::prelude::*;
use sea_orm_migration::prelude::{Index, Table, TableCreateStatement};
use sea_orm_migration::schema::{big_integer, blob_null, boolean, integer, small_integer};

use super::{seconds, time};

/// A row. It is made with its [`super::stamped`] rows, then written, then sealed, then published.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round")]
pub struct Model {
    /// The grid, in seconds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub grid: i32,
    /// `T`, Unix time in seconds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub t: i64,
    /// From 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// There are `2^bits` buckets.
    pub bits: i16,
    /// Rows of each bucket.
    pub rows: i32,
    /// When it was made, Unix time in seconds.
    pub made_at: i64,
    /// The signed manifest, once every bucket is written. From then on no byte changes.
    pub manifest: Option<Vec<u8>>,
    /// Whether the manifest is on disk, and so the round public.
    pub published: bool,
}

/// None is used: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Which publication it is; `None` if the row was not written by this program.
    pub fn round(&self) -> Option<Round> {
        let grid = Grid::new(u32::try_from(self.grid).ok()?).ok()?;
        Some(Round {
            period: Period::ending(grid, time(self.t))?,
            number: u32::try_from(self.number).ok()?,
        })
    }
}

/// The key of a period: grid and `T`.
pub(crate) fn key(period: Period) -> (i32, i64) {
    let grid = i32::try_from(period.grid().as_secs()).unwrap_or(i32::MAX);
    (grid, seconds(period.end()))
}

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table("round")
        .col(integer("grid"))
        .col(big_integer("t"))
        .col(integer("number"))
        .col(small_integer("bits"))
        .col(integer("rows"))
        .col(big_integer("made_at"))
        .col(blob_null("manifest"))
        .col(boolean("published"))
        .primary_key(Index::create().col("grid").col("t").col("number"))
        .take()
}
