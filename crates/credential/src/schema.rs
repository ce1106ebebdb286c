//! Schemas: which attributes a credential has, in which order, and who answers for each.

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::SchemaId;

/// Who answers for an attribute. What the issuer sets is computed by the issuer from a record in
/// the clear; what it does not set stands in the holder's commitment, unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provenance {
    /// The holder's secret scalar: committed, never disclosed. Always the first attribute, and the
    /// only one of its kind.
    HolderSecret = 1,
    /// Set by the issuer from what it verified itself.
    IssuerSet = 2,
    /// Told by the holder and never seen by the issuer: committed.
    SelfAsserted = 3,
    /// Told by the holder and reviewed by the issuer, which computes the message itself.
    Reviewed = 4,
}

impl Provenance {
    /// Whether the holder commits to it (and the issuer does not see it).
    pub const fn is_committed(self) -> bool {
        matches!(self, Provenance::HolderSecret | Provenance::SelfAsserted)
    }

    const fn from_code(code: u64) -> Option<Provenance> {
        Some(match code {
            1 => Provenance::HolderSecret,
            2 => Provenance::IssuerSet,
            3 => Provenance::SelfAsserted,
            4 => Provenance::Reviewed,
            _ => return None,
        })
    }
}

/// One attribute of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    name: String,
    provenance: Provenance,
}

impl Attribute {
    /// An attribute; its name is judged with its schema.
    pub fn new(name: impl Into<String>, provenance: Provenance) -> Attribute {
        Attribute {
            name: name.into(),
            provenance,
        }
    }

    /// Its name: `a` to `z`, digits and `_`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who answers for it.
    pub fn provenance(&self) -> Provenance {
        self.provenance
    }
}

/// An ordered list of attributes: message `m_j` of a credential is the attribute at `j - 1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    name: String,
    attributes: Vec<Attribute>,
}

/// Why a list of attributes is not a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SchemaError {
    /// A name is empty, too long, has other characters, or stands twice.
    #[error("names have 1 to {max} characters of a-z, 0-9 and _, none twice", max = Schema::MAX_NAME)]
    Name,
    /// Not two to 32 attributes.
    #[error("a schema has 2 to {max} attributes", max = Schema::MAX_ATTRIBUTES)]
    Length,
    /// The first attribute, and only the first, is the holder's secret.
    #[error("the first attribute, and only the first, is the holder's secret")]
    HolderSecret,
}

impl Schema {
    /// The most attributes.
    pub const MAX_ATTRIBUTES: usize = 32;
    /// Bytes of the longest name.
    pub const MAX_NAME: usize = 40;

    /// A schema of 2 to 32 attributes with distinct names, the first the holder's secret.
    pub fn new(name: impl Into<String>, attributes: Vec<Attribute>) -> Result<Schema, SchemaError> {
        let schema = Schema {
            name: name.into(),
            attributes,
        };
        schema.check().map(|()| schema)
    }

    /// The health declaration: `holder_secret`, `identity` (set by the issuer), `residence`
    /// (self-asserted: the issuer never sees it), `travel_history` and `health_declaration`
    /// (reviewed).
    pub fn declaration() -> Schema {
        Schema {
            name: "declaration".to_owned(),
            attributes: vec![
                Attribute::new("holder_secret", Provenance::HolderSecret),
                Attribute::new("identity", Provenance::IssuerSet),
                Attribute::new("residence", Provenance::SelfAsserted),
                Attribute::new("travel_history", Provenance::Reviewed),
                Attribute::new("health_declaration", Provenance::Reviewed),
            ],
        }
    }

    /// The schema of an id, of those that are known here. A closed list, so that no federation can
    /// give somebody a schema of their own.
    pub fn known(id: SchemaId) -> Option<Schema> {
        Some(Schema::declaration()).filter(|schema| schema.id() == id)
    }

    /// The first 16 bytes of `SHA-256("CELADON-V1-SCHEMA" ‖ 0x00 ‖ CBOR)`.
    pub fn id(&self) -> SchemaId {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(b"CELADON-V1-SCHEMA\0")
            .chain_update(self.to_bytes())
            .finalize()
            .into();
        let (id, _) = digest
            .split_first_chunk()
            .expect("a digest is longer than an id");
        SchemaId::from_bytes(*id)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All attributes, in the order of the messages.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The place of an attribute, from zero.
    pub fn index_of(&self, attribute: &str) -> Option<usize> {
        self.attributes.iter().position(|own| own.name == attribute)
    }

    /// The places, from zero, of what the holder commits to; always begins with zero.
    pub fn committed(&self) -> Vec<usize> {
        self.places(true)
    }

    /// The places, from zero, of what the issuer computes from records in the clear.
    pub fn issuer_computed(&self) -> Vec<usize> {
        self.places(false)
    }

    /// The canonical bytes: CBOR `[1, name, [[attribute, provenance], …]]`.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode()
    }

    /// Decodes the canonical bytes of a schema.
    pub fn from_bytes(bytes: &[u8]) -> Result<Schema, DecodeError> {
        Schema::decode(bytes)
    }

    fn places(&self, committed: bool) -> Vec<usize> {
        self.attributes
            .iter()
            .enumerate()
            .filter(|(_, attribute)| attribute.provenance.is_committed() == committed)
            .map(|(place, _)| place)
            .collect()
    }

    fn check(&self) -> Result<(), SchemaError> {
        if !(2..=Schema::MAX_ATTRIBUTES).contains(&self.attributes.len()) {
            return Err(SchemaError::Length);
        }
        let mut names: Vec<&str> = self.attributes.iter().map(Attribute::name).collect();
        names.sort_unstable();
        let twice = names.windows(2).any(|two| two[0] == two[1]);
        names.push(&self.name);
        if twice || !names.into_iter().all(is_name) {
            return Err(SchemaError::Name);
        }
        let secrets_first = self
            .attributes
            .iter()
            .enumerate()
            .all(|(place, attribute)| {
                (place == 0) == (attribute.provenance == Provenance::HolderSecret)
            });
        if secrets_first {
            Ok(())
        } else {
            Err(SchemaError::HolderSecret)
        }
    }
}

/// Whether a text may name a schema or an attribute.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=Schema::MAX_NAME).contains(&name.len())
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

impl Canonical for Schema {
    const MAX_BYTES: usize = 2_048;
    fn write(&self, writer: &mut Writer) {
        writer.array(3).uint(1).text(&self.name);
        writer.array(self.attributes.len());
        for attribute in &self.attributes {
            writer
                .array(2)
                .text(&attribute.name)
                .uint(attribute.provenance as u64);
        }
    }
    fn read(reader: &mut Reader<'_>) -> Result<Schema, DecodeError> {
        reader.versioned(3)?;
        let name = reader.text(Schema::MAX_NAME)?;
        let len = reader.list(Schema::MAX_ATTRIBUTES)?;
        let mut attributes = Vec::with_capacity(len);
        for _ in 0..len {
            reader.array(2)?;
            let name = reader.text(Schema::MAX_NAME)?;
            let provenance = Provenance::from_code(reader.uint()?)
                .ok_or(DecodeError::Invalid("a provenance"))?;
            attributes.push(Attribute::new(name, provenance));
        }
        Schema::new(name, attributes).map_err(|_| DecodeError::Invalid("a schema"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_is_a_schema_and_known() {
        let schema = Schema::declaration();
        assert_eq!(schema.check(), Ok(()));
        assert_eq!(Schema::from_bytes(&schema.to_bytes()), Ok(schema.clone()));
        assert_eq!(Schema::known(schema.id()), Some(schema.clone()));
        assert_eq!(Schema::known(SchemaId::from_bytes([0; 16])), None);
        assert_eq!(schema.committed(), [0, 2]);
        assert_eq!(schema.issuer_computed(), [1, 3, 4]);
        assert_eq!(schema.index_of("travel_history"), Some(3));
    }

    /// The id stands in every credential: it may never change.
    #[test]
    fn the_id_of_the_declaration_is_frozen() {
        assert_eq!(
            Schema::declaration().id().to_string(),
            "47f00a91e70836f4b520b3ccc7f229ad"
        );
    }

    #[test]
    fn refuses_what_is_no_schema() {
        use Provenance::*;
        let secret = || Attribute::new("holder_secret", HolderSecret);
        let other = |name: &str| Attribute::new(name, IssuerSet);
        for (attributes, error) in [
            (vec![secret()], SchemaError::Length),
            (vec![secret(); 33], SchemaError::Length),
            (vec![secret(), other("a"), other("a")], SchemaError::Name),
            (vec![secret(), other("")], SchemaError::Name),
            (vec![secret(), other("A")], SchemaError::Name),
            (vec![secret(), other(&"a".repeat(41))], SchemaError::Name),
            (vec![other("a"), other("b")], SchemaError::HolderSecret),
            (vec![other("a"), secret()], SchemaError::HolderSecret),
            (
                vec![secret(), Attribute::new("b", HolderSecret)],
                SchemaError::HolderSecret,
            ),
        ] {
            assert_eq!(Schema::new("s", attributes.clone()), Err(error));
            let unchecked = Schema {
                name: "s".into(),
                attributes,
            };
            assert!(Schema::from_bytes(&unchecked.to_bytes()).is_err());
        }
        assert_eq!(
            Schema::new("", vec![secret(), other("a")]),
            Err(SchemaError::Name)
        );
    }
}
