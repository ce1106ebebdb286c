//! A session: a wallet that showed a code, and the nonce of its offer.

use sea_orm::entity::prelude::*;
use sea_orm_migration::prelude::{ForeignKey, ForeignKeyAction, Table, TableCreateStatement};
use sea_orm_migration::schema::{big_integer, big_integer_null, binary_len};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Keyed hash of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_index: Vec<u8>,
    /// The code that was shown.
    pub code: Vec<u8>,
    /// The nonce of the offer, 32 bytes.
    pub nonce: Vec<u8>,
    /// Its end, Unix time in seconds.
    pub expires_at: i64,
    /// The credential that was issued in this session: only then does it see a status.
    pub credential: Option<i64>,
}

/// None is used: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(super) fn table() -> TableCreateStatement {
    let code = ForeignKey::create()
        .from("session", "code")
        .to("code", "code_index")
        .on_delete(ForeignKeyAction::Cascade)
        .take();
    Table::create()
        .table("session")
        .col(binary_len("token_index", 32).primary_key())
        .col(binary_len("code", 32))
        .col(binary_len("nonce", 32))
        .col(big_integer("expires_at"))
        .col(big_integer_null("credential"))
        .foreign_key(&mut code.clone())
        .take()
}
