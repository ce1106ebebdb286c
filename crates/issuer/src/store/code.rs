//! A one-time code: found by its keyed hash, good for one credential.

use sea_orm::entity::prelude::*;
use sea_orm_migration::prelude::{
    ForeignKey, Index, IndexCreateStatement, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{big_integer, binary_len};

/// A row. The code is used when [`super::issuance`] has its row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "code")]
pub struct Model {
    /// Keyed hash of the code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_index: Vec<u8>,
    /// Whose it is.
    pub person: Vec<u8>,
    /// Its end, Unix time in seconds.
    pub expires_at: i64,
}

/// None is used: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table("code")
        .col(binary_len("code_index", 32).primary_key())
        .col(binary_len("person", 16))
        .col(big_integer("expires_at"))
        .foreign_key(
            ForeignKey::create()
                .from("code", "person")
                .to("person", "id"),
        )
        .take()
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        Index::create()
            .name("code_person")
            .table("code")
            .col("person")
            .take(),
    ]
}
