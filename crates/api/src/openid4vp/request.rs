//! The authorization request that a challenge token implies, and no other.

use celadon_credential::challenge::Challenge;
use celadon_credential::presentation::Federation;
use serde::Serialize;
use serde_json::{Map, Value};

use super::dcql::{ClientMetadata, DcqlQuery};
use super::transaction::PseudonymScope;
use super::{object, uri};
use crate::words::base64url;

/// What a client id begins with where the rest is the address that gets the answer.
pub(super) const CLIENT_ID_PREFIX: &str = "redirect_uri:";

/// An authorization request of this profile. Its members are OpenID4VP's parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuthorizationRequest {
    response_type: &'static str,
    response_mode: &'static str,
    client_id: String,
    response_uri: String,
    nonce: String,
    state: String,
    dcql_query: DcqlQuery,
    client_metadata: ClientMetadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_data: Option<[String; 1]>,
}

impl AuthorizationRequest {
    /// The request that a token implies. `challenge` is the opened token.
    #[must_use]
    pub fn of(token: &[u8], challenge: &Challenge, federation: &Federation) -> Self {
        let response_uri = challenge.response_uri().to_string();
        let token = base64url(token);
        let scope = PseudonymScope::of(challenge, federation);
        AuthorizationRequest {
            response_type: "vp_token",
            response_mode: "direct_post",
            client_id: format!("{CLIENT_ID_PREFIX}{response_uri}"),
            response_uri,
            nonce: token.clone(),
            state: token,
            dcql_query: DcqlQuery::of(challenge.policy(), federation),
            client_metadata: ClientMetadata::ours(),
            transaction_data: scope.map(|scope| [scope.encode()]),
        }
    }

    /// `redirect_uri:` and the address that gets the answer.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The query.
    #[must_use]
    pub fn query(&self) -> &DcqlQuery {
        &self.dcql_query
    }

    /// The request by value: a link with all parameters in its query.
    #[must_use]
    pub fn to_uri(&self) -> String {
        uri::by_value(&self.members())
    }

    /// The request by reference: a short link to `request_uri`, behind which [`Self::to_object`]
    /// stands.
    #[must_use]
    pub fn to_reference(&self, request_uri: &str) -> String {
        uri::by_reference(&self.client_id, request_uri)
    }

    /// The unsigned request object.
    #[must_use]
    pub fn to_object(&self) -> String {
        object::write(self.members())
    }

    pub(super) fn members(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            _ => unreachable!("a structure with text keys is a JSON object"),
        }
    }
}
