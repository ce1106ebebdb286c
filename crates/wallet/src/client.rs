//! The wallet's HTTP client: plain requests with bounds on everything, no cookies, no redirects, a
//! connection for each request, nothing sent that names the wallet.
//!
//! | file | what |
//! | --- | --- |
//! | `error` | what went wrong, in words for the citizen |
//! | `transport` | one request, one bounded answer |
//! | here | the requests themselves |

mod error;
mod transport;

use celadon_api::issuer::{EnrolmentRequest, EnrolmentResponse, RoundsResponse, StatusResponse};
use celadon_api::openid4vp::{AuthorizationResponse, Reference};
use celadon_api::verifier::Answered;
use celadon_api::words;
use celadon_credential::issuance::IssuanceResponse;
use celadon_credential::stamp::{BucketFile, BucketIndex, Manifest};
use celadon_credential::trust_list::SignedTrustList;
use celadon_credential::url::HttpUrl;

use crate::{Answer, Wanted};

pub use error::ClientError;
use transport::{Body, Request};
pub use transport::{Client, Fetched};

/// Bytes of the longest offer.
const MAX_OFFER: usize = 256;

/// An issuer's answer to a one-time code.
pub struct Enrolled {
    /// The secret of this enrolment.
    pub session: String,
    /// The bytes of the offer.
    pub offer: Vec<u8>,
}

impl Client {
    /// Fetches a trust list. Nothing about it is checked yet but its length.
    pub fn trust_list(&self, url: &HttpUrl) -> Result<Fetched<Vec<u8>>, ClientError> {
        self.send(Request {
            url,
            path: "",
            session: None,
            body: Body::None,
            limit: SignedTrustList::MAX_BYTES,
        })
    }

    /// Gives an issuer a one-time code.
    pub fn enrol(&self, endpoint: &HttpUrl, code: &str) -> Result<Fetched<Enrolled>, ClientError> {
        let body = EnrolmentRequest {
            code: code.to_owned(),
        };
        let answer: Fetched<EnrolmentResponse> = self.json(Request {
            url: endpoint,
            path: "/v1/enrolments",
            session: None,
            body: Body::json(&body),
            limit: JSON,
        })?;
        let offer = words::from_base64url(&answer.value.offer, MAX_OFFER);
        let offer = offer.ok_or_else(|| ClientError::unreadable(endpoint))?;
        Ok(answer.map(|answer| Enrolled {
            session: answer.session,
            offer,
        }))
    }

    /// Sends a request for a credential, as often as needed: the same bytes get the same answer.
    pub fn declare(
        &self,
        endpoint: &HttpUrl,
        session: &str,
        request: &[u8],
    ) -> Result<Fetched<Vec<u8>>, ClientError> {
        self.send(Request {
            url: endpoint,
            path: "/v1/declarations",
            session: Some(session),
            body: Body::Bytes(request.to_vec()),
            limit: IssuanceResponse::MAX_BYTES,
        })
    }

    /// What the issuer says of this person's colour, for the citizen alone.
    pub fn status(
        &self,
        endpoint: &HttpUrl,
        session: &str,
    ) -> Result<Fetched<StatusResponse>, ClientError> {
        self.json(Request {
            url: endpoint,
            path: "/v1/status",
            session: Some(session),
            body: Body::None,
            limit: JSON,
        })
    }

    /// How many rounds of a period are published. None if the period is not known there.
    pub fn rounds(&self, base: &HttpUrl, wanted: &Wanted) -> Result<Fetched<u32>, ClientError> {
        let answer = self.json::<RoundsResponse>(Request::get(base, &wanted.path(), JSON));
        match answer {
            Err(ClientError::Refused { status: 404, .. }) => Ok(Fetched::undated(0)),
            answer => Ok(answer?.map(|body| body.rounds)),
        }
    }

    /// The signed manifest of a round.
    pub fn manifest(
        &self,
        base: &HttpUrl,
        wanted: &Wanted,
        round: u32,
    ) -> Result<Fetched<Vec<u8>>, ClientError> {
        let path = format!("{}/{round}/manifest", wanted.path());
        self.send(Request::get(base, &path, Manifest::MAX_BYTES + 128))
    }

    /// One bucket file of a round.
    pub fn bucket(
        &self,
        base: &HttpUrl,
        wanted: &Wanted,
        round: u32,
        bucket: BucketIndex,
    ) -> Result<Fetched<Vec<u8>>, ClientError> {
        let path = format!("{}/{round}/{bucket}", wanted.path());
        self.send(Request::get(base, &path, BucketFile::MAX_BYTES))
    }

    /// Fetches the request object of a venue's link. It is asked for before anything is known of
    /// it, so whoever asks says nothing of what the wallet holds.
    pub fn request_object(&self, reference: &Reference) -> Result<String, ClientError> {
        let url = reference.request_uri();
        let fetched = self.send(Request::get(url, "", REQUEST_OBJECT))?;
        String::from_utf8(fetched.value).map_err(|_| ClientError::unreadable(url))
    }

    /// Sends an answer to the venue whose challenge it is: what the venue makes of it. An address
    /// to go on at is dropped if others could read on the way there.
    pub fn answer(&self, token: &[u8], answer: &Answer) -> Result<Answered, ClientError> {
        let response = AuthorizationResponse {
            credential_id: answer.credential_id.clone(),
            presentation: words::base64url(&answer.presentation),
            state: words::base64url(token),
        };
        let answered: Fetched<Answered> = self.json(Request {
            url: &answer.response_uri,
            path: "",
            session: None,
            body: Body::Form(response.to_form()),
            limit: JSON,
        })?;
        let Answered {
            verdict,
            redirect_uri,
        } = answered.value;
        Ok(Answered {
            verdict,
            redirect_uri: redirect_uri.filter(|uri| is_private(uri)),
        })
    }
}

fn is_private(uri: &str) -> bool {
    let (address, fragment) = uri.split_once('#').unwrap_or((uri, ""));
    let plain = fragment.bytes().all(|byte| byte.is_ascii_graphic());
    plain && address.parse().is_ok_and(|url: HttpUrl| url.is_private())
}

/// Bytes of the longest request object.
const REQUEST_OBJECT: usize = 16 * 1_024;
/// Bytes of the longest JSON body.
const JSON: usize = 16 * 1_024;
