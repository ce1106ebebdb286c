//! The routes. What each takes and gives stands in `docs/api.md`, and of the wallets' in
//! `docs/openid4vp.md`.

mod challenges;
mod device;
mod events;
mod gate;
mod health;
mod picture;
mod presentations;
mod scanned;
mod verifications;

use axum::Router;

use crate::verifier::Verifier;

/// All routes, without the layers of a server.
pub fn router(verifier: Verifier) -> Router {
    Router::new()
        .merge(challenges::routes())
        .merge(events::routes())
        .merge(presentations::routes())
        .merge(verifications::routes())
        .merge(gate::routes())
        .merge(health::routes())
        .with_state(verifier)
}
