//! Credential: a signature on commitments to a citizen's declaration.

use core::fmt;

use celadon_curve::{G1, G2, Scalar, Secret, pairing_product_is_one};
use zeroize::{Zeroize, Zeroizing};

use super::pending::secret_scalar;
use super::{Exponent, IssuanceError};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::{FederationId, SchemaId};
use crate::parameters::Parameters;
use crate::record::Record;
use crate::stamp::{Stamp, StampError, StampedCredential};
use crate::{Colour, Period};

/// What a citizen holds for life or until it is replaced. Alone it shows nothing: it must be
/// stamped for the period in which it is presented.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    pub(super) federation: FederationId,
    pub(super) schema: SchemaId,
    pub(super) issuer_key: G2,
    pub(super) signature: G1,
    pub(super) exponent: Exponent,
    pub(super) blind: Secret<Scalar>,
    pub(super) holder_secret: Secret<Scalar>,
    pub(super) records: Vec<Record>,
    pub(super) bucket_seed: Zeroizing<[u8; 16]>,
}

impl Credential {
    /// The federation.
    pub fn federation(&self) -> &FederationId {
        &self.federation
    }

    /// The schema.
    pub fn schema(&self) -> &SchemaId {
        &self.schema
    }

    /// The key `W` of the issuer that signed. It is never shown.
    pub fn issuer_key(&self) -> &G2 {
        &self.issuer_key
    }

    /// The handle by which stamps for this credential are labelled.
    pub fn exponent(&self) -> &Exponent {
        &self.exponent
    }

    /// The records, for their citizen alone, in the schema's order.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The person's seed: its first bits say in which bucket the stamps are published.
    pub fn bucket_seed(&self) -> &[u8; 16] {
        &self.bucket_seed
    }

    /// Adds a stamp, after checking it by
    /// `e(A + S, W + e·P2) = e(B + E, P2)`.
    pub fn stamped(
        &self,
        stamp: &Stamp,
        colour: Colour,
        period: Period,
        parameters: &Parameters,
    ) -> Result<StampedCredential, StampError> {
        let E = parameters.stamp_base(colour, period);
        let B = self
            .B(parameters)
            .map_err(|_| StampError::OtherCredential)?;
        let stamped = self.signature + *stamp.point();
        if !self.signs(&stamped, &(B + E)) {
            return Err(StampError::OtherCredential);
        }
        Ok(StampedCredential::new(
            self,
            stamped,
            B + E,
            E,
            colour,
            period,
        ))
    }

    /// `e(A, W + e·P2) = e(B, P2)`, with `B` computed from the records.
    pub(super) fn verify(&self, parameters: &Parameters) -> Result<(), IssuanceError> {
        let B = self.B(parameters)?;
        if self.signs(&self.signature, &B) {
            Ok(())
        } else {
            Err(IssuanceError::Signature)
        }
    }

    fn signs(&self, signature: &G1, B: &G1) -> bool {
        let P2 = G2::generator();
        let key = (self.issuer_key + P2 * *self.exponent.scalar()).prepare();
        !signature.is_identity()
            && pairing_product_is_one(&[(*signature, &key), (-*B, &P2.prepare())])
    }

    /// The messages `m_1..m_L`, the holder secret first.
    pub(crate) fn messages(&self) -> Vec<Scalar> {
        let mut messages = Vec::with_capacity(1 + self.records.len());
        messages.push(*self.holder_secret.expose());
        messages.extend(self.records.iter().map(Record::message));
        messages
    }

    pub(crate) fn blind(&self) -> &Scalar {
        self.blind.expose()
    }

    fn B(&self, parameters: &Parameters) -> Result<G1, IssuanceError> {
        let generators = parameters.generators();
        let attributes = parameters.schema().attributes();
        let in_order = attributes[1..]
            .iter()
            .map(|attribute| attribute.name())
            .eq(self.records.iter().map(Record::attribute));
        if !in_order || self.federation != *parameters.federation() {
            return Err(IssuanceError::Records);
        }
        let mut messages = self.messages();
        let sum = generators.sum(self.blind.expose(), &messages);
        messages.zeroize();
        Ok(generators.origin(&parameters.domain()) + sum)
    }

    /// The canonical bytes, which hold every secret: only for the wallet's sealed file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode_secret()
    }

    /// Decodes what [`Credential::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Credential, DecodeError> {
        Credential::decode(bytes)
    }
}

/// Says whose it is, and nothing that tells one from another.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential({}, ..)", self.federation)
    }
}

impl Canonical for Credential {
    const MAX_BYTES: usize = 96 * 1_024;

    fn write(&self, writer: &mut Writer) {
        writer
            .array(10)
            .uint(1)
            .item(&self.federation)
            .item(&self.schema)
            .bytes(&self.issuer_key.to_bytes())
            .bytes(&self.signature.to_bytes())
            .bytes(self.exponent.to_bytes().expose());
        for secret in [&self.blind, &self.holder_secret] {
            let mut bytes = secret.expose().to_bytes();
            writer.bytes(&bytes);
            bytes.zeroize();
        }
        writer.array(self.records.len());
        for record in &self.records {
            writer.item(record);
        }
        writer.bytes(&*self.bucket_seed);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Credential, DecodeError> {
        reader.versioned(10)?;
        Ok(Credential {
            federation: reader.item()?,
            schema: reader.item()?,
            issuer_key: G2::from_bytes(&reader.fixed()?)
                .map_err(|_| DecodeError::Invalid("the issuer's key"))?,
            signature: G1::from_bytes(&reader.fixed()?)
                .map_err(|_| DecodeError::Invalid("the signature"))?,
            exponent: Exponent::from_bytes(&reader.fixed()?)?,
            blind: secret_scalar(reader)?,
            holder_secret: secret_scalar(reader)?,
            records: (0..reader.list(8)?)
                .map(|_| reader.item())
                .collect::<Result<_, _>>()?,
            bucket_seed: Zeroizing::new(reader.fixed()?),
        })
    }
}
