//! The wallet's canonical CBOR (RFC 8949 section 4.2.1), as `celadon-credential` writes it:
//! definite lengths, shortest integers, arrays of fixed order.

use celadon_credential::{DecodeError, Time};
use minicbor::{Decoder, Encoder};
use zeroize::Zeroizing;

const INFALLIBLE: &str = "a vector takes every byte";

/// Writes into memory that is wiped afterwards: it holds every secret of the wallet.
pub(crate) struct Writer(Encoder<Vec<u8>>);

impl Writer {
    /// Room for all that will be written, so that nothing stays behind in a smaller buffer.
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

    /// Eight bytes, big-endian.
    pub(crate) fn time(&mut self, time: Time) -> &mut Writer {
        self.bytes(&time.as_secs().to_be_bytes())
    }

    pub(crate) fn finish(self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.into_writer())
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

    /// An array of no or one element: whether it has one.
    pub(crate) fn option(&mut self) -> Result<bool, DecodeError> {
        Ok(self.list(1)? == 1)
    }

    pub(crate) fn uint(&mut self) -> Result<u64, DecodeError> {
        self.0
            .u64()
            .map_err(|_| DecodeError::Malformed("an unsigned integer"))
    }

    pub(crate) fn small(&mut self) -> Result<u32, DecodeError> {
        u32::try_from(self.uint()?).map_err(|_| DecodeError::Invalid("a number"))
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

    /// Eight bytes, big-endian.
    pub(crate) fn time(&mut self) -> Result<Time, DecodeError> {
        match u64::from_be_bytes(self.fixed()?) {
            seconds if seconds <= Time::MAX.as_secs() => Ok(Time::from_secs(seconds)),
            _ => Err(DecodeError::Invalid("a time")),
        }
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
