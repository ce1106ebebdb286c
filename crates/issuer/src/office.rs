//! The office: all that the routes and the stamper of one issuer share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use celadon_api::sources::Rules;
use celadon_credential::parameters::Parameters;
use celadon_credential::schema::Schema;
use celadon_credential::trust_list::VerifiedTrustList;
use celadon_curve::G2;
use celadon_service::lists::{Lists, NotInForce};
use celadon_service::{Problem, ProblemCode, SharedClock};
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::IssuerSecrets;
use crate::registry::Registry;

/// An issuer at work.
pub struct Office {
    pub(crate) registry: Registry,
    pub(crate) secrets: Arc<IssuerSecrets>,
    pub(crate) parameters: Arc<Parameters>,
    pub(crate) rules: Rules,
    pub(crate) lists: Lists,
    pub(crate) clock: SharedClock,
    pub(crate) stamps: PathBuf,
    /// As many computations at a time as there are cores; the rest wait.
    proofs: Arc<Semaphore>,
    own_key: G2,
}

/// The issuer may neither sign nor stamp now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotAMember {
    /// No trust list is in force.
    #[error(transparent)]
    List(#[from] NotInForce),
    /// The list in force does not have this issuer's keys.
    #[error(
        "this issuer's keys are not on the trust list in force: hand the accreditation request \
         to the federation, or check the folder"
    )]
    NotListed,
}

impl From<NotAMember> for Problem {
    fn from(error: NotAMember) -> Problem {
        match error {
            NotAMember::List(error) => error.into(),
            NotAMember::NotListed => Problem::new(ProblemCode::NotAccredited, error.to_string()),
        }
    }
}

impl Office {
    /// Puts the parts together. `folder` is the issuer's; its stamps are published below it.
    pub fn new(
        folder: &Path,
        registry: Registry,
        secrets: IssuerSecrets,
        rules: Rules,
        lists: Lists,
        clock: SharedClock,
    ) -> Office {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Office {
            registry,
            parameters: Arc::new(Parameters::new(
                *secrets.federation(),
                Schema::declaration(),
            )),
            own_key: secrets.public_key(),
            secrets: Arc::new(secrets),
            rules,
            lists,
            clock,
            stamps: folder.join("stamps"),
            proofs: Arc::new(Semaphore::new(cores)),
        }
    }

    /// The registry.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The list in force, if this issuer is on it with both of its keys.
    pub fn member(&self) -> Result<Arc<VerifiedTrustList>, NotAMember> {
        let list = self.lists.in_force(self.clock.now())?;
        let schema = self.parameters.schema().id();
        let listed = list.issuer_of(&schema, &self.own_key).is_some_and(|entry| {
            entry.issuer().manifest_key == self.secrets.manifest_key().verifying_key()
        });
        if listed {
            Ok(list)
        } else {
            Err(NotAMember::NotListed)
        }
    }

    /// Computes on another thread than those that answer, as many at a time as there are cores.
    pub(crate) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        let permit =
            (self.proofs.clone().acquire_owned().await).expect("the semaphore is never closed");
        // The permit goes with the work: a caller that hangs up does not free it.
        let work = move || {
            let done = work();
            drop(permit);
            done
        };
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }

    /// The public key that signs credentials.
    pub fn own_key(&self) -> &G2 {
        &self.own_key
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Office({})", self.secrets.federation())
    }
}
