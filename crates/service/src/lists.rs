//! The trust list of a service: loaded from a file or a URL, verified, remembered, kept fresh.
//!
//! What was offered never replaces what is held until every check has passed and the database has
//! it. A list that begins later waits beside the one in force, and takes its place at its time.

mod error;
mod source;
mod table;

use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use celadon_credential::Time;
use celadon_credential::ids::{Epoch, FederationId};
use celadon_credential::time::Clock;
use celadon_credential::trust_list::{KnownLists, ListState, SignedTrustList, VerifiedTrustList};
use rand::rngs::StdRng;

pub use error::{FetchError, ListsError, NotInForce};
pub use source::ListSource;
pub use table::migration;

use crate::store::Store;

/// How long to wait after a failure while nothing is held, in place of the usual interval.
const SOON: Duration = Duration::from_secs(2);

/// The lists that a service holds. Clones share them.
#[derive(Debug, Clone)]
pub struct Lists(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    source: ListSource,
    pinned: Option<FederationId>,
    held: RwLock<Held>,
    /// What the last refresh failed with, for the operator.
    failure: Mutex<Option<String>>,
    /// One taking at a time.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Held {
    known: KnownLists,
    /// Ascending by epoch: the one in force, and those that wait.
    lists: Vec<Arc<VerifiedTrustList>>,
    /// The newest list's bytes: the same again need no second verification.
    newest: Vec<u8>,
}

/// What became of an offered list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is the one that is held.
    Same,
    /// It is new.
    New(Epoch),
}

impl Lists {
    /// Opens what the database remembers, whose schema has to have [`migration`]'s tables. Nothing
    /// is fetched yet. `pinned` is the federation, where it is known already.
    ///
    /// # Errors
    /// [`ListsError`]: the database cannot be read, or holds lists of another federation.
    pub async fn open(
        store: Store,
        source: ListSource,
        pinned: Option<FederationId>,
    ) -> Result<Lists, ListsError> {
        let (known, stored) = table::load(&store).await?;
        if let (Some(own), Some(other)) = (&pinned, known.federation())
            && own != other
        {
            return Err(ListsError::OtherFederation);
        }
        let held = blocking(move || reopen(known, stored)).await?;
        Ok(Lists(Arc::new(Inner {
            store,
            source,
            pinned,
            held: RwLock::new(held),
            failure: Mutex::new(None),
            turn: tokio::sync::Mutex::new(()),
        })))
    }

    /// The list in force.
    ///
    /// # Errors
    /// [`NotInForce`] says why there is none.
    pub fn in_force(&self, now: Time) -> Result<Arc<VerifiedTrustList>, NotInForce> {
        let list = self.at(now).ok_or(NotInForce::Missing)?;
        match list.state(now) {
            ListState::Active => Ok(list),
            ListState::NotYetActive => Err(NotInForce::NotYetActive(list.active_from())),
            ListState::Expired => Err(NotInForce::Expired(list.valid_until())),
            ListState::Sunset => Err(NotInForce::Sunset(list.sunset())),
        }
    }

    /// The newest list that has begun, or else the first that will; in force or ended. `None`
    /// before the first.
    pub fn at(&self, now: Time) -> Option<Arc<VerifiedTrustList>> {
        let held = self.0.held.read().expect("no holder of the lock panics");
        let begun = held.lists.iter().rfind(|list| list.active_from() <= now);
        begun.or(held.lists.first()).cloned()
    }

    /// Why the last refresh failed; `None` if it did not.
    pub fn failure(&self) -> Option<String> {
        let failure = self.0.failure.lock().expect("no holder of the lock panics");
        failure.clone()
    }

    /// Fetches once, and takes what is good.
    ///
    /// # Errors
    /// [`ListsError`]; what is held stays as it is.
    pub async fn refresh(&self, now: Time) -> Result<Taken, ListsError> {
        let result = match self.0.source.fetch().await {
            Ok(bytes) => self.take(bytes, now).await,
            Err(error) => Err(error.into()),
        };
        let mut failure = self.0.failure.lock().expect("no holder of the lock panics");
        *failure = result.as_ref().err().map(ToString::to_string);
        result
    }

    /// Refreshes for ever: run it as a task and abort that to end. Failures go to the log, as does
    /// a list of whose life less than half is left.
    pub async fn keep_fresh(self, every: Duration, clock: Arc<dyn Clock + Send + Sync>) {
        loop {
            let now = clock.now();
            match self.refresh(now).await {
                Ok(Taken::New(epoch)) => tracing::info!(%epoch, "took a new trust list"),
                Ok(Taken::Same) => {}
                Err(error) => tracing::warn!(%error, "the trust list was not refreshed"),
            }
            if let Some(list) = self.at(now) {
                let left = list.valid_until().since(now);
                if left * 2 < list.valid_until().since(list.active_from()) {
                    let hours = left / 3_600;
                    tracing::warn!(hours, "less than half of the trust list's life is left");
                }
                tokio::time::sleep(every).await;
            } else {
                tokio::time::sleep(every.min(SOON)).await;
            }
        }
    }

    /// Takes an offered list, if it is good: remembers it in the database, then holds it. Other
    /// processes may share the database: what one has taken, none steps back from.
    ///
    /// # Errors
    /// [`ListsError`]; what is held stays as it is.
    pub async fn take(&self, bytes: Vec<u8>, now: Time) -> Result<Taken, ListsError> {
        let _turn = self.0.turn.lock().await;
        let bytes: Arc<[u8]> = bytes.into();
        loop {
            match self.take_once(bytes.clone(), now).await {
                Err(ListsError::Overtaken) => {
                    let (known, stored) = table::load(&self.0.store).await?;
                    let reopened = blocking(move || reopen(known, stored)).await?;
                    *self.0.held.write().expect("no holder of the lock panics") = reopened;
                }
                taken => return taken,
            }
        }
    }

    async fn take_once(&self, bytes: Arc<[u8]>, now: Time) -> Result<Taken, ListsError> {
        let (before, same) = {
            let held = self.0.held.read().expect("no holder of the lock panics");
            (held.known.clone(), held.newest == *bytes)
        };
        if same {
            return Ok(Taken::Same);
        }
        let (pinned, offered, mut known) = (self.0.pinned, bytes.clone(), before.clone());
        let (known, list) = blocking(move || {
            let signed = SignedTrustList::from_bytes(&offered)?;
            let list = signed.verify(pinned.as_ref(), &known, &mut rng())?;
            known.remember(&list);
            Ok((known, Arc::new(list)))
        })
        .await?;
        let epoch = list.epoch();
        if before.newest() == Some(epoch) {
            return Ok(Taken::Same); // the same list, with other signatures
        }
        let lists = {
            let held = self.0.held.read().expect("no holder of the lock panics");
            let mut lists = held.lists.clone();
            lists.push(list);
            if let Some(begun) = lists.iter().rposition(|list| list.active_from() <= now) {
                lists.drain(..begun);
            }
            lists
        };
        let oldest = lists.first().map_or(epoch, |list| list.epoch());
        let stored = (self.0.store).write_alone("trust list", async |db| {
            if table::known(db).await? != before {
                return Err(ListsError::Overtaken);
            }
            Ok(table::save(db, &known, epoch, &bytes, oldest).await?)
        });
        stored.await?;
        let mut held = self.0.held.write().expect("no holder of the lock panics");
        *held = Held {
            known,
            lists,
            newest: bytes.to_vec(),
        };
        Ok(Taken::New(epoch))
    }
}

fn reopen(known: KnownLists, stored: Vec<Vec<u8>>) -> Result<Held, ListsError> {
    let mut lists = Vec::with_capacity(stored.len());
    for bytes in &stored {
        let list = SignedTrustList::from_bytes(bytes)?.reopen(&known, &mut rng())?;
        lists.push(Arc::new(list));
    }
    Ok(Held {
        known,
        lists,
        newest: stored.into_iter().next_back().unwrap_or_default(),
    })
}

/// Pairings take long: not on the threads that answer requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ListsError> + Send + 'static,
) -> Result<T, ListsError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

fn rng() -> StdRng {
    rand::make_rng()
}
