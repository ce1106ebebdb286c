//! What runs beside the requests: the trust list is kept fresh, and the past forgotten.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::engine::Engine;
use crate::verifier::Verifier;

/// How often the past is forgotten.
pub const PURGE: Duration = Duration::from_secs(30);

/// The tasks of a verifier; they end when this is dropped.
#[derive(Debug)]
#[must_use = "the tasks end when this is dropped"]
pub struct Tasks(#[allow(dead_code)] JoinSet<()>); // held, not read

/// Starts the tasks: the list is fetched at once and then every `refresh`.
pub fn start(verifier: &Verifier, refresh: Duration) -> Tasks {
    let engine = verifier.engine();
    let mut tasks = JoinSet::new();
    let lists = engine.lists.clone();
    tasks.spawn(lists.keep_fresh(refresh, engine.clock.0.clone()));
    tasks.spawn(forget(engine.clone()));
    Tasks(tasks)
}

async fn forget(engine: Arc<Engine>) {
    loop {
        let outcomes = engine.ledger.forget_outcomes().await;
        if let Err(error) = engine.ledger.forget_visits().await {
            tracing::error!(%error, "visits were not forgotten");
        }
        // A clock within the list's time is one that can be believed.
        let spent = match engine.lists.in_force(engine.now()) {
            Ok(_) => engine.ledger.forget_spent().await,
            Err(_) => Ok(0),
        };
        match (outcomes, spent) {
            (Ok(outcomes), Ok(spent)) => tracing::debug!(outcomes, spent, "forgot what is over"),
            (Err(error), _) | (_, Err(error)) => {
                tracing::error!(%error, "the past was not forgotten");
            }
        }
        tokio::time::sleep(PURGE).await;
    }
}
