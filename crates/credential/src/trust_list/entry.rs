//! An issuer as it stands in a trust list.

use celadon_curve::{G1, G2};
use ed25519_dalek::VerifyingKey;

use super::{IssuerKeyRequest, Possession};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::{FederationId, SchemaId};
use crate::name::Name;
use crate::url::HttpUrl;

/// Who an issuer is, and where. All of it is bound into the proof that it knows its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Its name.
    pub name: Name,
    /// Where its service is.
    pub endpoint: HttpUrl,
    /// The key that signs the manifests of its stamp files.
    pub manifest_key: VerifyingKey,
}

/// An issuer and its accredited keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerEntry {
    pub(super) issuer: Issuer,
    pub(super) keys: Vec<AccreditedKey>,
}

/// One key pair of an issuer, for one schema, with its accreditation in this epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccreditedKey {
    /// The schema that it may sign.
    pub schema: SchemaId,
    /// `W = x·P2`: credentials verify under it.
    pub W: G2,
    /// `X = x·Z`: what is accredited.
    pub X: G1,
    /// The proof that the issuer knows `x`.
    pub possession: Possession,
    /// `Y = (1/v)·X`: the accreditation.
    pub Y: G1,
}

impl IssuerEntry {
    /// The most keys of one issuer.
    pub const MAX_KEYS: usize = 16;

    /// Who it is.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Its keys, at least one.
    pub fn keys(&self) -> &[AccreditedKey] {
        &self.keys
    }
}

impl AccreditedKey {
    /// What the issuer handed in for this key.
    pub(super) fn request(&self, federation: FederationId, issuer: &Issuer) -> IssuerKeyRequest {
        IssuerKeyRequest {
            federation,
            issuer: issuer.clone(),
            schema: self.schema,
            W: self.W,
            X: self.X,
            possession: self.possession,
        }
    }
}

/// CBOR `[name, endpoint, manifest key]`.
impl Canonical for Issuer {
    const MAX_BYTES: usize = 512;
    fn write(&self, writer: &mut Writer) {
        writer
            .array(3)
            .item(&self.name)
            .item(&self.endpoint)
            .item(&self.manifest_key);
    }
    fn read(reader: &mut Reader<'_>) -> Result<Issuer, DecodeError> {
        reader.array(3)?;
        Ok(Issuer {
            name: reader.item()?,
            endpoint: reader.item()?,
            manifest_key: reader.item()?,
        })
    }
}

/// CBOR `[issuer, [[schema, W, X, possession, Y], …]]`.
impl Canonical for IssuerEntry {
    const MAX_BYTES: usize = 8_192;
    fn write(&self, writer: &mut Writer) {
        writer.array(2).item(&self.issuer).array(self.keys.len());
        for key in &self.keys {
            writer
                .array(5)
                .item(&key.schema)
                .G2(&key.W)
                .G1(&key.X)
                .item(&key.possession)
                .G1(&key.Y);
        }
    }
    fn read(reader: &mut Reader<'_>) -> Result<IssuerEntry, DecodeError> {
        reader.array(2)?;
        let issuer = reader.item()?;
        let len = reader.list(IssuerEntry::MAX_KEYS)?;
        if len == 0 {
            return Err(DecodeError::Invalid("an issuer without keys"));
        }
        let keys = (0..len)
            .map(|_| {
                reader.array(5)?;
                Ok(AccreditedKey {
                    schema: reader.item()?,
                    W: reader.G2()?,
                    X: reader.G1()?,
                    possession: reader.item()?,
                    Y: reader.G1()?,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(IssuerEntry { issuer, keys })
    }
}
