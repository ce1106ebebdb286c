//! Bucket files: what wallets download. Rows of `label ‖ stamp`, sorted by label, padded.

use core::fmt;

use super::{Label, Stamp, StampError};
use crate::cbor::DecodeError;

/// Bytes of a row.
pub const ROW: usize = 16 + Stamp::BYTES;

/// The most rows of one file: 4 MiB.
pub const MAX_ROWS: usize = 65_536;

/// Which bucket a person's stamps are in: the first `bits` bits of the bucket seed. With more
/// citizens an issuer raises `bits`, and each bucket is cut in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketIndex {
    bits: u8,
    index: u32,
}

impl BucketIndex {
    /// The most bits: 16,384 buckets of at least 1,000 people, so that a manifest with all their
    /// digests fits into one signed object.
    pub const MAX_BITS: u8 = 14;

    /// The bucket of a seed. `None` if `bits` is above [`BucketIndex::MAX_BITS`].
    pub fn of(seed: &[u8; 16], bits: u8) -> Option<BucketIndex> {
        if bits > BucketIndex::MAX_BITS {
            return None;
        }
        let first = u32::from_be_bytes([seed[0], seed[1], seed[2], seed[3]]);
        let index = if bits == 0 { 0 } else { first >> (32 - bits) };
        Some(BucketIndex { bits, index })
    }

    /// A bucket by number. `None` if there is none such.
    pub fn new(bits: u8, index: u32) -> Option<BucketIndex> {
        (bits <= BucketIndex::MAX_BITS && index < 1 << bits).then_some(BucketIndex { bits, index })
    }

    /// All buckets of a population cut in `2^bits`.
    pub fn all(bits: u8) -> impl Iterator<Item = BucketIndex> {
        (0..1u32 << bits.min(BucketIndex::MAX_BITS)).map(move |index| BucketIndex { bits, index })
    }

    /// There are `2^bits` buckets.
    pub fn bits(self) -> u8 {
        self.bits
    }

    /// Its number, from 0.
    pub fn index(self) -> u32 {
        self.index
    }
}

/// The number in decimal, as in the path of the file.
impl fmt::Display for BucketIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.index.fmt(f)
    }
}

/// A bucket file, checked for its shape.
#[derive(Debug, Clone, Copy)]
pub struct BucketFile<'a>(&'a [[u8; ROW]]);

impl<'a> BucketFile<'a> {
    /// The most bytes of a file.
    pub const MAX_BYTES: usize = MAX_ROWS * ROW;

    /// Takes whole rows whose labels ascend.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<BucketFile<'a>, StampError> {
        if bytes.len() > BucketFile::MAX_BYTES {
            let limit = BucketFile::MAX_BYTES;
            return Err(DecodeError::TooLong { limit }.into());
        }
        let (rows, rest) = bytes.as_chunks::<ROW>();
        if !rest.is_empty() {
            return Err(DecodeError::Malformed("rows of 64 bytes").into());
        }
        if !rows.is_sorted_by(|a, b| a[..16] < b[..16]) {
            return Err(DecodeError::NotCanonical.into());
        }
        Ok(BucketFile(rows))
    }

    /// How many rows there are, padding included.
    pub fn rows(&self) -> usize {
        self.0.len()
    }

    /// The stamp under a label, if there is one. It is not yet checked.
    pub fn find(&self, label: &Label) -> Result<Option<Stamp>, StampError> {
        let Ok(at) = self.0.binary_search_by(|row| row[..16].cmp(label)) else {
            return Ok(None);
        };
        let point = self.0[at].last_chunk().expect("a row ends in 48 bytes");
        Ok(Some(Stamp::from_bytes(point)?))
    }
}
