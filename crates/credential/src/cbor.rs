//! Deterministic CBOR (RFC 8949 section 4.2.1), the encoding of all that is signed or hashed.

use celadon_curve::{G1, G2};
use minicbor::{Decoder, Encoder};
use thiserror::Error;
use zeroize::Zeroizing;

/// Why bytes were refused as an object of this crate. None of these says anything about a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// More bytes than an object of this kind can have. Nothing was parsed.
    #[error("longer than the {limit} bytes that it may have")]
    TooLong {
        /// The most bytes that are read.
        limit: usize,
    },
    /// Cut short, of another structure, or with bytes after its end.
    #[error("malformed: expected {0}")]
    Malformed(&'static str),
    /// Made by a version that is not known here.
    #[error("version {0} is not known here: update this program")]
    Version(u64),
    /// Readable, but not the one canonical encoding.
    #[error("not the canonical encoding")]
    NotCanonical,
    /// A field whose value is out of its bounds.
    #[error("{0} is out of bounds")]
    Invalid(&'static str),
}

/// An object with one canonical encoding.
pub(crate) trait Canonical: Sized {
    /// The most bytes that a decoder looks at.
    const MAX_BYTES: usize;

    /// Writes the one encoding.
    fn write(&self, writer: &mut Writer);

    /// Reads one object; what follows it is the caller's.
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// The canonical bytes.
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.finish()
    }

    /// The canonical bytes of an object that holds secrets, in one buffer that never grows: a
    /// buffer that does leaves unwiped copies behind. The caller wipes what it gets.
    fn encode_secret(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(Self::MAX_BYTES);
        self.write(&mut writer);
        writer.finish()
    }

    /// Decodes bytes that are exactly one canonical object.
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes, Self::MAX_BYTES)?;
        let object = Self::read(&mut reader)?;
        reader.end()?;
        let mut again = Writer::with_capacity(bytes.len());
        object.write(&mut again);
        // It may hold personal data: wiped.
        let again = Zeroizing::new(again.finish());
        if *again == bytes {
            Ok(object)
        } else {
            Err(DecodeError::NotCanonical)
        }
    }
}

/// Writes definite lengths and shortest integers into memory, which cannot fail.
pub(crate) struct Writer(Encoder<Vec<u8>>);

const INFALLIBLE: &str = "a vector takes every byte";

impl Writer {
    pub(crate) fn new() -> Writer {
        Writer::with_capacity(256)
    }

    /// Room for all that will be written, so that nothing secret stays behind in a smaller buffer.
    pub(crate) fn with_capacity(bytes: usize) -> Writer {
        Writer(Encoder::new(Vec::with_capacity(bytes)))
    }

    pub(crate) fn array(&mut self, len: usize) -> &mut Writer {
        self.0.array(len as u64).expect(INFALLIBLE);
        self
    }

    pub(crate) fn uint(&mut self, value: u64) -> &mut Writer {
        self.0.u64(value).expect(INFALLIBLE);
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Writer {
        self.0.bytes(bytes).expect(INFALLIBLE);
        self
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Writer {
        self.0.str(text).expect(INFALLIBLE);
        self
    }

    pub(crate) fn G1(&mut self, point: &G1) -> &mut Writer {
        self.bytes(&point.to_bytes())
    }

    pub(crate) fn G2(&mut self, point: &G2) -> &mut Writer {
        self.bytes(&point.to_bytes())
    }

    pub(crate) fn bool(&mut self, value: bool) -> &mut Writer {
        self.0.bool(value).expect(INFALLIBLE);
        self
    }

    pub(crate) fn item(&mut self, object: &impl Canonical) -> &mut Writer {
        object.write(self);
        self
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_writer()
    }
}

/// Reads bounded CBOR without copying.
pub(crate) struct Reader<'a>(Decoder<'a>);

impl<'a> Reader<'a> {
    /// Refuses more than `limit` bytes before it looks at them.
    pub(crate) fn new(bytes: &'a [u8], limit: usize) -> Result<Reader<'a>, DecodeError> {
        if bytes.len() > limit {
            return Err(DecodeError::TooLong { limit });
        }
        Ok(Reader(Decoder::new(bytes)))
    }

    /// An array of exactly `len` elements.
    pub(crate) fn array(&mut self, len: usize) -> Result<(), DecodeError> {
        match self.0.array() {
            Ok(Some(found)) if found == len as u64 => Ok(()),
            _ => Err(DecodeError::Malformed("an array of known length")),
        }
    }

    /// An array of exactly `len` elements, of which the first is the version and must be 1.
    pub(crate) fn versioned(&mut self, len: usize) -> Result<(), DecodeError> {
        let Ok(Some(found)) = self.0.array() else {
            return Err(DecodeError::Malformed("an array of known length"));
        };
        match self.uint()? {
            1 if found == len as u64 => Ok(()),
            1 => Err(DecodeError::Malformed("an array of known length")),
            other => Err(DecodeError::Version(other)),
        }
    }

    /// An array of at most `max` elements: its length.
    pub(crate) fn list(&mut self, max: usize) -> Result<usize, DecodeError> {
        match self.0.array() {
            Ok(Some(len)) if len <= max as u64 => Ok(len as usize),
            Ok(Some(_)) => Err(DecodeError::Invalid("the length of a list")),
            _ => Err(DecodeError::Malformed("a list")),
        }
    }

    pub(crate) fn uint(&mut self) -> Result<u64, DecodeError> {
        self.0
            .u64()
            .map_err(|_| DecodeError::Malformed("an unsigned integer"))
    }

    pub(crate) fn bytes(&mut self, max: usize) -> Result<&'a [u8], DecodeError> {
        match self.0.bytes() {
            Ok(bytes) if bytes.len() <= max => Ok(bytes),
            Ok(_) => Err(DecodeError::Invalid("the length of a byte string")),
            Err(_) => Err(DecodeError::Malformed("a byte string")),
        }
    }

    pub(crate) fn fixed<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.bytes(N)?
            .try_into()
            .map_err(|_| DecodeError::Malformed("a byte string of known length"))
    }

    /// Text of at most `max` bytes without control characters.
    pub(crate) fn text(&mut self, max: usize) -> Result<&'a str, DecodeError> {
        match self.0.str() {
            Ok(text) if text.len() > max => Err(DecodeError::Invalid("the length of a text")),
            Ok(text) if text.chars().any(char::is_control) => {
                Err(DecodeError::Invalid("a control character in a text"))
            }
            Ok(text) => Ok(text),
            Err(_) => Err(DecodeError::Malformed("a text")),
        }
    }

    /// A point of the subgroup other than the identity.
    pub(crate) fn G1(&mut self) -> Result<G1, DecodeError> {
        G1::from_bytes(&self.fixed()?).map_err(|_| DecodeError::Invalid("a point of G1"))
    }

    /// A point of the subgroup other than the identity.
    pub(crate) fn G2(&mut self) -> Result<G2, DecodeError> {
        G2::from_bytes(&self.fixed()?).map_err(|_| DecodeError::Invalid("a point of G2"))
    }

    pub(crate) fn bool(&mut self) -> Result<bool, DecodeError> {
        self.0
            .bool()
            .map_err(|_| DecodeError::Malformed("a boolean"))
    }

    pub(crate) fn item<T: Canonical>(&mut self) -> Result<T, DecodeError> {
        T::read(self)
    }

    /// How many bytes were read.
    pub(crate) fn position(&self) -> usize {
        self.0.position()
    }

    /// Refuses trailing bytes.
    pub(crate) fn end(&self) -> Result<(), DecodeError> {
        if self.0.position() == self.0.input().len() {
            Ok(())
        } else {
            Err(DecodeError::Malformed("nothing after the end"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Pair(u64, String);

    impl Canonical for Pair {
        const MAX_BYTES: usize = 64;
        fn write(&self, writer: &mut Writer) {
            writer.array(3).uint(1).uint(self.0).text(&self.1);
        }
        fn read(reader: &mut Reader<'_>) -> Result<Pair, DecodeError> {
            reader.versioned(3)?;
            Ok(Pair(reader.uint()?, reader.text(10)?.to_owned()))
        }
    }

    #[test]
    fn reads_what_it_writes() {
        let pair = Pair(24, "ab".into());
        assert_eq!(pair.encode(), [0x83, 1, 0x18, 24, 0x62, b'a', b'b']);
        assert_eq!(Pair::decode(&pair.encode()), Ok(pair));
    }

    #[test]
    fn refuses_every_other_encoding_of_the_same_object() {
        // A longer integer, a longer array head, an indefinite array, an indefinite text.
        for bytes in [
            &[0x83, 1, 0x19, 0, 24, 0x62, b'a', b'b'][..],
            &[0x98, 3, 1, 0x18, 24, 0x62, b'a', b'b'],
            &[0x83, 1, 0x18, 24, 0x78, 2, b'a', b'b'],
        ] {
            assert_eq!(Pair::decode(bytes), Err(DecodeError::NotCanonical));
        }
        for bytes in [
            &[0x9f, 1, 0x18, 24, 0x62, b'a', b'b', 0xff][..],
            &[0x83, 1, 0x18, 24, 0x7f, 0x62, b'a', b'b', 0xff],
        ] {
            assert!(matches!(
                Pair::decode(bytes),
                Err(DecodeError::Malformed(_))
            ));
        }
    }

    #[test]
    fn refuses_trailing_bytes_cuts_excess_and_other_versions() {
        let bytes = Pair(24, "ab".into()).encode();
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(Pair::decode(&longer).is_err());
        for cut in 0..bytes.len() {
            assert!(Pair::decode(&bytes[..cut]).is_err());
        }
        assert_eq!(
            Pair::decode(&[0x83; 65]),
            Err(DecodeError::TooLong { limit: 64 })
        );
        assert_eq!(
            Pair::decode(&[0x84, 2, 0, 0, 0]),
            Err(DecodeError::Version(2))
        );
    }

    #[test]
    fn refuses_control_characters() {
        let pair = Pair(1, "a\u{0}".into());
        assert!(Pair::decode(&pair.encode()).is_err());
    }
}
