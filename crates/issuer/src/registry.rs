//! The registry: an issuer's database, and the keys that open what is sealed in it.

use std::path::Path;

use celadon_service::{OpenError, Store, StoreError, StoreOptions};
use sea_orm::DbErr;
use thiserror::Error;

use crate::IssuerSecrets;
use crate::at_rest::{AtRest, SealedError};
use crate::store::Migrator;

/// The database's name in an issuer's folder.
pub const DATABASE: &str = "issuer.sqlite";

/// The database and the keys for what is sealed in it. Several processes may have it open: a
/// counter enrols while the service runs.
#[derive(Debug)]
pub struct Registry {
    pub(crate) store: Store,
    pub(crate) at_rest: AtRest,
}

/// The registry could not do what was asked. Nothing of it was stored.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sealed value.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// A value that this program does not write.
    #[error("the database holds {0} that this program did not write: restore a copy")]
    Foreign(&'static str),
}

impl From<DbErr> for RegistryError {
    fn from(error: DbErr) -> RegistryError {
        RegistryError::Store(error.into())
    }
}

impl Registry {
    /// Opens the database in an issuer's folder, and makes it if it is not there.
    pub async fn open(
        folder: &Path,
        secrets: &IssuerSecrets,
        options: &StoreOptions,
    ) -> Result<Registry, OpenError> {
        Ok(Registry {
            store: Store::open::<Migrator>(&folder.join(DATABASE), options).await?,
            at_rest: AtRest::new(secrets),
        })
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }
}
