//! An issuance: the one answer that was given for a code, kept for a retry.

use sea_orm::entity::prelude::*;
use sea_orm_migration::prelude::{ForeignKey, Table, TableCreateStatement};
use sea_orm_migration::schema::{big_integer, binary_len, blob_null};

/// A row. Its key is the code: there cannot be two answers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "issuance")]
pub struct Model {
    /// The code that was used up.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: Vec<u8>,
    /// SHA-256 of the request: the same request gets the same answer, any other is refused.
    pub request: Vec<u8>,
    /// Sealed: the answer; empty when it is kept no longer.
    pub response: Option<Vec<u8>>,
    /// When it was given, Unix time in seconds.
    pub issued_at: i64,
}

/// None is used: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table("issuance")
        .col(binary_len("code", 32).primary_key())
        .col(binary_len("request", 32))
        .col(blob_null("response"))
        .col(big_integer("issued_at"))
        .foreign_key(
            ForeignKey::create()
                .from("issuance", "code")
                .to("code", "code_index"),
        )
        .take()
}
