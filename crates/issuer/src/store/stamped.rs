//! That a credential is in a round: at most once for each colour and period.

use sea_orm::entity::prelude::*;
use sea_orm_migration::prelude::{
    ForeignKey, Index, IndexCreateStatement, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{big_integer, boolean, integer, small_integer};

/// A row, made in one transaction with its round.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stamped")]
pub struct Model {
    /// The credential.
    #[sea_orm(primary_key, auto_increment = false)]
    pub credential: i64,
    /// The grid, in seconds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub grid: i32,
    /// `T`, Unix time in seconds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub t: i64,
    /// The colour that is stamped.
    #[sea_orm(primary_key, auto_increment = false)]
    pub colour: i16,
    /// The number of the round.
    pub round: i32,
    /// Withdrawn before its bucket was written: there is padding in its place.
    pub withdrawn: bool,
}

/// None is used: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table("stamped")
        .col(big_integer("credential"))
        .col(integer("grid"))
        .col(big_integer("t"))
        .col(small_integer("colour"))
        .col(integer("round"))
        .col(boolean("withdrawn"))
        .primary_key(
            Index::create()
                .col("credential")
                .col("grid")
                .col("t")
                .col("colour"),
        )
        .foreign_key(
            ForeignKey::create()
                .from("stamped", "credential")
                .to("credential", "number"),
        )
        .take()
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    let by_round = Index::create()
        .name("stamped_round")
        .table("stamped")
        .col("grid")
        .col("t")
        .col("round")
        .take();
    vec![by_round]
}
