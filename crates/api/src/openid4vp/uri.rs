//! A request as a link: all parameters in the query, or a reference to where they are.

use celadon_credential::url::HttpUrl;
use form_urlencoded::Serializer;
use serde_json::{Map, Value};

use super::request::CLIENT_ID_PREFIX;
use super::{Parameters, RequestError};

/// The scheme of a link that opens a wallet.
pub const SCHEME: &str = "openid4vp";

/// Bytes of the longest request, link or object: token and address stand in it several times.
pub(super) const MAX_BYTES: usize = 16 * 1024;

/// A request as it stands in a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestUri {
    /// All of it.
    Value(Parameters),
    /// Where it is.
    Reference(Reference),
}

/// Where a request is, and who is to get the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    client_id: String,
    request_uri: HttpUrl,
}

/// Whether a text is such a link, whatever it holds.
#[must_use]
pub fn is_request(text: &str) -> bool {
    let head = text.trim_start().get(..SCHEME.len() + 1);
    head.is_some_and(|head| {
        head[..SCHEME.len()].eq_ignore_ascii_case(SCHEME) && head.ends_with(':')
    })
}

impl RequestUri {
    /// Reads a link.
    ///
    /// # Errors
    /// [`RequestError`]: then nothing is fetched or answered.
    pub fn parse(link: &str) -> Result<RequestUri, RequestError> {
        let link = link.trim();
        if link.len() > MAX_BYTES {
            return Err(RequestError::TooLong);
        }
        if !is_request(link) || link.contains('#') {
            return Err(RequestError::NotARequest);
        }
        let (_, query) = link.split_once('?').ok_or(RequestError::NotARequest)?;
        let parameters = Parameters::of_query(query)?;
        match parameters.text("request_uri")? {
            None => Ok(RequestUri::Value(parameters)),
            Some(request_uri) => Reference::new(&parameters, request_uri).map(Self::Reference),
        }
    }
}

impl Reference {
    fn new(parameters: &Parameters, request_uri: &str) -> Result<Reference, RequestError> {
        let client_id = parameters.text("client_id")?;
        let client_id = client_id.ok_or(RequestError::Missing("client_id"))?;
        let answer: HttpUrl = client_id
            .strip_prefix(CLIENT_ID_PREFIX)
            .and_then(|uri| uri.parse().ok())
            .ok_or(RequestError::Malformed("client_id"))?;
        let request_uri: HttpUrl = request_uri
            .parse()
            .map_err(|_| RequestError::Malformed("request_uri"))?;
        let same_host = answer.is_https() == request_uri.is_https()
            && answer.authority() == request_uri.authority();
        if !same_host {
            return Err(RequestError::OtherHost);
        }
        Ok(Reference {
            client_id: client_id.to_owned(),
            request_uri,
        })
    }

    /// Where the request object is. It is on the host that gets the answer.
    #[must_use]
    pub fn request_uri(&self) -> &HttpUrl {
        &self.request_uri
    }

    /// What was fetched from there: the request, if it is of the client that the link named.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn resolve(&self, object: &str) -> Result<Parameters, RequestError> {
        let parameters = super::object::read(object)?;
        if parameters.text("client_id")? != Some(&self.client_id) {
            return Err(RequestError::Contradicts("client_id"));
        }
        Ok(parameters)
    }
}

pub(super) fn by_value(members: &Map<String, Value>) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in members {
        match value {
            Value::String(text) => query.append_pair(name, text),
            json => query.append_pair(name, &json.to_string()),
        };
    }
    format!("{SCHEME}://?{}", query.finish())
}

pub(super) fn by_reference(client_id: &str, request_uri: &str) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("client_id", client_id);
    query.append_pair("request_uri", request_uri);
    format!("{SCHEME}://?{}", query.finish())
}
