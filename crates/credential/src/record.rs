//! Records: what an attribute says, with a salt, behind one 32-byte scalar of the credential.
//!
//! One scalar hides a record of any size. The salt keeps a small record from being found by trying
//! all; it lets one record be opened, to a hospital, a court or its own citizen, and the rest stay
//! shut.

use core::fmt;

use celadon_curve::{Scalar, Suite, hash_to_scalar};
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::schema::{Schema, is_name};

/// What a record of one attribute says.
pub trait Content: Sized {
    /// The attribute's name in the schema.
    const ATTRIBUTE: &'static str;

    /// The canonical bytes.
    fn to_bytes(&self) -> Zeroizing<Vec<u8>>;

    /// Decodes canonical bytes, within the bounds of every field.
    fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError>;
}

/// An attribute's name, a salt and the canonical bytes of a [`Content`]. Wiped when dropped,
/// silent in `Debug`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Record {
    attribute: String,
    salt: [u8; 16],
    content: Vec<u8>,
}

impl Record {
    /// The most bytes of an encoded record.
    pub const MAX_BYTES: usize = 16 * 1024;

    /// Puts a salt of its own to a content. Refuses one that could not be read again: a field out
    /// of its bounds, or all of them too long together.
    pub fn seal<C: Content>(content: &C, rng: &mut impl CryptoRng) -> Result<Record, DecodeError> {
        let bytes = content.to_bytes();
        C::from_bytes(&bytes)?;
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let record = Record {
            attribute: C::ATTRIBUTE.to_owned(),
            salt,
            content: bytes.to_vec(),
        };
        if record.to_bytes().len() > Record::MAX_BYTES {
            return Err(DecodeError::TooLong {
                limit: Record::MAX_BYTES,
            });
        }
        Ok(record)
    }

    /// What it says, if it is of the attribute that is asked for.
    pub fn open<C: Content>(&self) -> Result<C, DecodeError> {
        if self.attribute != C::ATTRIBUTE {
            return Err(DecodeError::Malformed("a record of another attribute"));
        }
        C::from_bytes(&self.content)
    }

    /// The name of its attribute.
    pub fn attribute(&self) -> &str {
        &self.attribute
    }

    /// The credential's message:
    /// `hash_to_scalar(bytes, "CELADON-V1-RECORD-<ATTRIBUTE>_BLS12381_XMD:SHA-256_")`, the name in
    /// capitals. A tag of its own for each attribute, so that no record passes for another's.
    pub fn message(&self) -> Scalar {
        let dst = format!(
            "CELADON-V1-RECORD-{}_BLS12381_XMD:SHA-256_",
            self.attribute.to_ascii_uppercase()
        );
        hash_to_scalar(Suite::Sha256, &self.to_bytes(), dst.as_bytes())
    }

    /// The canonical bytes: CBOR `[1, attribute, salt, content]`.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let heads = 32 + Schema::MAX_NAME + self.salt.len();
        let mut writer = Writer::with_capacity(self.content.len() + heads);
        self.write(&mut writer);
        Zeroizing::new(writer.finish())
    }

    /// Decodes the canonical bytes; the content is judged by [`Record::open`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Record, DecodeError> {
        Record::decode(bytes)
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({}, ..)", self.attribute)
    }
}

impl Canonical for Record {
    const MAX_BYTES: usize = Record::MAX_BYTES;
    fn write(&self, writer: &mut Writer) {
        writer
            .array(4)
            .uint(1)
            .text(&self.attribute)
            .bytes(&self.salt)
            .bytes(&self.content);
    }
    fn read(reader: &mut Reader<'_>) -> Result<Record, DecodeError> {
        let start = reader.position();
        reader.versioned(4)?;
        let attribute = reader.text(Schema::MAX_NAME)?;
        if !is_name(attribute) {
            return Err(DecodeError::Invalid("the name of an attribute"));
        }
        let record = Record {
            attribute: attribute.to_owned(),
            salt: reader.fixed()?,
            content: reader.bytes(Record::MAX_BYTES)?.to_vec(),
        };
        // Inside another object too: whoever takes it out must be able to read it again.
        if reader.position() - start > Record::MAX_BYTES {
            let limit = Record::MAX_BYTES;
            return Err(DecodeError::TooLong { limit });
        }
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::records::{HealthDeclaration, Residence};

    fn residence() -> Residence {
        Residence {
            province: "Hubei".into(),
            city: "Wuhan".into(),
            district: "Jianghan".into(),
            address: "1 Example Road".into(),
        }
    }

    #[test]
    fn opens_as_what_was_sealed_and_nothing_else() {
        let mut rng = StdRng::seed_from_u64(1);
        let record = Record::seal(&residence(), &mut rng).unwrap();
        let again = Record::from_bytes(&record.to_bytes()).unwrap();
        assert_eq!(again, record);
        assert!(again.open::<Residence>().unwrap() == residence());
        assert!(again.open::<HealthDeclaration>().is_err());
    }

    #[test]
    fn the_message_hangs_on_every_byte_and_on_the_attribute() {
        let mut rng = StdRng::seed_from_u64(1);
        let record = Record::seal(&residence(), &mut rng).unwrap();
        let other_salt = Record::seal(&residence(), &mut rng).unwrap();
        assert_ne!(record.message(), other_salt.message());
        let mut other = record.clone();
        other.attribute = "identity".into();
        assert_ne!(record.message(), other.message());
        let again = Record::from_bytes(&record.to_bytes()).unwrap();
        assert_eq!(record.message(), again.message());
    }

    #[test]
    fn every_byte_of_a_record_matters() {
        let mut rng = StdRng::seed_from_u64(1);
        let record = Record::seal(&residence(), &mut rng).unwrap();
        let bytes = record.to_bytes();
        for place in 0..bytes.len() {
            let mut flipped = bytes.to_vec();
            flipped[place] ^= 1;
            if let Ok(other) = Record::from_bytes(&flipped) {
                assert_ne!(other.message(), record.message(), "byte {place}");
            }
            assert!(Record::from_bytes(&bytes[..place]).is_err());
        }
        assert_eq!(
            Record::from_bytes(&[0; Record::MAX_BYTES + 1]),
            Err(DecodeError::TooLong {
                limit: Record::MAX_BYTES
            })
        );
    }

    #[test]
    fn a_record_inside_another_object_has_the_same_bound() {
        let record = Record {
            attribute: "residence".into(),
            salt: [0; 16],
            content: vec![0; Record::MAX_BYTES - 16],
        };
        let bytes = record.to_bytes();
        assert!(bytes.len() > Record::MAX_BYTES);
        let mut reader = Reader::new(&bytes, 2 * Record::MAX_BYTES).unwrap();
        let refused = reader.item::<Record>();
        let limit = Record::MAX_BYTES;
        assert_eq!(refused, Err(DecodeError::TooLong { limit }));
    }

    #[test]
    fn what_could_not_be_read_again_is_not_sealed() {
        let mut rng = StdRng::seed_from_u64(1);
        for bad in ["x".repeat(201), "line\nbreak".into()] {
            let mut residence = residence();
            residence.address = bad;
            assert!(Record::seal(&residence, &mut rng).is_err());
        }
    }

    #[test]
    fn debug_is_silent() {
        let mut rng = StdRng::seed_from_u64(1);
        let record = Record::seal(&residence(), &mut rng).unwrap();
        assert_eq!(format!("{record:?}"), "Record(residence, ..)");
        assert_eq!(format!("{:?}", residence()), "Residence(..)");
    }
}
