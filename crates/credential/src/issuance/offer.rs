//! Offer: what an issuer tells a wallet before it asks for a credential.

use celadon_curve::G2;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::{FederationId, SchemaId};

/// The first move: which key will sign, and the nonce to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The federation.
    pub federation: FederationId,
    /// The schema of the credential.
    pub schema: SchemaId,
    /// The issuer's key `W` for that schema.
    pub issuer_key: G2,
    /// 32 random bytes, used once.
    pub nonce: [u8; 32],
}

impl Offer {
    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode()
    }

    /// Decodes; the key is a point of the subgroup.
    pub fn from_bytes(bytes: &[u8]) -> Result<Offer, DecodeError> {
        Offer::decode(bytes)
    }
}

impl Canonical for Offer {
    const MAX_BYTES: usize = 256;

    fn write(&self, writer: &mut Writer) {
        writer
            .array(5)
            .uint(1)
            .item(&self.federation)
            .item(&self.schema)
            .bytes(&self.issuer_key.to_bytes())
            .bytes(&self.nonce);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Offer, DecodeError> {
        reader.versioned(5)?;
        Ok(Offer {
            federation: reader.item()?,
            schema: reader.item()?,
            issuer_key: G2::from_bytes(&reader.fixed()?)
                .map_err(|_| DecodeError::Invalid("the issuer's key"))?,
            nonce: reader.fixed()?,
        })
    }
}
