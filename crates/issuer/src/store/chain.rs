//! The head of the chain of manifests: each names the one before it.

use sea_orm::entity::prelude::*;
use sea_orm_migration::prelude::{Table, TableCreateStatement};
use sea_orm_migration::schema::{binary_len, small_integer};

/// The one row; none before the first manifest.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chain")]
pub struct Model {
    /// Always [`Model::ID`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i16,
    /// SHA-256 of the newest signed manifest.
    pub head: Vec<u8>,
}

impl Model {
    /// The key of the one row.
    pub const ID: i16 = 1;
}

/// None is used: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table("chain")
        .col(small_integer("id").primary_key())
        .col(binary_len("head", 32))
        .take()
}
