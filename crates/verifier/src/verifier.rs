//! The service: what its routes call, without HTTP.

use std::io;
use std::sync::Arc;

use celadon_admission::{Judgement, Reason};
use celadon_api::verifier::Verdict;
use celadon_credential::ids::FederationId;
use celadon_credential::url::{HttpUrl, UrlError};
use celadon_service::lists::{ListSource, Lists, ListsError};
use celadon_service::server::BindError;
use celadon_service::{Problem, ProblemCode, SecretToken, SharedClock};
use thiserror::Error;
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;

use crate::addresses::Addresses;
use crate::doubts::Doubts;
use crate::engine::{Engine, Scanned};
use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::news::News;
use crate::notices::{Notices, Webhooks};
use crate::queue::{Lane, Queue};
use crate::readiness::Readiness;
use crate::stores::{OpenLedgerError, Stores};
use crate::venues::{Place, Venues};
use crate::verdict;

/// How a verifier is opened.
#[derive(Clone)]
pub struct Options {
    /// Where the trust list comes from.
    pub source: ListSource,
    /// The federation, where it is known already. Without it the first list decides.
    pub federation: Option<FederationId>,
    /// The address under which wallets reach the service.
    pub public_url: HttpUrl,
    /// The time.
    pub clock: SharedClock,
    /// Who waits for the threads that judge.
    pub queue: Queue,
    /// Where it remembers.
    pub stores: Stores,
    /// Who is sent the outcomes of venues' challenges.
    pub webhooks: Webhooks,
}

/// A verifier cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The memory.
    #[error(transparent)]
    Ledger(#[from] OpenLedgerError),
    /// What the database remembers of trust lists.
    #[error(transparent)]
    Lists(#[from] ListsError),
    /// The public address.
    #[error("wallets cannot answer at the public address with {path} behind it: {0}", path = Addresses::ANSWERS)]
    PublicUrl(#[from] UrlError),
    /// The address to listen on.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The listener.
    #[error("the listener does not say its address: {0}")]
    Listener(io::Error),
}

/// An open verifier. Clones share it.
#[derive(Debug, Clone)]
pub struct Verifier {
    engine: Arc<Engine>,
    queue: Queue,
    addresses: Addresses,
    doubts: Arc<Doubts>,
    news: News,
    notices: Notices,
}

impl Verifier {
    /// Opens the memory. The trust list that it remembers is used until a newer one is
    /// fetched, which [`crate::tasks`] does.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn open(venues: Venues, options: Options) -> Result<Verifier, StartError> {
        let addresses = Addresses::below(&options.public_url)?;
        let clock = options.clock.clone();
        let ledger = Ledger::open(&options.stores, clock).await?;
        let store = ledger.store().clone();
        let lists = Lists::open(store, options.source, options.federation).await?;
        Ok(Verifier {
            engine: Arc::new(Engine::new(lists, ledger, venues, options.clock)),
            queue: options.queue,
            addresses,
            doubts: Arc::default(),
            news: News::default(),
            notices: Notices::start(options.webhooks),
        })
    }

    pub(crate) fn doubts(&self) -> &Doubts {
        &self.doubts
    }

    pub(crate) fn news(&self) -> &News {
        &self.news
    }

    pub(crate) fn notices(&self) -> &Notices {
        &self.notices
    }

    /// Ends the streams, so that a server that stops waits for none of them.
    pub fn close_streams(&self) {
        self.news.close();
    }

    pub(crate) fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The engine with its memory.
    #[must_use]
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// The venue whose device sends this API key.
    #[must_use]
    pub fn device_of(&self, token: &SecretToken) -> Option<Place> {
        self.engine.venues.with_api_key(token)
    }

    /// A place among the requests of a venue's devices, to be kept until the answer.
    ///
    /// # Errors
    /// A problem, when as many are at work as one venue may have, or when its devices have sent
    /// more bad proofs than they may.
    pub fn enter(&self, place: Place) -> Result<OwnedSemaphorePermit, Problem> {
        let tenant = &self.engine.venues[place];
        if let Err(wait) = tenant.bad_proofs.left() {
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            let problem = Problem::new(
                ProblemCode::TooManyRequests,
                "This venue's devices have sent many codes whose proof does not verify. Look at \
                 what they scan, and wait.",
            );
            return Err(problem.with_retry_after(seconds.saturating_add(1)));
        }
        tenant.in_flight.clone().try_acquire_owned().map_err(|_| {
            Problem::new(
                ProblemCode::TooManyRequests,
                "This venue has as many requests at work as one may have. Wait for their answers.",
            )
        })
    }

    /// Judges codes that a venue's device scanned: a verdict for each, in order.
    ///
    /// # Errors
    /// A problem to answer with: none could be judged, and no use was recorded.
    pub async fn judge(&self, place: Place, codes: Vec<Scanned>) -> Result<Vec<Verdict>, Problem> {
        let engine = self.engine.clone();
        let judged = self.judging(Lane::Device, move |runtime| {
            engine.judge(place, &codes, runtime)
        });
        let judged = judged.await?;
        let bad = judged.iter().filter(|judgement| is_bad(judgement)).count();
        self.engine.venues[place].bad_proofs.charge(bad);
        Ok(judged.into_iter().map(verdict::of_judgement).collect())
    }

    /// Whether codes can be judged now, or all that is missing. Not in the queue: a verifier at its
    /// limit is ready.
    ///
    /// # Errors
    /// A problem, if it cannot be found out.
    pub async fn readiness(&self) -> Result<Result<Readiness, Vec<String>>, Problem> {
        let (engine, runtime) = (self.engine.clone(), Handle::current());
        tokio::task::spawn_blocking(move || engine.readiness(&runtime))
            .await
            .map_err(|_| Problem::internal())
    }

    pub(crate) async fn judging<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce(&Handle) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Problem> {
        let runtime = Handle::current();
        let judged = self.queue.run(lane, move || work(&runtime)).await?;
        judged.map_err(|fault| self.problem(&fault))
    }

    pub(crate) fn problem(&self, fault: &Fault) -> Problem {
        fault.problem(self.engine.now())
    }
}

/// Whether it cost as much as a good one and was none.
pub(crate) fn is_bad(judgement: &Judgement) -> bool {
    *judgement == Judgement::Refused(Reason::ProofInvalid)
}
