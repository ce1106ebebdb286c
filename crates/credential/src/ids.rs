//! Who and what: identifiers of fixed length, and the number of a trust list.

use core::fmt;
use core::str::FromStr;

use celadon_curve::{G1, Suite, hash_to_g1};
use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};

/// The text of an identifier has another length or other characters than lower-case hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected {expected}")]
pub struct IdError {
    /// What the text of this identifier looks like.
    pub expected: &'static str,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $bytes]);

        impl $name {
            /// Bytes of the identifier.
            pub const BYTES: usize = $bytes;

            /// Takes the bytes as they are; every value is an identifier.
            pub const fn from_bytes(bytes: [u8; $bytes]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $bytes] {
                &self.0
            }
        }

        /// Lower-case hexadecimal.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        /// Reads lower-case hexadecimal, nothing else: one identifier has one text.
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let error = IdError { expected: $expected };
                let mut bytes = [0; $bytes];
                if text.len() != 2 * $bytes {
                    return Err(error);
                }
                for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
                    *byte = hex_digit(pair[0]).ok_or(error)? << 4 | hex_digit(pair[1]).ok_or(error)?;
                }
                Ok(Self(bytes))
            }
        }

        impl Canonical for $name {
            const MAX_BYTES: usize = $bytes + 2;
            fn write(&self, writer: &mut Writer) {
                writer.bytes(&self.0);
            }
            fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                reader.fixed().map(Self)
            }
        }
    };
}

id!(
    /// A federation: SHA-256 of its first root document. It never changes.
    FederationId, 32, "64 lower-case hexadecimal digits"
);
id!(
    /// A schema: the first 16 bytes of its hash, see [`crate::schema::Schema::id`].
    SchemaId, 16, "32 lower-case hexadecimal digits"
);
id!(
    /// A venue: one place with one address. Given by the federation's registry.
    VenueId, 16, "32 lower-case hexadecimal digits"
);
id!(
    /// A venue policy through all its versions.
    PolicyId, 16, "32 lower-case hexadecimal digits"
);
id!(
    /// One challenge: its 16 random bytes.
    ChallengeId, 16, "32 lower-case hexadecimal digits"
);

impl VenueId {
    /// The audience of a code that is shown to any venue: all zero. No venue has this id.
    pub const ANY: VenueId = VenueId([0; 16]);
}

/// The number of a trust list. A federation's first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(u32);

impl Epoch {
    /// A federation's first epoch.
    pub const FIRST: Epoch = Epoch(1);

    /// Takes the number as it is.
    pub const fn new(number: u32) -> Epoch {
        Epoch(number)
    }

    /// The number.
    pub const fn as_u32(self) -> u32 {
        self.0
    }

    /// The epoch after this one; the last one is followed by itself.
    pub const fn next(self) -> Epoch {
        Epoch(self.0.saturating_add(1))
    }
}

/// Decimal.
impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Epoch {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        text.parse().map(Epoch).map_err(|_| IdError {
            expected: "a decimal number below 2^32",
        })
    }
}

impl Canonical for Epoch {
    const MAX_BYTES: usize = 5;
    fn write(&self, writer: &mut Writer) {
        writer.bytes(&self.0.to_be_bytes());
    }
    fn read(reader: &mut Reader<'_>) -> Result<Epoch, DecodeError> {
        reader.fixed().map(|bytes| Epoch(u32::from_be_bytes(bytes)))
    }
}

/// `Z`, on which issuers of one schema are accredited: their keys are `X = x·Z`, their
/// accreditations `Y = (1/v)·X`. A point for each federation and schema, so that no accreditation
/// serves for another schema.
///
/// `hash_to_G1(CBOR [federation id, schema id], "CELADON-V1-ACCREDIT_BLS12381G1_XMD:SHA-256_SSWU_RO_")`.
pub fn accreditation_base(federation: &FederationId, schema: &SchemaId) -> G1 {
    let mut writer = Writer::new();
    writer.array(2).item(federation).item(schema);
    hash_to_g1(Suite::Sha256, &writer.finish(), ACCREDITATION_DST)
}

const ACCREDITATION_DST: &[u8] = b"CELADON-V1-ACCREDIT_BLS12381G1_XMD:SHA-256_SSWU_RO_";

fn hex_digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_text() {
        let id = SchemaId::from_bytes([0xa5; 16]);
        let text = id.to_string();
        assert_eq!(text, "a5".repeat(16));
        assert_eq!(text.parse(), Ok(id));
        for other in [
            text.to_uppercase(),
            text[1..].to_owned(),
            format!("{text}00"),
            format!(" {}", &text[1..]),
            "é".repeat(16),
        ] {
            assert!(other.parse::<SchemaId>().is_err(), "{other}");
        }
    }

    #[test]
    fn ids_and_epochs_are_byte_strings() {
        assert_eq!(VenueId::ANY.encode()[..2], [0x50, 0]);
        assert_eq!(Epoch::new(7).encode(), [0x44, 0, 0, 0, 7]);
        assert_eq!(Epoch::decode(&[0x44, 0, 0, 0, 7]), Ok(Epoch::new(7)));
        assert!(Epoch::decode(&[0x43, 0, 0, 7]).is_err());
    }

    #[test]
    fn the_accreditation_base_differs_by_federation_and_schema() {
        let (f, g) = (FederationId([1; 32]), FederationId([2; 32]));
        let (s, t) = (SchemaId([1; 16]), SchemaId([2; 16]));
        let base = accreditation_base(&f, &s);
        assert_eq!(base, accreditation_base(&f, &s));
        assert_ne!(base, accreditation_base(&g, &s));
        assert_ne!(base, accreditation_base(&f, &t));
    }
}
