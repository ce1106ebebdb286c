//! Request: a hiding commitment, the proof of its opening, and the records that are reviewed.

use celadon_circuits::sigma::SigmaProof;
use celadon_circuits::{Transcript, commitment};
use celadon_curve::{G1, Scalar};

use super::{IssuanceError, Offer};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::parameters::Parameters;
use crate::record::Record;
use crate::schema::Provenance;

/// The second move, from wallet to issuer.
///
/// The residence is in it in no form but inside `C`, which hides it perfectly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuanceRequest {
    pub(super) commitment: G1,
    pub(super) proof: SigmaProof,
    pub(super) reviewed: Vec<Record>,
}

/// A request whose proof verified and whose records are those that the schema asks for.
#[derive(Debug, Clone)]
pub struct VerifiedRequest {
    pub(super) commitment: G1,
    pub(super) reviewed: Vec<Record>,
}

impl IssuanceRequest {
    /// The most bytes of a request.
    pub const MAX_BYTES: usize = 48 * 1_024;

    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode_secret()
    }

    /// Decodes; nothing is verified yet.
    pub fn from_bytes(bytes: &[u8]) -> Result<IssuanceRequest, DecodeError> {
        IssuanceRequest::decode(bytes)
    }

    /// Checks the proof over exactly `Q2` and the committed bases, and that the reviewed records
    /// are the schema's, in its order.
    pub fn verify(
        self,
        offer: &Offer,
        parameters: &Parameters,
    ) -> Result<VerifiedRequest, IssuanceError> {
        check_records(&self.reviewed, parameters)?;
        let committed = parameters.schema().committed();
        let statement = commitment::Statement {
            generators: parameters.generators(),
            committed: &committed,
            C: self.commitment,
        };
        let transcript = transcript(offer, parameters, &self.reviewed);
        statement
            .verify(&self.proof, transcript)
            .map_err(|_| IssuanceError::Proof)?;
        Ok(VerifiedRequest {
            commitment: self.commitment,
            reviewed: self.reviewed,
        })
    }
}

impl VerifiedRequest {
    /// The records that the issuer's rules look at, in the schema's order.
    pub fn reviewed(&self) -> &[Record] {
        &self.reviewed
    }

    /// The commitment `C`, which the issuer keeps for a renewal.
    pub fn commitment(&self) -> &G1 {
        &self.commitment
    }
}

/// The reviewed records are exactly the schema's, in order.
pub(super) fn check_records(
    reviewed: &[Record],
    parameters: &Parameters,
) -> Result<(), IssuanceError> {
    let expected = (parameters.schema().attributes().iter())
        .filter(|attribute| attribute.provenance() == Provenance::Reviewed)
        .map(|attribute| attribute.name());
    if reviewed.iter().map(Record::attribute).eq(expected) {
        Ok(())
    } else {
        Err(IssuanceError::Records)
    }
}

/// Everything that the proof of the opening is bound to.
pub(super) fn transcript(
    offer: &Offer,
    parameters: &Parameters,
    reviewed: &[Record],
) -> Transcript {
    let mut transcript = Transcript::new(b"celadon-v1-issuance");
    transcript.append(b"federation", offer.federation.as_bytes());
    transcript.append(b"schema", offer.schema.as_bytes());
    transcript.append_scalar(b"domain", &parameters.domain());
    transcript.append_G2(b"issuer", &offer.issuer_key);
    transcript.append(b"nonce", &offer.nonce);
    for record in reviewed {
        transcript.append(b"record", &record.to_bytes());
    }
    transcript
}

impl Canonical for IssuanceRequest {
    const MAX_BYTES: usize = IssuanceRequest::MAX_BYTES;

    fn write(&self, writer: &mut Writer) {
        writer
            .array(5)
            .uint(1)
            .bytes(&self.commitment.to_bytes())
            .bytes(&self.proof.challenge)
            .array(self.proof.responses.len());
        for response in &self.proof.responses {
            writer.bytes(&response.to_bytes());
        }
        writer.array(self.reviewed.len());
        for record in &self.reviewed {
            writer.item(record);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<IssuanceRequest, DecodeError> {
        reader.versioned(5)?;
        let commitment =
            G1::from_bytes(&reader.fixed()?).map_err(|_| DecodeError::Invalid("the commitment"))?;
        let challenge = reader.fixed()?;
        let responses = (0..reader.list(16)?)
            .map(|_| Scalar::from_bytes(&reader.fixed()?).ok_or(DecodeError::Invalid("a response")))
            .collect::<Result<_, _>>()?;
        let reviewed = (0..reader.list(8)?)
            .map(|_| reader.item())
            .collect::<Result<_, _>>()?;
        Ok(IssuanceRequest {
            commitment,
            proof: SigmaProof {
                challenge,
                responses,
            },
            reviewed,
        })
    }
}
