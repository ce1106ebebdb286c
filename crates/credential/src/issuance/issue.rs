//! The issuer's signature, and the handle by which it stamps.

use core::fmt;

use celadon_curve::{G1, Scalar, Secret};
use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use super::pending::issuer_set;
use super::{IssuanceError, VerifiedRequest};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::parameters::Parameters;
use crate::record::Record;

/// `e`: drawn at random, not zero, once for each credential of an issuer key.
///
/// It is the handle by which the credential is stamped. Two signatures under one exponent would
/// let their holder forge any records, so the issuer's database has a unique index over it; and
/// whoever holds it reads the credential's colours from archived stamps, so it is sealed at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exponent(Secret<Scalar>);

impl Exponent {
    /// Draws one.
    pub fn random(rng: &mut impl CryptoRng) -> Exponent {
        Exponent(Secret::new(Scalar::random_nonzero(rng)))
    }

    /// Takes 32 bytes, big-endian, below `r` and not zero.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Exponent, DecodeError> {
        match Scalar::from_bytes(bytes) {
            Some(e) if !e.is_zero() => Ok(Exponent(Secret::new(e))),
            _ => Err(DecodeError::Invalid("the exponent")),
        }
    }

    /// The 32 bytes. They are a secret of issuer and holder.
    pub fn to_bytes(&self) -> Secret<[u8; 32]> {
        Secret::new(self.0.expose().to_bytes())
    }

    pub(crate) fn scalar(&self) -> &Scalar {
        self.0.expose()
    }
}

/// The third move, from issuer to wallet. The issuer stores its bytes before it sends them, so
/// that a retry of the same request gets the same bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuanceResponse {
    pub(super) signature: G1,
    pub(super) exponent: Exponent,
    pub(super) identity: Record,
    pub(super) bucket_seed: Zeroizing<[u8; 16]>,
}

/// Signs a verified request: `A = B / (x + e)` with
/// `B = P1 + domain·Q1 + C + Σ issuer-computed m_j·H_j`.
///
/// `identity` is the record of the attribute that the issuer sets. `bucket_seed` is the person's,
/// for life. Fails if `identity` is a record of another attribute.
pub fn issue(
    issuer_key: &Secret<Scalar>,
    request: &VerifiedRequest,
    identity: Record,
    exponent: Exponent,
    bucket_seed: [u8; 16],
    parameters: &Parameters,
) -> Result<IssuanceResponse, IssuanceError> {
    if identity.attribute() != issuer_set(parameters) {
        return Err(IssuanceError::Records);
    }
    let B = parameters.generators().origin(&parameters.domain())
        + request.commitment
        + issuer_part(&identity, &request.reviewed, parameters)?;
    let sum = Secret::new(*issuer_key.expose() + *exponent.scalar());
    // x + e = 0 happens with probability 2^-255; the request may then be made again.
    let mut inverse = sum.expose().invert().ok_or(IssuanceError::Signature)?;
    let signature = B * inverse;
    inverse.zeroize();
    Ok(IssuanceResponse {
        signature,
        exponent,
        identity,
        bucket_seed: Zeroizing::new(bucket_seed),
    })
}

/// `Σ m_j·H_j` over the attributes that the issuer computes.
pub(super) fn issuer_part(
    identity: &Record,
    reviewed: &[Record],
    parameters: &Parameters,
) -> Result<G1, IssuanceError> {
    let schema = parameters.schema();
    let indexes = schema.issuer_computed();
    let records = || core::iter::once(identity).chain(reviewed);
    if indexes.len() != records().count() {
        return Err(IssuanceError::Records);
    }
    records()
        .map(|record| {
            let index = schema
                .index_of(record.attribute())
                .filter(|index| indexes.contains(index))
                .ok_or(IssuanceError::Records)?;
            Ok(parameters.generators().H[index].mul(&record.message()))
        })
        .sum()
}

impl IssuanceResponse {
    /// The most bytes of a response.
    pub const MAX_BYTES: usize = 20 * 1_024;

    /// The canonical bytes. They hold secrets of the holder: the exponent and the bucket seed.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode_secret()
    }

    /// Decodes; the wallet verifies when it receives.
    pub fn from_bytes(bytes: &[u8]) -> Result<IssuanceResponse, DecodeError> {
        IssuanceResponse::decode(bytes)
    }
}

impl fmt::Debug for IssuanceResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IssuanceResponse(..)")
    }
}

impl Canonical for IssuanceResponse {
    const MAX_BYTES: usize = IssuanceResponse::MAX_BYTES;

    fn write(&self, writer: &mut Writer) {
        writer
            .array(5)
            .uint(1)
            .bytes(&self.signature.to_bytes())
            .bytes(self.exponent.to_bytes().expose())
            .item(&self.identity)
            .bytes(&*self.bucket_seed);
    }

    fn read(reader: &mut Reader<'_>) -> Result<IssuanceResponse, DecodeError> {
        reader.versioned(5)?;
        Ok(IssuanceResponse {
            signature: G1::from_bytes(&reader.fixed()?)
                .map_err(|_| DecodeError::Invalid("the signature"))?,
            exponent: Exponent::from_bytes(&reader.fixed()?)?,
            identity: reader.item()?,
            bucket_seed: Zeroizing::new(reader.fixed()?),
        })
    }
}
