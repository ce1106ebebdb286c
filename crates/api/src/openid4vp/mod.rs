//! Challenge mode over HTTP: a profile of OpenID for Verifiable Presentations 1.0, described in
//! `docs/openid4vp.md`.
//!
//! The challenge token is the whole request: every other parameter follows from it and from the
//! trust list. So a venue writes a request [from a token](AuthorizationRequest::of), and a wallet
//! opens the token, writes the same request, and [compares](Parameters::agree_with).
//!
//! | file | what |
//! | --- | --- |
//! | `request` | the authorization request that a token implies |
//! | `dcql` | its query: one credential of our format |
//! | `transaction` | its transaction data: the scope of a pseudonym |
//! | `uri` | a request as a link: by value, or by reference |
//! | `object` | a request as the unsigned request object behind a `request_uri` |
//! | `parameters` | a request as somebody sent it |
//! | `response` | the wallet's answer, form-encoded |

mod dcql;
mod object;
mod parameters;
mod request;
mod response;
mod transaction;
mod uri;

pub use dcql::{ClientMetadata, CredentialQuery, DcqlQuery, Meta};
pub use object::CONTENT_TYPE;
pub use parameters::Parameters;
pub use request::AuthorizationRequest;
pub use response::{AuthorizationResponse, Posted, ResponseError};
pub use transaction::PseudonymScope;
pub use uri::{Reference, RequestUri, SCHEME, is_request};

use thiserror::Error;

/// Why an authorization request is not answered. A wallet that refuses one sends nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RequestError {
    /// Not a request at all.
    #[error("this is no OpenID4VP request: it begins with openid4vp: and has a query")]
    NotARequest,
    /// More bytes than an honest request has.
    #[error("the request is longer than {} bytes", uri::MAX_BYTES)]
    TooLong,
    /// A parameter is missing.
    #[error("the request has no {0}: ask the venue for a new one")]
    Missing(&'static str),
    /// A parameter stands there twice, or is not what it has to be.
    #[error("the request's {0} cannot be read: ask the venue for a new one")]
    Malformed(&'static str),
    /// A parameter is another than the signed challenge implies.
    #[error("the request's {0} contradicts the venue's signed challenge: do not answer it")]
    Contradicts(&'static str),
    /// The request is to be fetched from somebody else than who gets the answer.
    #[error("the request is to be fetched from another host than the answer goes to: refused")]
    OtherHost,
    /// What stands behind a `request_uri` is no unsigned request object.
    #[error("what the venue's link leads to is no OpenID4VP request object")]
    NotAnObject,
}
