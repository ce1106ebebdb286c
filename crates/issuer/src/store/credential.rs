//! A credential: its handle, its colour and the order behind it. The declaration is not kept.

use sea_orm::entity::prelude::*;
use sea_orm_migration::prelude::{
    ForeignKey, Index, IndexCreateStatement, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{
    big_integer, binary_len, binary_uniq, blob_null, boolean, integer_null, small_integer,
    small_integer_null, string,
};
use sea_orm_migration::sea_query::{ConditionalStatement, Expr, ExprTrait};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credential")]
pub struct Model {
    /// In the order of issuance.
    #[sea_orm(primary_key)]
    pub number: i64,
    /// Whose it is.
    pub person: Vec<u8>,
    /// Keyed hash of `e`: no two credentials have the same, also after its end.
    pub exponent_index: Vec<u8>,
    /// Sealed: `e`; empty once nothing of it is stamped any more.
    pub exponent: Option<Vec<u8>>,
    /// `C`, 48 bytes, which hides what it commits to perfectly; kept for a renewal.
    pub commitment: Option<Vec<u8>>,
    /// 1 green, 2 yellow, 3 red.
    pub colour: i16,
    /// The code of the rule that gave the colour.
    pub reason: String,
    /// Where the order is spent: 1 at home, 2 in a collective facility; none without an order.
    pub order_kind: Option<i16>,
    /// Its first day, days since 1970-01-01 in the federation's zone.
    pub order_start: Option<i32>,
    /// The first day on which it no longer holds.
    pub order_end: Option<i32>,
    /// Its end: no stamp is for a later `T`. Unix time in seconds.
    pub valid_until: i64,
    /// Whether it is the person's one live credential.
    pub live: bool,
}

/// None is used: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table("credential")
        .col(big_integer("number").primary_key().auto_increment())
        .col(binary_len("person", 16))
        .col(binary_uniq("exponent_index"))
        .col(blob_null("exponent"))
        .col(blob_null("commitment"))
        .col(small_integer("colour"))
        .col(string("reason"))
        .col(small_integer_null("order_kind"))
        .col(integer_null("order_start"))
        .col(integer_null("order_end"))
        .col(big_integer("valid_until"))
        .col(boolean("live"))
        .foreign_key(
            ForeignKey::create()
                .from("credential", "person")
                .to("person", "id"),
        )
        .take()
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    let one_live = Index::create()
        .name("credential_one_live")
        .table("credential")
        .col("person")
        .unique()
        .and_where(Expr::col("live").eq(true))
        .take();
    vec![one_live]
}
