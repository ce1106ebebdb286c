//! The whole verifier: started, listening, stopped.

use std::net::SocketAddr;
use std::time::Duration;

use celadon_credential::ids::FederationId;
use celadon_credential::url::HttpUrl;
use celadon_service::lists::ListSource;
use celadon_service::{Drained, Limits, Server, SharedClock, bind, serve};

use crate::notices::Webhooks;
use crate::queue::Queue;
use crate::routes::router;
use crate::stores::Stores;
use crate::tasks::{self, Tasks};
use crate::venues::Venues;
use crate::verifier::{Options, StartError, Verifier};

/// How a verifier is run.
#[derive(Debug)]
pub struct Config {
    /// Where it remembers; replicas have the same.
    pub stores: Stores,
    /// Whom it judges for.
    pub venues: Venues,
    /// Where the federation's trust list is.
    pub list: ListSource,
    /// The federation, where it is known already.
    pub federation: Option<FederationId>,
    /// How often the list is fetched.
    pub refresh: Duration,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where wallets reach it; without it where it listens.
    pub public_url: Option<HttpUrl>,
    /// Who is sent the outcomes of venues' challenges.
    pub webhooks: Webhooks,
    /// The bounds of the server.
    pub limits: Limits,
}

impl Config {
    /// How often the trust list is fetched, by default: every minute.
    pub const REFRESH: Duration = Duration::from_secs(60);
}

/// A verifier at work.
#[must_use = "a verifier that is dropped stops"]
#[derive(Debug)]
pub struct Running {
    server: Server,
    verifier: Verifier,
    tasks: Tasks,
}

/// Starts a verifier: opens its database, fetches the trust list, listens. A list that cannot be
/// had yet is no reason not to start: until then nothing is judged.
///
/// # Errors
/// [`StartError`].
pub async fn start(config: Config, clock: SharedClock) -> Result<Running, StartError> {
    let listener = bind(config.listen).await?;
    let address = listener.local_addr().map_err(StartError::Listener)?;
    let public_url = match config.public_url {
        Some(url) => url,
        None => format!("http://{address}").parse()?,
    };
    let options = Options {
        source: config.list,
        federation: config.federation,
        public_url,
        clock: clock.clone(),
        queue: Queue::of_this_machine(),
        stores: config.stores,
        webhooks: config.webhooks,
    };
    let verifier = Verifier::open(config.venues, options).await?;
    // At once, so that the first request is not refused for want of a list that is there.
    if let Err(error) = verifier.engine().lists.refresh(clock.now()).await {
        tracing::warn!(%error, "the trust list was not refreshed");
    }
    let app = router(verifier.clone());
    let forever = std::future::pending();
    let server = serve(app, listener, config.limits, forever).map_err(StartError::Listener)?;
    let tasks = tasks::start(&verifier, config.refresh);
    Ok(Running {
        server,
        verifier,
        tasks,
    })
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The service without HTTP.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Ends what is at work, and then the program's hold on the database.
    pub async fn stop(self) -> Drained {
        drop(self.tasks);
        self.verifier.close_streams();
        self.server.stop();
        let drained = self.server.stopped().await;
        let store = self.verifier.engine().ledger.store().clone();
        if let Err(error) = store.close().await {
            tracing::warn!(%error, "the database was not closed; nothing is lost");
        }
        drained
    }
}
