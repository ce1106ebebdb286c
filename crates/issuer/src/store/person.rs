//! A person: enrolled once, in one bucket for life.

use sea_orm::entity::prelude::*;
use sea_orm_migration::prelude::{Table, TableCreateStatement};
use sea_orm_migration::schema::{binary_len, binary_uniq, blob};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// 16 random bytes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    /// Keyed hash of document kind and number in the one spelling: a person is here once.
    pub identity_index: Vec<u8>,
    /// Sealed: the identity record's content.
    pub identity: Vec<u8>,
    /// Sealed: the bucket seed, 16 bytes.
    pub bucket_seed: Vec<u8>,
}

/// None is used: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table("person")
        .col(binary_len("id", 16).primary_key())
        .col(binary_uniq("identity_index"))
        .col(blob("identity"))
        .col(blob("bucket_seed"))
        .take()
}
