//! Challenge: a venue's question, signed with the venue's key.
//!
//! It carries certificate and policy, so that a wallet can check offline who asks for what and no
//! one can harvest another venue's pseudonyms. It is stateless for the verifier: whoever holds the
//! venue's key recognises its own token, on any replica.

use ed25519_dalek::{SigningKey, VerifyingKey};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::{ChallengeId, FederationId, VenueId};
use crate::policy::{Policy, PolicyError};
use crate::signed::{Kind, SignatureError, Signed};
use crate::time::Time;
use crate::url::HttpUrl;
use crate::venue::{CertificateError, VenueCertificate};

/// What a challenge says, before certificate and policy are verified.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    certificate: Signed,
    policy: Signed,
    id: ChallengeId,
    time: Time,
    expiry: Time,
    response_uri: HttpUrl,
}

/// A challenge whose signatures were verified: the federation's over certificate and policy, the
/// venue's over the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    certificate: VenueCertificate,
    policy: Policy,
    token: Token,
}

/// Why a challenge was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChallengeError {
    /// The bytes are no challenge.
    #[error("the challenge is {0}: ask the venue for a new one")]
    Decode(#[from] DecodeError),
    /// Its certificate was refused.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Its policy was refused.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The policy is not the one that the certificate names.
    #[error("the challenge's policy is not the one that the venue is registered with")]
    OtherPolicy,
    /// The signature is not the venue's.
    #[error("the challenge is not signed by the venue's key: do not answer it")]
    Signature(#[from] SignatureError),
    /// The venue's certificate does not hold now.
    #[error("the venue's certificate does not hold now: do not answer")]
    CertificateTime,
    /// The policy has ended.
    #[error("the venue's policy has ended: do not answer")]
    PolicyTime,
    /// Its time is more than a minute from the wallet's clock.
    #[error("the challenge was made at another time than now: ask for a new one, check the clock")]
    Time,
    /// It lives longer than a challenge may.
    #[error("the challenge lives longer than five minutes: do not answer it")]
    Life,
    /// It has ended.
    #[error("the challenge has ended: ask the venue for a new one")]
    Ended,
}

/// The nonce of an answer's header: SHA-256(token)[0..8].
pub fn nonce(token: &[u8]) -> [u8; 8] {
    let digest: [u8; 32] = Sha256::digest(token).into();
    *digest.first_chunk().expect("SHA-256 has more than 8 bytes")
}

impl Challenge {
    /// The most bytes of a token.
    pub const MAX_BYTES: usize = 2_048;
    /// The longest life of a challenge, in seconds.
    pub const MAX_LIFE: u64 = 300;
    /// How far a challenge's time may be from a wallet's corrected clock, in seconds.
    pub const MAX_SKEW: u64 = 60;

    /// Makes a token: certificate and policy as the federation signed them, 16 random bytes, now,
    /// a life of at most [`Challenge::MAX_LIFE`] seconds, and where to answer.
    pub fn create(
        certificate: &Signed,
        policy: &Signed,
        now: Time,
        life: u64,
        response_uri: HttpUrl,
        key: &SigningKey,
        rng: &mut impl CryptoRng,
    ) -> Result<(ChallengeId, Vec<u8>), ChallengeError> {
        if life == 0 || life > Challenge::MAX_LIFE {
            return Err(ChallengeError::Life);
        }
        let mut id = [0; 16];
        rng.fill_bytes(&mut id);
        let id = ChallengeId::from_bytes(id);
        let token = Token {
            certificate: certificate.clone(),
            policy: policy.clone(),
            id,
            time: now,
            expiry: now.plus(life),
            response_uri,
        };
        let bytes = Signed::seal(Kind::Challenge, token.encode(), key).to_bytes();
        if bytes.len() > Challenge::MAX_BYTES {
            let limit = Challenge::MAX_BYTES;
            return Err(DecodeError::TooLong { limit }.into());
        }
        Ok((id, bytes))
    }

    /// Whose challenge a token says that it is, and which one. Nobody has checked it yet: it tells
    /// which venue is to open it.
    pub fn unverified(token: &[u8]) -> Result<(VenueId, ChallengeId), DecodeError> {
        if token.len() > Challenge::MAX_BYTES {
            let limit = Challenge::MAX_BYTES;
            return Err(DecodeError::TooLong { limit });
        }
        let token = Token::decode(Signed::from_bytes(token)?.unverified())?;
        let certificate = VenueCertificate::unverified(&token.certificate)?;
        Ok((certificate.venue, token.id))
    }

    /// Opens a token: verifies certificate and policy by the federation's online key, that they
    /// belong together, and the token by the key that the certificate names.
    pub fn open(
        token: &[u8],
        online_key: &VerifyingKey,
        federation: &FederationId,
    ) -> Result<Challenge, ChallengeError> {
        if token.len() > Challenge::MAX_BYTES {
            let limit = Challenge::MAX_BYTES;
            return Err(DecodeError::TooLong { limit }.into());
        }
        let signed = Signed::from_bytes(token)?;
        let token = Token::decode(signed.unverified())?;
        let certificate = VenueCertificate::open(&token.certificate, online_key, federation)?;
        signed.verified(Kind::Challenge, &certificate.key)?;
        let policy = Policy::open(&token.policy, online_key, federation)?;
        if certificate.policy_digest != Policy::digest(&token.policy) {
            return Err(ChallengeError::OtherPolicy);
        }
        Ok(Challenge {
            certificate,
            policy,
            token,
        })
    }

    /// What a wallet checks before it asks its user: a venue that could choose the time freely
    /// would choose `T` and the day of the pseudonym.
    pub fn check_time(&self, now: Time) -> Result<(), ChallengeError> {
        if self.token.expiry.since(self.token.time) > Challenge::MAX_LIFE
            || self.token.expiry <= self.token.time
        {
            return Err(ChallengeError::Life);
        }
        if self.token.time.distance(now) > Challenge::MAX_SKEW {
            return Err(ChallengeError::Time);
        }
        if now >= self.token.expiry {
            return Err(ChallengeError::Ended);
        }
        if !self.certificate.valid_at(now) {
            return Err(ChallengeError::CertificateTime);
        }
        if now >= self.policy.valid_until {
            return Err(ChallengeError::PolicyTime);
        }
        Ok(())
    }

    /// The 16 random bytes.
    pub fn id(&self) -> ChallengeId {
        self.token.id
    }

    /// Who asks.
    pub fn certificate(&self) -> &VenueCertificate {
        &self.certificate
    }

    /// For what.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// When it was made: this time decides `T` and the pseudonym's day.
    pub fn time(&self) -> Time {
        self.token.time
    }

    /// When it ends.
    pub fn expiry(&self) -> Time {
        self.token.expiry
    }

    /// Where to answer.
    pub fn response_uri(&self) -> &HttpUrl {
        &self.token.response_uri
    }
}

impl Canonical for Token {
    const MAX_BYTES: usize = Challenge::MAX_BYTES;

    fn write(&self, writer: &mut Writer) {
        writer
            .array(7)
            .uint(1)
            .item(&self.certificate)
            .item(&self.policy)
            .item(&self.id)
            .item(&self.time)
            .item(&self.expiry)
            .item(&self.response_uri);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Token, DecodeError> {
        reader.versioned(7)?;
        Ok(Token {
            certificate: reader.item()?,
            policy: reader.item()?,
            id: reader.item()?,
            time: reader.item()?,
            expiry: reader.item()?,
            response_uri: reader.item()?,
        })
    }
}
