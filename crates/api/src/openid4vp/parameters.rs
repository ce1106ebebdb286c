//! A request as somebody sent it: nothing of it is believed before it was compared with the one
//! that the signed token implies.

use celadon_credential::text::MAX_CHALLENGE;
use serde_json::{Map, Value};

use super::transaction::PseudonymScope;
use super::{AuthorizationRequest, RequestError, uri};
use crate::words::from_base64url;

/// What OpenID4VP, its drafts and OAuth say of a request. Each has to be what the token implies,
/// absent where it implies none; others are no part of a request and are not looked at.
const NAMES: [&str; 23] = [
    "response_type",
    "response_mode",
    "client_id",
    "response_uri",
    "nonce",
    "state",
    "dcql_query",
    "client_metadata",
    "transaction_data",
    // None of these is ever implied.
    "redirect_uri",
    "scope",
    "request",
    "request_uri",
    "request_uri_method",
    "wallet_nonce",
    "verifier_info",
    "verifier_attestations",
    "presentation_definition",
    "presentation_definition_uri",
    "client_metadata_uri",
    "client_id_scheme",
    "expected_origins",
    "trust_chain",
];

/// Those that are JSON in a query.
const JSON: [&str; 3] = ["dcql_query", "client_metadata", "transaction_data"];

/// The parameters of a request, each of those known by name at most once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters(Map<String, Value>);

impl Parameters {
    /// From the query of a link.
    pub(super) fn of_query(query: &str) -> Result<Parameters, RequestError> {
        let mut parameters = Map::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(name) = NAMES.into_iter().find(|known| **known == *name) else {
                continue;
            };
            let value = if JSON.contains(&name) {
                serde_json::from_str(&value).map_err(|_| RequestError::Malformed(name))?
            } else {
                Value::String(value.into_owned())
            };
            if parameters.insert(name.to_owned(), value).is_some() {
                return Err(RequestError::Malformed(name));
            }
        }
        Ok(Parameters(parameters))
    }

    /// From the claims of a request object.
    pub(super) fn of_claims(mut claims: Map<String, Value>) -> Parameters {
        claims.retain(|name, _| NAMES.contains(&name.as_str()));
        Parameters(claims)
    }

    /// The challenge token in it, of which nothing has been checked.
    ///
    /// # Errors
    /// [`RequestError`]: it has none.
    pub fn token(&self) -> Result<Vec<u8>, RequestError> {
        let state = self.text("state")?.ok_or(RequestError::Missing("state"))?;
        from_base64url(state, MAX_CHALLENGE).ok_or(RequestError::Malformed("state"))
    }

    /// Whether every parameter is the one that the token implies; the first that is not.
    ///
    /// # Errors
    /// [`RequestError::Missing`] or [`RequestError::Contradicts`]: the request is not answered.
    pub fn agree_with(&self, implied: &AuthorizationRequest) -> Result<(), RequestError> {
        let implied = implied.members();
        for name in NAMES {
            match (self.0.get(name), implied.get(name)) {
                (None, Some(_)) => return Err(RequestError::Missing(name)),
                (found, expected) if same(name, found, expected) => {}
                _ => return Err(RequestError::Contradicts(name)),
            }
        }
        Ok(())
    }

    pub(super) fn text(&self, name: &'static str) -> Result<Option<&str>, RequestError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(RequestError::Malformed(name)),
        }
    }
}

/// JSON is compared as JSON, whatever the order of its members; in transaction data it is encoded.
fn same(name: &str, found: Option<&Value>, expected: Option<&Value>) -> bool {
    match (found, expected) {
        (Some(found), Some(expected)) if name == "transaction_data" => {
            matches!((scopes(found), scopes(expected)), (Some(one), Some(other)) if one == other)
        }
        (found, expected) => found == expected,
    }
}

fn scopes(value: &Value) -> Option<Vec<PseudonymScope>> {
    let entries = value.as_array()?.iter();
    let decoded = entries.map(|entry| {
        let bytes = from_base64url(entry.as_str()?, uri::MAX_BYTES)?;
        serde_json::from_slice(&bytes).ok()
    });
    decoded.collect()
}
