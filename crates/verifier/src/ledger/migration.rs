//! The steps of the schema, oldest first. A step that was released is never changed.

#![allow(elided_lifetimes_in_paths)] // `SchemaManager` has to stand as in the trait

use celadon_service::lists;
use sea_orm_migration::prelude::*;

use super::{crowd, fence, outcome, spent, visit, watermark};

/// Brings a database to the newest schema.
#[derive(Debug)]
pub(super) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            lists::migration(),
            Box::new(Tables),
            Box::new(Requests),
            Box::new(Fence),
            Box::new(Visits),
        ]
    }
}

struct Tables;

impl MigrationName for Tables {
    fn name(&self) -> &str {
        "verifier-0001-ledger"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Tables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [spent::table(), outcome::table(), watermark::table()] {
            manager.create_table(table).await?;
        }
        for index in [spent::index(), outcome::index()] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

struct Requests;

impl MigrationName for Requests {
    fn name(&self) -> &str {
        "verifier-0002-requests"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Requests {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column each: SQLite adds no more at a time.
        for change in outcome::columns_of_requests() {
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}

struct Fence;

impl MigrationName for Fence {
    fn name(&self) -> &str {
        "verifier-0003-fence"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Fence {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(fence::table()).await
    }
}

struct Visits;

impl MigrationName for Visits {
    fn name(&self) -> &str {
        "verifier-0004-visits"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Visits {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in visit::tables().into_iter().chain([crowd::table()]) {
            manager.create_table(table).await?;
        }
        for index in visit::indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
