//! The steps of the schema, oldest first. A step that was released is never changed.

#![allow(elided_lifetimes_in_paths)] // `SchemaManager` has to stand as in the trait

use celadon_service::lists;
use sea_orm_migration::prelude::*;

use super::{chain, code, credential, issuance, person, round, session, stamped};

/// Brings a database to the newest schema.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![lists::migration(), Box::new(Tables)]
    }
}

struct Tables;

impl MigrationName for Tables {
    fn name(&self) -> &str {
        "issuer-0001-tables"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Tables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            person::table(),
            code::table(),
            credential::table(),
            session::table(),
            issuance::table(),
            round::table(),
            stamped::table(),
            chain::table(),
        ] {
            manager.create_table(table).await?;
        }
        let indexes = [credential::indexes(), code::indexes(), stamped::indexes()];
        for index in indexes.into_iter().flatten() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
