//! The issuer's bodies.

use celadon_credential::{Colour, Time};
use serde::{Deserialize, Serialize};

use crate::words;

/// `POST /v1/enrolments`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRequest {
    /// The one-time code, as a person typed it.
    pub code: String,
}

impl EnrolmentRequest {
    /// The longest code, in bytes.
    pub const MAX_CODE: usize = 64;
}

/// The answer to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentResponse {
    /// The bearer token of this enrolment.
    pub session: String,
    /// The issuer's offer, base64url.
    pub offer: String,
    /// Until when the offer can be answered: RFC 3339, UTC.
    #[serde(with = "words::time")]
    pub expires_at: Time,
}

/// `GET /v1/status`: for the citizen alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusResponse {
    /// The colour.
    #[serde(with = "words::colour")]
    pub colour: Colour,
    /// The name of the rule that decided.
    pub reason: String,
    /// Why, in words.
    pub text: String,
    /// What to do next, in words.
    pub next: String,
    /// When the colour ends without a new declaration: RFC 3339, UTC.
    #[serde(with = "words::time")]
    pub valid_until: Time,
    /// The quarantine order, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderBody>,
}

/// A quarantine order, dates in the federation's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderBody {
    /// `home` or `collective`.
    pub kind: String,
    /// Its first date.
    pub start: String,
    /// The first date on which it no longer holds.
    pub end: String,
}

/// `GET /v1/stamps/{grid}/{T}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundsResponse {
    /// How many rounds are published, from 0.
    pub rounds: u32,
}
