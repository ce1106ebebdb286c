//! `GET /healthz`: it runs. `GET /readyz`: it may issue and can store.

use std::sync::Arc;

use axum::extract::State;
use celadon_service::Problem;
use sea_orm::EntityTrait;

use crate::office::Office;
use crate::registry::RegistryError;
use crate::store::chain;

pub(super) async fn alive() -> &'static str {
    "alive\n"
}

pub(super) async fn ready(State(office): State<Arc<Office>>) -> Result<&'static str, Problem> {
    office.member()?;
    let asked = chain::Entity::find().one(office.registry.store.reader());
    asked.await.map_err(RegistryError::from)?;
    Ok("ready\n")
}
