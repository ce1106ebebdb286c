//! The engine with its memory: what runs on a thread that may block.

use std::sync::Arc;

use celadon_admission::{Code, Judgement, Reason, Unavailable, Venue, in_force};
use celadon_api::openid4vp::AuthorizationRequest;
use celadon_credential::Time;
use celadon_credential::challenge::Challenge;
use celadon_credential::ids::ChallengeId;
use celadon_credential::url::HttpUrl;
use celadon_service::lists::{Lists, NotInForce};
use celadon_service::{SecretToken, SharedClock};
use rand::rngs::StdRng;
use tokio::runtime::Handle;

use crate::fault::Fault;
use crate::ledger::{Ledger, Recorder};
use crate::standing::{Standing, Standings};
use crate::venues::{Place, Venues};

/// Everything that judging needs. To be used on a thread that may block.
#[derive(Debug)]
pub struct Engine {
    /// The trust lists.
    pub lists: Lists,
    /// The memory.
    pub ledger: Ledger,
    /// Whom it judges for.
    pub venues: Venues,
    /// The time.
    pub clock: Clock,
    standings: Standings,
}

/// The shared clock, silent in `Debug`.
#[derive(Clone)]
pub struct Clock(pub SharedClock);

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// A code as it arrived at a route.
#[derive(Clone, PartialEq, Eq)]
pub enum Scanned {
    /// Bytes.
    Bytes(Vec<u8>),
    /// A text, of which the one canonical form is taken.
    Text(String),
}

impl Scanned {
    fn code(&self) -> Code<'_> {
        match self {
            Scanned::Bytes(bytes) => Code::Bytes(bytes),
            Scanned::Text(text) => Code::Strict(text),
        }
    }
}

/// A challenge that was made, and is not yet remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChallenge {
    /// Its id.
    pub id: ChallengeId,
    /// The token.
    pub token: Vec<u8>,
    /// The request that it implies.
    pub request: AuthorizationRequest,
    /// Its end.
    pub expiry: Time,
}

/// What a wallet's answer came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Accepted, or refused with a reason.
    pub judgement: Judgement,
    /// Where the wallet is to send its user, with the response code, if it was accepted and the
    /// venue wants its visitor back.
    pub redirect_uri: Option<String>,
}

impl From<Reason> for Reply {
    fn from(reason: Reason) -> Reply {
        Reply {
            judgement: Judgement::Refused(reason),
            redirect_uri: None,
        }
    }
}

impl Engine {
    /// An engine.
    #[must_use]
    pub fn new(lists: Lists, ledger: Ledger, venues: Venues, clock: SharedClock) -> Engine {
        Engine {
            lists,
            ledger,
            venues,
            clock: Clock(clock),
            standings: Standings::default(),
        }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Time {
        self.clock.0.now()
    }

    /// Judges codes that a venue's device scanned, in order.
    ///
    /// # Errors
    /// [`Fault`]; then none was accepted and no use recorded.
    pub fn judge(
        &self,
        place: Place,
        codes: &[Scanned],
        runtime: &Handle,
    ) -> Result<Vec<Judgement>, Fault> {
        let now = self.now();
        let standing = self.standing(now)?;
        let venue = self.ready(&standing, place, now)?;
        let ready = runtime.block_on(self.ledger.ready())?;
        let codes: Vec<Code<'_>> = codes.iter().map(Scanned::code).collect();
        let mut recorder = Recorder::new(self.ledger.clone(), ready, runtime.clone());
        let federation = &standing.federation;
        let judged = venue.judge_all(&codes, federation, now, &mut recorder, &mut rng());
        self.faults(judged, &recorder)
    }

    /// Judges a wallet's answer to a challenge of any of the venues. `credential` is the name that
    /// the answer gives the presentation.
    ///
    /// # Errors
    /// [`Fault`]; then it was not accepted, and the challenge not used up.
    pub fn answer(
        &self,
        token: &[u8],
        credential: &str,
        presentation: &[u8],
        runtime: &Handle,
    ) -> Result<Reply, Fault> {
        let now = self.now();
        let standing = self.standing(now)?;
        let federation = &standing.federation;
        // Before anything is said about the answer: what has ended is nobody's malformed token.
        in_force(federation, now)?;
        let Ok((venue, challenge)) = Challenge::unverified(token) else {
            return Ok(Reason::Malformed.into());
        };
        let Some(place) = self.venues.with_id(venue) else {
            return Ok(Reason::WrongAudience.into());
        };
        let venue = self.ready(&standing, place, now)?;
        if credential != venue.policy().credential_id() {
            return Ok(Reason::Malformed.into());
        }
        let ready = runtime.block_on(self.ledger.ready())?;
        let waiting = runtime.block_on(self.ledger.waiting(challenge))?;
        let redirect = waiting
            .and_then(|waiting| waiting.redirect_uri)
            .map(|uri| (uri, SecretToken::random(&mut rng())));
        let digest = redirect.as_ref().map(|(_, code)| code.digest());
        let (ledger, handle) = (self.ledger.clone(), runtime.clone());
        let mut recorder = Recorder::of_challenge(ledger, ready, handle, challenge, digest);
        let rng = &mut rng();
        let judged = venue.judge_answer(presentation, token, federation, now, &mut recorder, rng);
        let judgement = self.faults(judged, &recorder)?;
        if recorder.ended() {
            return Ok(Reason::Stale.into());
        }
        let accepted = matches!(judgement, Judgement::Accepted(_));
        let redirect = redirect.filter(|_| accepted);
        Ok(Reply {
            judgement,
            redirect_uri: redirect
                .map(|(uri, code)| format!("{uri}#response_code={}", *code.to_text())),
        })
    }

    /// Makes a challenge of a venue.
    ///
    /// # Errors
    /// [`Fault`]: an answer to it could not be judged.
    ///
    /// # Panics
    /// If the life is not one that [`Challenge::create`] takes, or the address so long that the
    /// token is too large: both are checked before.
    pub fn challenge(
        &self,
        place: Place,
        life: u64,
        response_uri: HttpUrl,
    ) -> Result<NewChallenge, Fault> {
        let now = self.now();
        let standing = self.standing(now)?;
        let venue = self.ready(&standing, place, now)?;
        let tenant = &self.venues[place];
        let (id, token) = Challenge::create(
            tenant.papers.certificate(),
            tenant.papers.policy(),
            now,
            life,
            response_uri,
            tenant.key.signing(),
            &mut rng(),
        )
        .expect("the life was checked, and the parts' bounds add up to less than the token's");
        let federation = &standing.federation;
        let opened = venue.open(&token, federation);
        let opened = opened.expect("it was made with this venue's papers and key");
        Ok(NewChallenge {
            id,
            request: AuthorizationRequest::of(&token, &opened, federation),
            token,
            expiry: now.plus(life),
        })
    }

    /// The request that a token of one of the venues implies under the list in force; `None` if it
    /// is none of theirs any more.
    ///
    /// # Errors
    /// [`Fault`]: an answer to it could not be judged.
    pub fn request(&self, token: &[u8]) -> Result<Option<AuthorizationRequest>, Fault> {
        let now = self.now();
        let standing = self.standing(now)?;
        let federation = &standing.federation;
        let Some(place) = Challenge::unverified(token)
            .ok()
            .and_then(|(venue, _)| self.venues.with_id(venue))
        else {
            return Ok(None);
        };
        let opened = self.ready(&standing, place, now)?.open(token, federation);
        Ok(opened
            .ok()
            .map(|opened| AuthorizationRequest::of(token, &opened, federation)))
    }

    /// The standing under the list in force, or under the one that has ended or not yet begun:
    /// the engine then says which.
    ///
    /// # Errors
    /// [`Fault::NoList`] before the first list.
    pub fn standing(&self, now: Time) -> Result<Arc<Standing>, Fault> {
        let list = self.lists.at(now).ok_or(NotInForce::Missing)?;
        Ok(self.standings.under(&list, &self.venues))
    }

    /// A venue that can judge now.
    ///
    /// # Errors
    /// [`Fault`] says why it cannot.
    pub fn ready<'s>(
        &self,
        standing: &'s Standing,
        place: Place,
        now: Time,
    ) -> Result<&'s Venue, Fault> {
        in_force(&standing.federation, now)?;
        let venue = standing.venue(place).map_err(Clone::clone)?;
        venue.ready(&standing.federation, now)?;
        Ok(venue)
    }

    fn faults<T>(&self, judged: Result<T, Unavailable>, recorder: &Recorder) -> Result<T, Fault> {
        match judged {
            Err(_) if recorder.clock_behind() => Err(Fault::ClockBehind),
            judged => Ok(judged?),
        }
    }
}

/// Fresh for each judgement: the weights of a batch must be known to nobody before.
fn rng() -> StdRng {
    rand::make_rng()
}
