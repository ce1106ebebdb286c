//! A venue's question as an OpenID4VP request: what it says beside the signed challenge has to be
//! what the challenge implies.

use celadon_api::openid4vp::{AuthorizationRequest, Parameters};
use celadon_credential::Time;

use crate::answer::open;
use crate::{Wallet, WalletError};

impl Wallet {
    /// The challenge token of a request, if the challenge may be answered now and every parameter
    /// of the request is the one that it implies. Nothing that the wallet holds is looked at.
    pub fn token_of(&mut self, parameters: &Parameters, now: Time) -> Result<Vec<u8>, WalletError> {
        let token = parameters.token()?;
        let federation = self.federation(now)?;
        let challenge = open(&token, &federation, now)?;
        parameters.agree_with(&AuthorizationRequest::of(&token, &challenge, &federation))?;
        Ok(token)
    }
}
