//! The envelope: header and proof, of exactly one length for each profile.

use celadon_circuits::presentation::{Format, Proof};

use super::{Header, Profile};
use crate::cbor::DecodeError;

/// The bytes that a wallet sends or draws as a QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    pub(super) header: Header,
    pub(super) proof: Proof,
}

impl Presentation {
    /// Messages of the declaration schema, all hidden in version 1.
    const MESSAGES: usize = 5;

    /// The length of every presentation of a profile, in bytes.
    pub const fn len(profile: Profile) -> usize {
        Header::BYTES
            + Proof::len(
                profile.hides_issuer(),
                profile.has_pseudonym(),
                Presentation::MESSAGES,
            )
    }

    /// The longest presentation, in bytes: 619.
    pub const MAX_BYTES: usize = Presentation::len(Profile::HiddenPseudonym);

    /// Puts a proof under its header. Whether it proves anything is the verifier's to say.
    pub fn new(header: Header, proof: Proof) -> Presentation {
        Presentation { header, proof }
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.header.to_bytes().to_vec();
        bytes.extend(self.proof.to_bytes());
        bytes
    }

    /// Reads the header and checks the length: all that can be refused without arithmetic.
    pub fn peek(bytes: &[u8]) -> Result<Header, DecodeError> {
        if bytes.len() > Presentation::MAX_BYTES {
            let limit = Presentation::MAX_BYTES;
            return Err(DecodeError::TooLong { limit });
        }
        let header = bytes
            .first_chunk()
            .ok_or(DecodeError::Malformed("a header of 59 bytes"))?;
        let header = Header::from_bytes(header)?;
        if bytes.len() != Presentation::len(header.profile) {
            return Err(DecodeError::Malformed("the length of its profile"));
        }
        Ok(header)
    }

    /// Decodes header and proof: canonical scalars and points of the subgroup, none the identity.
    pub fn from_bytes(bytes: &[u8]) -> Result<Presentation, DecodeError> {
        let mut each = Presentation::from_bytes_each(&[bytes]);
        each.pop().expect("one presentation for one")
    }

    /// Decodes several, each as [`Presentation::from_bytes`] does: their points together, which may
    /// cost less.
    pub fn from_bytes_each(encodings: &[&[u8]]) -> Vec<Result<Presentation, DecodeError>> {
        let headers: Vec<_> = encodings
            .iter()
            .map(|bytes| Presentation::peek(bytes))
            .collect();
        let proofs: Vec<_> = (headers.iter().zip(encodings))
            .filter_map(|(header, bytes)| {
                let profile = header.as_ref().ok()?.profile;
                let format = Format {
                    hidden_issuer: profile.hides_issuer(),
                    pseudonym: profile.has_pseudonym(),
                    messages: Presentation::MESSAGES,
                };
                Some((&bytes[Header::BYTES..], format))
            })
            .collect();
        let mut proofs = Proof::from_bytes_each(&proofs).into_iter();
        (headers.into_iter())
            .map(|header| {
                let header = header?;
                let proof = proofs.next().expect("one proof for each header");
                let proof =
                    proof.map_err(|_| DecodeError::Malformed("canonical points and scalars"))?;
                Ok(Presentation { header, proof })
            })
            .collect()
    }
}
