//! Transaction data: where a policy asks for a pseudonym, what the pseudonym is good for. The
//! presentation proves that it is the pseudonym of exactly this scope.

use celadon_credential::challenge::Challenge;
use celadon_credential::policy::Policy;
use celadon_credential::presentation::Federation;
use serde::{Deserialize, Serialize};

use crate::words::base64url;

/// The type of the transaction data, and its version.
const KIND: &str = "urn:celadon:pseudonym_scope:1";

/// One entry of `transaction_data`, which holds it as base64url of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PseudonymScope {
    /// `urn:celadon:pseudonym_scope:1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The credential that it is about.
    pub credential_ids: [String; 1],
    /// The venue's id, 32 hexadecimal digits.
    pub venue: String,
    /// The day in the federation's zone, such as `2027-01-15`.
    pub day: String,
    /// Why the venue needs the pseudonym: the policy's words.
    pub reason: String,
}

impl PseudonymScope {
    /// The scope of a challenge whose policy asks for a pseudonym.
    pub(super) fn of(challenge: &Challenge, federation: &Federation) -> Option<PseudonymScope> {
        let policy: &Policy = challenge.policy();
        let reason = policy.pseudonym.clone()?;
        let zone = federation.list().charter().zone();
        Some(PseudonymScope {
            kind: KIND.to_owned(),
            credential_ids: [policy.credential_id()],
            venue: challenge.certificate().venue.to_string(),
            day: zone.day_of(challenge.time()).to_string(),
            reason,
        })
    }

    pub(super) fn encode(&self) -> String {
        base64url(&serde_json::to_vec(self).expect("a structure with text keys is JSON"))
    }
}
