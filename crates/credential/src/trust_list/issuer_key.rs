//! An issuer's secret key, and what it hands to the root to have it accredited.

use celadon_curve::{G1, G2, Scalar, Secret};
use rand_core::CryptoRng;
use thiserror::Error;

use super::possession::Statement;
use super::{AccreditationKey, AccreditedKey, Issuer, Possession};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::{FederationId, SchemaId, accreditation_base};

/// An issuer's secret key `x` for one schema of one federation. Wiped when dropped, silent in
/// `Debug`.
#[derive(Debug, Clone)]
pub struct IssuerKey {
    federation: FederationId,
    schema: SchemaId,
    x: Secret<Scalar>,
}

/// Bytes are no secret key: not below the group order, or zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a secret key: expected 32 bytes, big-endian, not zero and below the group order")]
pub struct IssuerKeyError;

impl IssuerKey {
    /// A fresh key.
    pub fn generate(
        federation: FederationId,
        schema: SchemaId,
        rng: &mut impl CryptoRng,
    ) -> IssuerKey {
        IssuerKey {
            federation,
            schema,
            x: Secret::new(Scalar::random_nonzero(rng)),
        }
    }

    /// The key of 32 secret bytes, big-endian.
    pub fn from_bytes(
        federation: FederationId,
        schema: SchemaId,
        x: &[u8; 32],
    ) -> Result<IssuerKey, IssuerKeyError> {
        match Scalar::from_bytes(x) {
            Some(x) if !x.is_zero() => Ok(IssuerKey {
                federation,
                schema,
                x: Secret::new(x),
            }),
            _ => Err(IssuerKeyError),
        }
    }

    /// The 32 secret bytes, to be stored encrypted.
    pub fn to_bytes(&self) -> Secret<[u8; 32]> {
        Secret::new(self.x.expose().to_bytes())
    }

    /// The federation in which it may be used.
    pub fn federation(&self) -> &FederationId {
        &self.federation
    }

    /// The schema that it may sign.
    pub fn schema(&self) -> &SchemaId {
        &self.schema
    }

    /// `x` itself, to sign and to stamp.
    pub fn secret(&self) -> &Secret<Scalar> {
        &self.x
    }

    /// `W = x·P2`.
    pub fn W(&self) -> G2 {
        G2::generator() * *self.x.expose()
    }

    /// `X = x·Z`.
    pub fn X(&self) -> G1 {
        accreditation_base(&self.federation, &self.schema) * *self.x.expose()
    }

    /// What the root needs to accredit this key for `issuer`.
    pub fn request(&self, issuer: Issuer, rng: &mut impl CryptoRng) -> IssuerKeyRequest {
        let (W, X) = (self.W(), self.X());
        let statement = Statement {
            federation: &self.federation,
            schema: &self.schema,
            issuer: &issuer,
            W: &W,
            X: &X,
        };
        let possession = statement.prove(&self.x, rng);
        IssuerKeyRequest {
            federation: self.federation,
            schema: self.schema,
            issuer,
            W,
            X,
            possession,
        }
    }
}

/// A public key, whose it is, and the proof that its owner knows the secret one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerKeyRequest {
    /// The federation in which the key may be used.
    pub federation: FederationId,
    /// Whose key it is.
    pub issuer: Issuer,
    /// The schema that it may sign.
    pub schema: SchemaId,
    /// `W = x·P2`.
    pub W: G2,
    /// `X = x·Z`.
    pub X: G1,
    /// The proof that both have the same logarithm, known to the issuer.
    pub possession: Possession,
}

impl IssuerKeyRequest {
    /// Whether the proof of possession holds, for exactly this federation, schema and issuer.
    pub fn is_proven(&self) -> bool {
        let statement = Statement {
            federation: &self.federation,
            schema: &self.schema,
            issuer: &self.issuer,
            W: &self.W,
            X: &self.X,
        };
        statement.verify(&self.possession)
    }

    /// The canonical bytes: CBOR `[1, federation, schema, issuer, W, X, possession]`.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode()
    }

    /// Decodes the canonical bytes of a request; the proof is judged by
    /// [`IssuerKeyRequest::is_proven`].
    pub fn from_bytes(bytes: &[u8]) -> Result<IssuerKeyRequest, DecodeError> {
        IssuerKeyRequest::decode(bytes)
    }

    pub(super) fn accredit(&self, key: &AccreditationKey) -> AccreditedKey {
        AccreditedKey {
            schema: self.schema,
            W: self.W,
            X: self.X,
            possession: self.possession,
            Y: key.accredit(&self.X),
        }
    }
}

impl Canonical for IssuerKeyRequest {
    const MAX_BYTES: usize = 1_024;
    fn write(&self, writer: &mut Writer) {
        writer
            .array(7)
            .uint(1)
            .item(&self.federation)
            .item(&self.schema)
            .item(&self.issuer)
            .G2(&self.W)
            .G1(&self.X)
            .item(&self.possession);
    }
    fn read(reader: &mut Reader<'_>) -> Result<IssuerKeyRequest, DecodeError> {
        reader.versioned(7)?;
        Ok(IssuerKeyRequest {
            federation: reader.item()?,
            schema: reader.item()?,
            issuer: reader.item()?,
            W: reader.G2()?,
            X: reader.G1()?,
            possession: reader.item()?,
        })
    }
}
