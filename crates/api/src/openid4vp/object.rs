//! A request object (RFC 9101) without a signature. OpenID4VP forbids to sign one whose client id
//! begins with `redirect_uri:`, because a wallet has no key for it. Nothing is lost: the token in it
//! is signed by the venue's key, which the federation certified, and implies all the rest.

use serde_json::{Map, Value, json};

use super::{Parameters, RequestError, uri};
use crate::words::{base64url, from_base64url};

/// The media type of a request object.
pub const CONTENT_TYPE: &str = "application/oauth-authz-req+jwt";

const KIND: &str = "oauth-authz-req+jwt";
/// Who a request is for that names no wallet.
const ANY_WALLET: &str = "https://self-issued.me/v2";

pub(super) fn write(mut members: Map<String, Value>) -> String {
    members.insert("aud".into(), ANY_WALLET.into());
    let header = json!({ "alg": "none", "typ": KIND });
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    format!("{}.{}.", part(&header), part(&Value::Object(members)))
}

pub(super) fn read(text: &str) -> Result<Parameters, RequestError> {
    if text.len() > uri::MAX_BYTES {
        return Err(RequestError::TooLong);
    }
    let parts: Vec<&str> = text.trim_end().split('.').collect();
    let [header, claims, ""] = parts[..] else {
        return Err(RequestError::NotAnObject);
    };
    let part = |text: &str| -> Option<Map<String, Value>> {
        serde_json::from_slice(&from_base64url(text, uri::MAX_BYTES)?).ok()
    };
    let header = part(header).ok_or(RequestError::NotAnObject)?;
    let is = |name: &str, value: &str| header.get(name).is_some_and(|found| found == value);
    if !is("alg", "none") || !is("typ", KIND) {
        return Err(RequestError::NotAnObject);
    }
    let claims = part(claims).ok_or(RequestError::NotAnObject)?;
    Ok(Parameters::of_claims(claims))
}
