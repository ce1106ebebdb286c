//! Where wallets reach this verifier.

use celadon_credential::ids::ChallengeId;
use celadon_credential::url::{HttpUrl, UrlError};

/// The addresses behind the public one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    public: String,
    response_uri: HttpUrl,
}

impl Addresses {
    /// Where wallets answer.
    pub const ANSWERS: &str = "/v1/presentations";
    /// Under which challenges are.
    pub const CHALLENGES: &str = "/v1/challenges";

    /// Those below a public address.
    pub(crate) fn below(public: &HttpUrl) -> Result<Addresses, UrlError> {
        let public = public.as_str().trim_end_matches('/').to_owned();
        let response_uri = format!("{public}{}", Addresses::ANSWERS).parse()?;
        let addresses = Addresses {
            public,
            response_uri,
        };
        // Wallets take no longer address; every id has one length.
        let longest = addresses.request_uri(ChallengeId::from_bytes([0; 16]));
        longest.parse::<HttpUrl>().map(|_| addresses)
    }

    /// Where wallets answer every challenge.
    pub(crate) fn response_uri(&self) -> &HttpUrl {
        &self.response_uri
    }

    /// Where a challenge's request object is.
    pub(crate) fn request_uri(&self, challenge: ChallengeId) -> String {
        let Addresses { public, .. } = self;
        format!("{public}{}/{challenge}/request", Addresses::CHALLENGES)
    }
}
