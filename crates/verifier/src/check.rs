//! One code, judged without a service and without a network: the list, the papers and the text
//! are given, and a folder that remembers what was used up, if there is one.

use std::path::Path;
use std::sync::Arc;

use celadon_admission::{Code, Judgement, NoReplay, Reason, Unavailable, Venue, VenueError};
use celadon_credential::Time;
use celadon_credential::ids::{Epoch, FederationId};
use celadon_credential::presentation::Federation;
use celadon_credential::time::FixedClock;
use celadon_credential::trust_list::{
    KnownLists, SignedTrustList, TrustListError, VerifiedTrustList,
};
use celadon_service::lists::{ListSource, Lists, ListsError};
use rand::rngs::StdRng;
use thiserror::Error;
use tokio::runtime::Runtime;

use crate::ledger::{Ledger, LedgerError, Recorder};
use crate::papers::Papers;
use crate::stores::{OpenLedgerError, Stores};

/// What is to be checked.
#[derive(Debug, Clone, Copy)]
pub struct Check<'a> {
    /// The text as it was typed, pasted or scanned.
    pub text: &'a str,
    /// The trust list as published.
    pub list: &'a [u8],
    /// Whose door it is.
    pub papers: &'a Papers,
    /// The federation, where it is known already. Without it the list is taken at its word.
    pub federation: Option<FederationId>,
    /// The time of the check.
    pub at: Time,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Accepted, or refused with a reason.
    pub judgement: Judgement,
    /// What the policy has to say to the person, if anything.
    pub instruction: Option<String>,
    /// The federation whose list it was.
    pub federation: FederationId,
    /// The list's number.
    pub epoch: Epoch,
    /// Whether a code that was used before would have been noticed.
    pub replay_checked: bool,
}

/// It could not be judged.
#[derive(Debug, Error)]
pub enum CheckError {
    /// The list.
    #[error("the trust list is refused: {0}")]
    List(#[from] TrustListError),
    /// The list, compared with those that the folder remembers.
    #[error("the trust list is refused: {0}")]
    Lists(#[from] ListsError),
    /// The folder's database.
    #[error(transparent)]
    Open(#[from] OpenLedgerError),
    /// The folder's database, or the clock behind it.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The papers do not hold under this list.
    #[error(transparent)]
    Venue(#[from] VenueError),
    /// Out of their time.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl Check<'_> {
    /// Checks without memory: a code that was used before is accepted again.
    ///
    /// # Errors
    /// [`CheckError`].
    pub fn once(&self) -> Result<Checked, CheckError> {
        let signed = SignedTrustList::from_bytes(self.list).map_err(TrustListError::from)?;
        let known = KnownLists::new();
        let list = signed.verify(self.federation.as_ref(), &known, &mut rng())?;
        self.judge(&list, |venue, code, federation| {
            venue.judge(code, federation, self.at, &mut NoReplay, &mut rng())
        })
        .map(|judged| judged.with_replay(false))
    }

    /// Checks with a folder's memory, which other processes may use at the same time. What is over
    /// is forgotten if `forget` is set, which is for the true time only.
    ///
    /// # Errors
    /// [`CheckError`]; then nothing was recorded.
    pub fn remembered(
        &self,
        folder: &Path,
        forget: bool,
        runtime: &Runtime,
    ) -> Result<Checked, CheckError> {
        let clock = Arc::new(FixedClock(self.at));
        let (ledger, ready, lists) = runtime.block_on(async {
            let ledger = Ledger::open(&Stores::in_folder(folder), clock).await?;
            let ready = ledger.ready().await?;
            let source = ListSource::File(folder.to_owned()); // never fetched: the bytes are here
            let lists = Lists::open(ledger.store().clone(), source, self.federation).await?;
            lists.take(self.list.to_vec(), self.at).await?;
            Ok::<_, CheckError>((ledger, ready, lists))
        })?;
        let list = lists.at(self.at).expect("one was taken");
        let mut recorder = Recorder::new(ledger.clone(), ready, runtime.handle().clone());
        let checked = self.judge(&list, |venue, code, federation| {
            venue.judge(code, federation, self.at, &mut recorder, &mut rng())
        });
        // Where it could be judged the time is within the list's, and can be believed.
        if forget && checked.is_ok() {
            runtime.block_on(ledger.forget_spent())?;
        }
        checked.map(|judged| judged.with_replay(true))
    }

    fn judge(
        &self,
        list: &VerifiedTrustList,
        judge: impl FnOnce(&Venue, Code<'_>, &Federation) -> Result<Judgement, Unavailable>,
    ) -> Result<Checked, CheckError> {
        let federation = Federation::new(list.clone());
        celadon_admission::in_force(&federation, self.at)?;
        let papers = self.papers;
        let venue = Venue::new(papers.certificate(), papers.policy(), &federation)?;
        let judgement = judge(&venue, Code::Typed(self.text), &federation)?;
        let policy = venue.policy();
        let instruction = match &judgement {
            Judgement::Accepted(admission) => policy.instruction(Some(admission.colour)),
            Judgement::Refused(Reason::NoGreen) => policy.instruction(None),
            // What happened to the code, and not how its holder stands.
            Judgement::Refused(_) => None,
        };
        Ok(Checked {
            instruction: instruction.map(str::to_owned),
            judgement,
            federation: *list.federation(),
            epoch: list.epoch(),
            replay_checked: false,
        })
    }
}

impl Checked {
    fn with_replay(self, replay_checked: bool) -> Checked {
        Checked {
            replay_checked,
            ..self
        }
    }
}

fn rng() -> StdRng {
    rand::make_rng()
}
