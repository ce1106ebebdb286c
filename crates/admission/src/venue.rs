//! A venue: its certificate and its policy, verified against a federation's trust list.

use celadon_credential::challenge::{Challenge, ChallengeError};
use celadon_credential::ids::VenueId;
use celadon_credential::policy::{Policy, PolicyError};
use celadon_credential::presentation::Federation;
use celadon_credential::signed::Signed;
use celadon_credential::text;
use celadon_credential::time::Time;
use celadon_credential::trust_list::ListState;
use celadon_credential::venue::{CertificateError, VenueCertificate};
use rand_core::CryptoRng;
use thiserror::Error;

use crate::{Judgement, Reason, ReplayStore, Unavailable, batch, screen};

/// A venue that can judge presentations of one federation.
#[derive(Debug, Clone)]
pub struct Venue {
    certificate: VenueCertificate,
    policy: Policy,
}

/// Why certificate, policy and trust list do not belong together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VenueError {
    /// The certificate was refused.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The policy was refused.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The policy is not the one that the certificate names.
    #[error("the policy is not the one that the venue's certificate names: load both anew")]
    OtherPolicy,
}

/// A code as it arrives.
#[derive(Debug, Clone, Copy)]
pub enum Code<'a> {
    /// The bytes of a presentation.
    Bytes(&'a [u8]),
    /// A text in the one canonical form, as an API takes it.
    Strict(&'a str),
    /// A text that a person or a scanner typed.
    Typed(&'a str),
}

impl Code<'_> {
    fn decode(self) -> Result<Vec<u8>, Reason> {
        Ok(match self {
            Code::Bytes(bytes) => bytes.to_vec(),
            Code::Strict(text) => text::strict::presentation(text)?,
            Code::Typed(text) => text::typed::presentation(text)?,
        })
    }
}

impl Venue {
    /// Verifies certificate and policy by the federation's online key, and that they belong
    /// together.
    pub fn new(
        certificate: &Signed,
        policy: &Signed,
        federation: &Federation,
    ) -> Result<Venue, VenueError> {
        let list = federation.list();
        let certificate = list.open_certificate(certificate)?;
        let digest = Policy::digest(policy);
        let policy = list.open_policy(policy)?;
        if certificate.policy_digest != digest {
            return Err(VenueError::OtherPolicy);
        }
        Ok(Venue {
            certificate,
            policy,
        })
    }

    /// The venue's id.
    pub fn id(&self) -> VenueId {
        self.certificate.venue
    }

    /// The certificate.
    pub fn certificate(&self) -> &VenueCertificate {
        &self.certificate
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether anything can be judged at this time.
    pub fn ready(&self, federation: &Federation, now: Time) -> Result<(), Unavailable> {
        in_force(federation, now)?;
        let list = federation.list();
        if !self.certificate.valid_at(now) || now >= list.online_key_until() {
            return Err(Unavailable::VenueCertificate);
        }
        if now >= self.policy.valid_until {
            return Err(Unavailable::PolicyExpired {
                until: self.policy.valid_until,
            });
        }
        Ok(())
    }

    /// Judges one scanned code.
    pub fn judge<S: ReplayStore>(
        &self,
        code: Code<'_>,
        federation: &Federation,
        now: Time,
        store: &mut S,
        rng: &mut impl CryptoRng,
    ) -> Result<Judgement, Unavailable> {
        let mut judgements = self.judge_all(&[code], federation, now, store, rng)?;
        Ok(judgements.pop().expect("one code was judged"))
    }

    /// Judges many scanned codes with one pairing equation for all, at about half of what they
    /// cost one by one. One bad code never fails another, and of two equal ones the first is
    /// accepted.
    ///
    /// After an error nothing was accepted and no use recorded: all may be judged again.
    pub fn judge_all<S: ReplayStore>(
        &self,
        codes: &[Code<'_>],
        federation: &Federation,
        now: Time,
        store: &mut S,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Judgement>, Unavailable> {
        self.ready(federation, now)?;
        let screened = codes
            .iter()
            .map(|code| {
                let bytes = code.decode()?;
                let screened = screen::scanned(&bytes, self, federation, now)?;
                Ok((bytes, screened))
            })
            .collect();
        batch::judge(screened, federation, store, rng)
    }

    /// Judges the answer to a challenge of this venue. A refused answer does not use up the
    /// challenge.
    pub fn judge_answer<S: ReplayStore>(
        &self,
        bytes: &[u8],
        token: &[u8],
        federation: &Federation,
        now: Time,
        store: &mut S,
        rng: &mut impl CryptoRng,
    ) -> Result<Judgement, Unavailable> {
        self.ready(federation, now)?;
        let screened = self
            .open(token, federation)
            .and_then(|challenge| screen::answer(bytes, &challenge, token, self, federation, now))
            .map(|screened| (bytes.to_vec(), screened));
        let mut judgements = batch::judge(vec![screened], federation, store, rng)?;
        Ok(judgements.pop().expect("one answer was judged"))
    }

    /// Opens a challenge token, which must be this venue's own.
    pub fn open(&self, token: &[u8], federation: &Federation) -> Result<Challenge, Reason> {
        let challenge = federation
            .list()
            .open_challenge(token)
            .map_err(|error| match error {
                ChallengeError::Decode(_) => Reason::Malformed,
                _ => Reason::ProofInvalid,
            })?;
        if challenge.certificate().venue != self.id() {
            return Err(Reason::WrongAudience);
        }
        // A token of longer life, or one made under papers that have changed since, would let
        // whoever holds an old key choose the period that is asked for.
        let same_papers =
            *challenge.certificate() == self.certificate && *challenge.policy() == self.policy;
        let life = challenge.expiry().since(challenge.time());
        if !same_papers || life > Challenge::MAX_LIFE {
            return Err(Reason::PolicyMismatch);
        }
        Ok(challenge)
    }
}

/// Whether the trust list is in force at this time: without it no venue can judge anything.
pub fn in_force(federation: &Federation, now: Time) -> Result<(), Unavailable> {
    let list = federation.list();
    match list.state(now) {
        ListState::Active => Ok(()),
        ListState::NotYetActive => Err(Unavailable::ListNotYetActive {
            from: list.active_from(),
        }),
        ListState::Expired => Err(Unavailable::ListExpired {
            until: list.valid_until(),
        }),
        ListState::Sunset => Err(Unavailable::Sunset {
            since: list.sunset(),
        }),
    }
}
