//! Challenges without HTTP: made, fetched by a wallet, answered, and what became of them.

use std::time::Duration;

use celadon_admission::Judgement;
use celadon_api::openid4vp::AuthorizationResponse;
use celadon_api::verifier::{
    Answered, ChallengeCreated, ChallengeEvent, ChallengeRequest, Notice, Verdict,
};
use celadon_api::words::{base64url, from_base64url};
use celadon_credential::Time;
use celadon_credential::challenge::Challenge;
use celadon_credential::ids::{ChallengeId, VenueId};
use celadon_credential::text::{self, MAX_CHALLENGE, MAX_PRESENTATION};
use celadon_credential::url::HttpUrl;
use celadon_service::{Problem, ProblemCode, SecretToken};

use crate::engine::Reply;
use crate::ledger::{OpenChallenge, Outcome};
use crate::queue::Lane;
use crate::venues::Place;
use crate::verdict;
use crate::verifier::{Verifier, is_bad};

impl Verifier {
    /// The shortest life of a challenge, in seconds.
    pub const MIN_LIFE: u64 = 5;
    /// The life of a challenge where none is asked for, in seconds.
    pub const DEFAULT_LIFE: u64 = 60;

    /// Makes a challenge of a venue.
    ///
    /// # Errors
    /// A problem to answer with: its life is not from [`Self::MIN_LIFE`] to
    /// [`Challenge::MAX_LIFE`] seconds, its redirect is no address to send a visitor to, or an
    /// answer to it could not be judged.
    pub async fn create_challenge(
        &self,
        place: Place,
        asked: &ChallengeRequest,
    ) -> Result<ChallengeCreated, Problem> {
        let life = life(asked)?;
        let redirect_uri = asked.redirect_uri.as_deref().map(redirect).transpose()?;
        let (engine, uri) = (
            self.engine().clone(),
            self.addresses().response_uri().clone(),
        );
        let made = self.judging(Lane::Device, move |_| engine.challenge(place, life, uri));
        let made = made.await?;
        let opened = OpenChallenge {
            id: made.id,
            venue: self.engine().venues[place].papers.claimed().venue,
            expiry: made.expiry,
            token: &made.token,
            redirect_uri: redirect_uri.as_ref(),
        };
        let remembered = self.engine().ledger.open_challenge(opened).await;
        remembered.map_err(|error| self.problem(&error.into()))?;
        self.tell_the_end(place, made.id, made.expiry);
        let request_uri = self.addresses().request_uri(made.id);
        Ok(ChallengeCreated {
            id: made.id.to_string(),
            expires_at: made.expiry,
            token: base64url(&made.token),
            challenge: text::encode(text::Prefix::Challenge, &made.token),
            request: made.request.to_uri(),
            request_by_reference: made.request.to_reference(&request_uri),
            request_uri,
            response_uri: self.addresses().response_uri().to_string(),
        })
    }

    /// The request object of a challenge that waits for its answer; `None` if there is none.
    ///
    /// # Errors
    /// A problem to answer with.
    pub async fn request_object(&self, id: ChallengeId) -> Result<Option<String>, Problem> {
        let waiting = self.engine().ledger.waiting(id).await;
        let Some(waiting) = waiting.map_err(|error| self.problem(&error.into()))? else {
            return Ok(None);
        };
        let engine = self.engine().clone();
        let request = self.judging(Lane::Wallet, move |_| engine.request(&waiting.token));
        Ok(request.await?.map(|request| request.to_object()))
    }

    /// Judges a wallet's answer.
    ///
    /// # Errors
    /// A problem to answer with: it could not be judged.
    pub async fn answer(&self, answer: AuthorizationResponse) -> Result<Answered, Problem> {
        // What is not base64url is no token and no presentation: malformed, like no bytes at all.
        let bytes = |text: &str, max| from_base64url(text, max).unwrap_or_default();
        let token = bytes(&answer.state, MAX_CHALLENGE);
        let presentation = bytes(&answer.presentation, MAX_PRESENTATION);
        let asked = Challenge::unverified(&token).ok();
        let lane = self.lane(asked.map(|(_, id)| id), &token).await?;
        let engine = self.engine().clone();
        let judged = self.judging(lane, move |runtime| {
            engine.answer(&token, &answer.credential_id, &presentation, runtime)
        });
        let Reply {
            judgement,
            redirect_uri,
        } = judged.await?;
        if let Some((venue, id)) = asked {
            match judgement {
                Judgement::Accepted(_) => self.tell(venue, id).await,
                ref judgement if is_bad(judgement) => {
                    self.doubts().note(id, self.engine().now());
                }
                Judgement::Refused(_) => {}
            }
        }
        Ok(Answered {
            verdict: verdict::of_judgement(judgement),
            redirect_uri,
        })
    }

    /// Where an answer waits for its turn. No signature is checked to find that out.
    async fn lane(&self, id: Option<ChallengeId>, token: &[u8]) -> Result<Lane, Problem> {
        let Some(id) = id.filter(|id| !self.doubts().about(*id)) else {
            return Ok(Lane::Doubtful);
        };
        let ours = self.engine().ledger.is_ours(id, token).await;
        match ours.map_err(|error| self.problem(&error.into()))? {
            true => Ok(Lane::Wallet),
            false => Ok(Lane::Doubtful),
        }
    }

    /// What became of a venue's challenge; `None` if there is none of this id, or it was forgotten.
    /// An acceptance that is guarded by a response code is told to whoever has the code.
    ///
    /// # Errors
    /// A problem to answer with.
    pub async fn outcome(
        &self,
        place: Place,
        challenge: ChallengeId,
        code: Option<&SecretToken>,
    ) -> Result<Option<Verdict>, Problem> {
        let venue = self.engine().venues[place].papers.claimed().venue;
        let record = self.engine().ledger.outcome(challenge, venue).await;
        let Some(record) = record.map_err(|error| self.problem(&error.into()))? else {
            return Ok(None);
        };
        if let (Outcome::Accepted(_), Some(expected)) = (&record.outcome, record.code)
            && code.map(SecretToken::digest) != Some(expected)
        {
            return Err(Problem::new(
                ProblemCode::ResponseCode,
                "Give the `response_code` that the visitor brought back in the redirect URI's \
                 fragment. Without it the answer may be another person's.",
            ));
        }
        Ok(Some(verdict::of_outcome(record.outcome)))
    }
}

/// Telling who waits.
impl Verifier {
    /// Says that something became of a challenge: to streams, and to the venue's webhook what it
    /// is, unless a response code guards it.
    async fn tell(&self, venue: VenueId, id: ChallengeId) {
        self.news().tell();
        if !self.notices().wanted(venue) {
            return;
        }
        let Some(place) = self.engine().venues.with_id(venue) else {
            return;
        };
        match self.engine().ledger.outcome(id, venue).await {
            Ok(Some(record)) if record.code.is_none() && record.outcome != Outcome::Pending => {
                let notice = Notice {
                    kind: "challenge.outcome".to_owned(),
                    timestamp: self.engine().now(),
                    data: ChallengeEvent {
                        id: id.to_string(),
                        verdict: verdict::of_outcome(record.outcome),
                    },
                };
                let key = &self.engine().venues[place].key;
                self.notices().send(venue, &notice, key.signing());
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "a notice was not made"),
        }
    }

    /// Sees to it that a venue with a webhook is told of a challenge that nobody answers.
    fn tell_the_end(&self, place: Place, id: ChallengeId, expiry: Time) {
        let venue = self.engine().venues[place].papers.claimed().venue;
        if !self.notices().wanted(venue) {
            return;
        }
        let Ok(watched) = self.notices().watched.clone().try_acquire_owned() else {
            tracing::warn!("an unanswered challenge will not be told: as many are watched as may");
            return;
        };
        let verifier = self.clone();
        tokio::spawn(async move {
            let _watched = watched;
            loop {
                let left = expiry.since(verifier.engine().now());
                if left == 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_secs(left)).await;
            }
            // An acceptance was told when it was recorded.
            if let Ok(Some(record)) = verifier.engine().ledger.outcome(id, venue).await
                && record.outcome == Outcome::Unanswered
            {
                verifier.tell(venue, id).await;
            }
        });
    }
}

fn life(asked: &ChallengeRequest) -> Result<u64, Problem> {
    let life = asked.lifetime_seconds.unwrap_or(Verifier::DEFAULT_LIFE);
    if (Verifier::MIN_LIFE..=Challenge::MAX_LIFE).contains(&life) {
        return Ok(life);
    }
    Err(Problem::new(
        ProblemCode::InvalidBody,
        format!(
            "lifetime_seconds is from {} to {}.",
            Verifier::MIN_LIFE,
            Challenge::MAX_LIFE
        ),
    ))
}

/// An address whose fragment nobody on the way can read.
fn redirect(uri: &str) -> Result<HttpUrl, Problem> {
    uri.parse().ok().filter(HttpUrl::is_private).ok_or_else(|| {
        Problem::new(
            ProblemCode::InvalidBody,
            "redirect_uri is an https address of at most 200 ASCII characters, without user or \
             fragment.",
        )
    })
}
