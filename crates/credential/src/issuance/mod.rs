//! The issuance ceremony, as types: each step consumes what the last one made.
//!
//! ```text
//! issuer  Offer ------------------------> wallet
//! issuer  <----------- IssuanceRequest --  wallet   (keeps a PendingCredential)
//! issuer  IssuanceResponse -------------> wallet   (PendingCredential::receive -> Credential)
//! ```

mod credential;
mod issue;
mod offer;
mod pending;
mod request;

pub use credential::Credential;
pub use issue::{Exponent, IssuanceResponse, issue};
pub use offer::Offer;
pub use pending::{Declaration, PendingCredential};
pub use request::{IssuanceRequest, VerifiedRequest};

use thiserror::Error;

use crate::cbor::DecodeError;

/// Why a step of the ceremony was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IssuanceError {
    /// The bytes are no message of the ceremony.
    #[error("the message of the ceremony is {0}")]
    Decode(#[from] DecodeError),
    /// The offer is for another federation or schema than the wallet works with.
    #[error("the offer is for another federation or schema: ask the issuer for a new one")]
    OtherFederation,
    /// The issuer is not on the trust list.
    #[error("the issuer is not accredited on the trust list")]
    NotAccredited,
    /// The holder secret is zero, and so would be every pseudonym.
    #[error("the holder secret is zero: draw one at random")]
    HolderSecret,
    /// The proof over the commitment does not verify.
    #[error("the proof over the commitment does not verify: begin again with a new offer")]
    Proof,
    /// A record is missing, doubled, or of another attribute than the schema asks for.
    #[error("the records are not those that the schema asks for")]
    Records,
    /// The response is no signature on the request.
    #[error("the issuer's answer is no signature on this request: ask for it again")]
    Signature,
}
