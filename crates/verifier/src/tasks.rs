//! What runs beside the requests: the trust list is kept fresh, and the past forgotten.

use std::time::Duration;

use tokio::task::JoinSet;

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
    let ledger = engine.ledger.clone();
    tasks.spawn(async move {
        loop {
            match ledger.purge().await {
                Ok(purged) => tracing::debug!(?purged, "forgot what is over"),
                Err(error) => tracing::error!(%error, "the past was not forgotten"),
            }
            tokio::time::sleep(PURGE).await;
        }
    });
    Tasks(tasks)
}
