//! Tokens that authorise by being known: a venue device's API key, a wallet's session.
//!
//! The service stores a digest only, so that who reads its database cannot ask in anybody's name.

use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use data_encoding::BASE64URL_NOPAD;
use rand::CryptoRng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::problem::{Problem, ProblemCode};

/// 32 random bytes, as text 43 characters of base64url. Silent in `Debug`, wiped on drop.
#[derive(Clone)]
pub struct SecretToken(Zeroizing<[u8; 32]>);

/// A text that is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a token: it is 43 characters of base64url")]
pub struct MalformedToken;

impl SecretToken {
    /// Characters of the text form.
    pub const TEXT_LENGTH: usize = 43;

    /// A fresh one.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    /// Its text, which is shown or sent once.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(self.0.as_slice()))
    }

    /// From the one canonical text.
    ///
    /// # Errors
    /// [`MalformedToken`], which does not repeat the text.
    pub fn from_text(text: &str) -> Result<Self, MalformedToken> {
        if text.len() != Self::TEXT_LENGTH {
            return Err(MalformedToken);
        }
        let mut bytes = Zeroizing::new([0; 32]);
        BASE64URL_NOPAD
            .decode_mut(text.as_bytes(), bytes.as_mut())
            .map_err(|_| MalformedToken)?;
        Ok(Self(bytes))
    }

    /// What is stored of it. The token is uniformly random, so a plain hash gives nothing to guess.
    #[must_use]
    pub fn digest(&self) -> TokenDigest {
        TokenDigest(Sha256::digest(self.0.as_slice()).into())
    }
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretToken(…)")
    }
}

/// SHA-256 of a token. Comparing takes the same time whatever the values.
#[derive(Debug, Clone, Copy)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// As it was stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// To store, or to look up by.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for TokenDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TokenDigest {}

/// The token of an `Authorization: Bearer` header. As an extractor it refuses a request without
/// one; whether the token is known is the handler's to find out.
#[derive(Debug, Clone)]
pub struct Bearer(pub SecretToken);

impl Bearer {
    /// The one answer to a missing, malformed and unknown token.
    #[must_use]
    pub fn refused() -> Problem {
        Problem::new(
            ProblemCode::Unauthenticated,
            "Send the key as `Authorization: Bearer <key>`; if it was sent, it is not known here.",
        )
    }
}

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all(AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return Err(Self::refused());
        };
        let text = value.to_str().map_err(|_| Self::refused())?;
        let (scheme, token) = text.split_once(' ').ok_or_else(Self::refused)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Self::refused());
        }
        SecretToken::from_text(token)
            .map(Self)
            .map_err(|_| Self::refused())
    }
}
