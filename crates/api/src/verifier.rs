//! The verifier's bodies. What a venue gets has these keys and no other.

use celadon_credential::{Colour, Time};
use serde::{Deserialize, Serialize};

use crate::Reason;
use crate::words;

/// What a venue learns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case", deny_unknown_fields)]
pub enum Verdict {
    /// The presentation is good.
    Accepted {
        /// The colour.
        #[serde(with = "words::colour")]
        colour: Colour,
        /// Until when, the same for everybody: RFC 3339, UTC.
        #[serde(with = "words::time")]
        valid_until: Time,
        /// 96 hexadecimal digits, only where the policy asks for a pseudonym.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pseudonym: Option<String>,
    },
    /// It is not.
    Refused {
        /// Why.
        reason: Reason,
    },
    /// Nobody has answered the challenge yet.
    Pending,
}

/// `POST /v1/challenges`. Every field has a default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeRequest {
    /// How long the challenge lives, 5 to 300 seconds; 60 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime_seconds: Option<u64>,
    /// Where the wallet sends its user after an accepted answer, with a fresh `response_code` in
    /// the fragment, without which the outcome is then not told. For a wallet on the same device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// What a picture of the challenge holds, if one is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr: Option<QrContent>,
}

/// What a QR code of a challenge holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QrContent {
    /// `CELQ1` and digits: the whole challenge. The wallet asks the network nothing.
    #[default]
    Compact,
    /// The link with a `request_uri`: a small code, and the wallet fetches the rest.
    RequestUri,
}

/// The answer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeCreated {
    /// Where the outcome can be read: 32 hexadecimal digits.
    pub id: String,
    /// When it ends: RFC 3339, UTC.
    #[serde(with = "words::time")]
    pub expires_at: Time,
    /// The challenge token, base64url: `nonce` and `state` of the request.
    pub token: String,
    /// The token as `CELQ1` and digits, which a QR code holds.
    pub challenge: String,
    /// The OpenID4VP request by value: a link `openid4vp://?…` with all its parameters.
    pub request: String,
    /// The same request by reference: a short link to `request_uri`.
    pub request_by_reference: String,
    /// Where the request object is.
    pub request_uri: String,
    /// Where the wallet answers.
    pub response_uri: String,
}

/// What became of a challenge, as an event and as a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeEvent {
    /// The challenge.
    pub id: String,
    /// What became of it; `pending` is only the first event of a stream.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// What is sent to a venue's webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// `challenge.outcome`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was sent first: RFC 3339, UTC.
    #[serde(with = "words::time")]
    pub timestamp: Time,
    /// What became of which challenge.
    pub data: ChallengeEvent,
}

/// What the response URI tells a wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What became of the answer.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Where the wallet sends its user now, if the venue asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
}

/// `POST /v1/verifications`: what a venue's device scanned, as exactly one of the two.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerificationRequest {
    /// The text of the code, in its one canonical form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The bytes of the presentation, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation: Option<String>,
}

/// `POST /v1/verifications/batch`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchRequest {
    /// At most [`BatchRequest::MAX_ITEMS`].
    pub items: Vec<VerificationRequest>,
}

impl BatchRequest {
    /// The most items of a batch.
    pub const MAX_ITEMS: usize = 64;
}

/// The answer to it, one for each item, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchResponse {
    /// The verdicts.
    pub results: Vec<Verdict>,
}

/// `GET /readyz`, when codes can be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ready {
    /// The number of the trust list in force.
    pub epoch: u32,
    /// The earliest end among list, certificates and policies: RFC 3339, UTC.
    #[serde(with = "words::time")]
    pub until: Time,
    /// What the operator should look at all the same.
    pub notes: Vec<String>,
}
