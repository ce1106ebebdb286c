//! Challenges without HTTP: made, fetched by a wallet, answered, and what became of them.

use celadon_api::openid4vp::AuthorizationResponse;
use celadon_api::verifier::{Answered, ChallengeCreated, ChallengeRequest, Verdict};
use celadon_api::words::{base64url, from_base64url};
use celadon_credential::challenge::Challenge;
use celadon_credential::ids::ChallengeId;
use celadon_credential::text::{self, MAX_CHALLENGE, MAX_PRESENTATION};
use celadon_credential::url::HttpUrl;
use celadon_service::{Problem, ProblemCode, SecretToken};

use crate::engine::Reply;
use crate::ledger::{OpenChallenge, Outcome};
use crate::queue::Lane;
use crate::venues::Place;
use crate::verdict;
use crate::verifier::Verifier;

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
        let engine = self.engine().clone();
        let judged = self.judging(Lane::Wallet, move |runtime| {
            engine.answer(&token, &answer.credential_id, &presentation, runtime)
        });
        let Reply {
            judgement,
            redirect_uri,
        } = judged.await?;
        Ok(Answered {
            verdict: verdict::of_judgement(judgement),
            redirect_uri,
        })
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
