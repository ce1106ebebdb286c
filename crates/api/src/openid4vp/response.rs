//! The wallet's answer: a form with `vp_token` and `state`.

use form_urlencoded::Serializer;
use serde_json::{Value, json};
use thiserror::Error;

/// A wallet's answer to a request.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationResponse {
    /// The name of the credential in the request's query.
    pub credential_id: String,
    /// The presentation, base64url.
    pub presentation: String,
    /// The request's `state`: the challenge token, base64url.
    pub state: String,
}

/// What was posted to a response URI.
#[derive(Clone, PartialEq, Eq)]
pub enum Posted {
    /// An answer.
    Response(AuthorizationResponse),
    /// OAuth's error in place of an answer. A wallet of this profile sends none.
    Error,
}

/// A form that is no authorization response. Each member is the name of what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ResponseError {
    /// A parameter is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A parameter stands there twice.
    #[error("{0} is there twice")]
    Twice(&'static str),
    /// `vp_token` is of another shape.
    #[error("vp_token is a JSON object of one member, an array of one string")]
    Shape,
}

impl AuthorizationResponse {
    /// The form.
    #[must_use]
    pub fn to_form(&self) -> String {
        let vp_token = json!({ &self.credential_id: [self.presentation] });
        Serializer::new(String::new())
            .append_pair("vp_token", &vp_token.to_string())
            .append_pair("state", &self.state)
            .finish()
    }
}

impl Posted {
    /// Reads a form. Parameters that are not known are not looked at.
    ///
    /// # Errors
    /// [`ResponseError`].
    pub fn from_form(form: &[u8]) -> Result<Posted, ResponseError> {
        let [mut vp_token, mut state, mut error] = [None, None, None];
        for (name, value) in form_urlencoded::parse(form) {
            let (known, kept) = match &*name {
                "vp_token" => ("vp_token", &mut vp_token),
                "state" => ("state", &mut state),
                "error" => ("error", &mut error),
                _ => continue,
            };
            if kept.replace(value).is_some() {
                return Err(ResponseError::Twice(known));
            }
        }
        if error.is_some() {
            return Ok(Posted::Error);
        }
        let vp_token = vp_token.ok_or(ResponseError::Missing("vp_token"))?;
        let state = state.ok_or(ResponseError::Missing("state"))?.into_owned();
        let (credential_id, presentation) = one(&vp_token).ok_or(ResponseError::Shape)?;
        Ok(Posted::Response(AuthorizationResponse {
            credential_id,
            presentation,
            state,
        }))
    }
}

/// The one presentation of the one credential.
fn one(vp_token: &str) -> Option<(String, String)> {
    let Value::Object(members) = serde_json::from_str(vp_token).ok()? else {
        return None;
    };
    let mut members = members.into_iter();
    let (Some((id, Value::Array(presentations))), None) = (members.next(), members.next()) else {
        return None;
    };
    let mut presentations = presentations.into_iter();
    match (presentations.next(), presentations.next()) {
        (Some(Value::String(presentation)), None) => Some((id, presentation)),
        _ => None,
    }
}
