//! What a wallet keeps while it waits for the issuer's answer.

use core::fmt;

use celadon_circuits::commitment;
use celadon_curve::{Scalar, Secret};
use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use super::request::{check_records, transcript};
use super::{Credential, IssuanceError, IssuanceRequest, IssuanceResponse, Offer};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::parameters::Parameters;
use crate::record::Record;
use crate::schema::Provenance;
use crate::trust_list::VerifiedTrustList;

/// The citizen's part of the records, salted: one for each self-asserted and each reviewed
/// attribute of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    records: Vec<Record>,
}

impl Declaration {
    /// Takes one record for each attribute that the citizen supplies, in any order.
    pub fn new(
        mut records: Vec<Record>,
        parameters: &Parameters,
    ) -> Result<Declaration, IssuanceError> {
        let schema = parameters.schema();
        let supplied: Vec<&str> = (schema.attributes().iter())
            .filter(|a| {
                matches!(
                    a.provenance(),
                    Provenance::SelfAsserted | Provenance::Reviewed
                )
            })
            .map(|a| a.name())
            .collect();
        records.sort_by_key(|record| schema.index_of(record.attribute()));
        if records.iter().map(Record::attribute).eq(supplied) {
            Ok(Declaration { records })
        } else {
            Err(IssuanceError::Records)
        }
    }

    fn of(&self, provenance: Provenance, parameters: &Parameters) -> Vec<Record> {
        let schema = parameters.schema();
        (self.records.iter())
            .filter(|record| {
                schema
                    .index_of(record.attribute())
                    .is_some_and(|index| schema.attributes()[index].provenance() == provenance)
            })
            .cloned()
            .collect()
    }
}

/// A request that was made and not yet answered. The wallet stores it before it sends the request,
/// so that a wallet killed in between asks again with the same bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct PendingCredential {
    offer: Offer,
    holder_secret: Secret<Scalar>,
    blind: Secret<Scalar>,
    asserted: Vec<Record>,
    reviewed: Vec<Record>,
    /// It holds the reviewed records in the clear.
    request: Zeroizing<Vec<u8>>,
}

impl PendingCredential {
    /// Answers an offer: commits to holder secret and self-asserted records, proves the opening.
    ///
    /// The issuer's key must stand on `list`; `holder_secret` is drawn at random and not zero.
    pub fn begin(
        offer: Offer,
        declaration: &Declaration,
        holder_secret: Secret<Scalar>,
        list: &VerifiedTrustList,
        parameters: &Parameters,
        rng: &mut impl CryptoRng,
    ) -> Result<(IssuanceRequest, PendingCredential), IssuanceError> {
        let schema = parameters.schema();
        if offer.federation != *parameters.federation() || offer.schema != schema.id() {
            return Err(IssuanceError::OtherFederation);
        }
        if list
            .accreditation(&offer.schema, &offer.issuer_key)
            .is_none()
        {
            return Err(IssuanceError::NotAccredited);
        }
        if holder_secret.expose().is_zero() {
            return Err(IssuanceError::HolderSecret);
        }
        let asserted = declaration.of(Provenance::SelfAsserted, parameters);
        let reviewed = declaration.of(Provenance::Reviewed, parameters);
        check_records(&reviewed, parameters)?;
        let blind = Secret::new(Scalar::random_nonzero(rng));
        // Allocated once: a vector that grew would leave a copy of the holder secret behind.
        let mut messages = Vec::with_capacity(1 + asserted.len());
        messages.push(*holder_secret.expose());
        messages.extend(asserted.iter().map(Record::message));
        let witness = commitment::Witness {
            blind: *blind.expose(),
            messages,
        };
        let committed = schema.committed();
        let statement = commitment::Statement {
            generators: parameters.generators(),
            committed: &committed,
            C: commitment::commit(parameters.generators(), &committed, &witness),
        };
        let proof = statement.prove(&witness, transcript(&offer, parameters, &reviewed), rng);
        let request = IssuanceRequest {
            commitment: statement.C,
            proof,
            reviewed: reviewed.clone(),
        };
        let pending = PendingCredential {
            offer,
            holder_secret,
            blind,
            asserted,
            reviewed,
            request: Zeroizing::new(request.to_bytes()),
        };
        Ok((request, pending))
    }

    /// The bytes of the request, for a retry. A retry with other bytes is refused by the issuer.
    pub fn request(&self) -> &[u8] {
        &self.request
    }

    /// The offer that is being answered.
    pub fn offer(&self) -> &Offer {
        &self.offer
    }

    /// Takes the issuer's answer: computes `B` itself and checks
    /// `e(A, W + e·P2) = e(B, P2)`. The pending state stays with the caller until that succeeded.
    pub fn receive(
        &self,
        response: IssuanceResponse,
        parameters: &Parameters,
    ) -> Result<Credential, IssuanceError> {
        if response.identity.attribute() != issuer_set(parameters) {
            return Err(IssuanceError::Records);
        }
        let mut records = vec![response.identity.clone()];
        records.extend(self.asserted.iter().cloned());
        records.extend(self.reviewed.iter().cloned());
        records.sort_by_key(|record| parameters.schema().index_of(record.attribute()));
        let credential = Credential {
            federation: self.offer.federation,
            schema: self.offer.schema,
            issuer_key: self.offer.issuer_key,
            signature: response.signature,
            exponent: response.exponent.clone(),
            blind: self.blind.clone(),
            holder_secret: self.holder_secret.clone(),
            records,
            bucket_seed: response.bucket_seed,
        };
        credential.verify(parameters)?;
        Ok(credential)
    }

    /// The canonical bytes, which hold secrets: only for the wallet's sealed file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode_secret()
    }

    /// Decodes what [`PendingCredential::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<PendingCredential, DecodeError> {
        PendingCredential::decode(bytes)
    }
}

/// Says whose offer is answered, and nothing of what is declared.
impl fmt::Debug for PendingCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PendingCredential({}, ..)", self.offer.federation)
    }
}

/// The attribute that the issuer sets.
pub(super) fn issuer_set(parameters: &Parameters) -> &str {
    (parameters.schema().attributes().iter())
        .find(|attribute| attribute.provenance() == Provenance::IssuerSet)
        .map_or("", |attribute| attribute.name())
}

impl Canonical for PendingCredential {
    const MAX_BYTES: usize = 2 * IssuanceRequest::MAX_BYTES + 20 * 1_024;

    fn write(&self, writer: &mut Writer) {
        writer.array(7).uint(1).item(&self.offer);
        for secret in [&self.holder_secret, &self.blind] {
            let mut bytes = secret.expose().to_bytes();
            writer.bytes(&bytes);
            bytes.zeroize();
        }
        for records in [&self.asserted, &self.reviewed] {
            writer.array(records.len());
            for record in records {
                writer.item(record);
            }
        }
        writer.bytes(&self.request);
    }

    fn read(reader: &mut Reader<'_>) -> Result<PendingCredential, DecodeError> {
        reader.versioned(7)?;
        let offer = reader.item()?;
        let holder_secret = secret_scalar(reader)?;
        let blind = secret_scalar(reader)?;
        let mut records = || {
            (0..reader.list(8)?)
                .map(|_| reader.item())
                .collect::<Result<Vec<Record>, _>>()
        };
        let asserted = records()?;
        let reviewed = records()?;
        Ok(PendingCredential {
            offer,
            holder_secret,
            blind,
            asserted,
            reviewed,
            request: Zeroizing::new(reader.bytes(IssuanceRequest::MAX_BYTES)?.to_vec()),
        })
    }
}

/// A scalar below `r`, wiped on the way.
pub(super) fn secret_scalar(reader: &mut Reader<'_>) -> Result<Secret<Scalar>, DecodeError> {
    let mut bytes = reader.fixed()?;
    let scalar = Scalar::from_bytes(&bytes).map(Secret::new);
    bytes.zeroize();
    scalar.ok_or(DecodeError::Invalid("a secret scalar"))
}
