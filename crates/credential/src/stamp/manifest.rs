//! Manifest: what one publication consists of, signed by the issuer's manifest key.

use ed25519_dalek::{SigningKey, VerifyingKey};
use thiserror::Error;

use super::bucket::{BucketIndex, MAX_ROWS};
use super::round::digest;
use super::{BucketFile, StampError};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::grid::{Grid, Period};
use crate::ids::{FederationId, SchemaId};
use crate::signed::{Kind, SignatureError, Signed};
use crate::time::Time;

/// What a round published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The federation.
    pub federation: FederationId,
    /// The schema.
    pub schema: SchemaId,
    /// The period whose end is `T`.
    pub period: Period,
    /// The round, from 0.
    pub round: u32,
    /// There are `2^bits` buckets.
    pub bits: u8,
    /// Rows of each bucket, the same for all.
    pub rows: u32,
    /// SHA-256 of each bucket's file, in order.
    pub digests: Vec<[u8; 32]>,
    /// The head of the issuer's audit chain: SHA-256 of its previous signed manifest, zero for its
    /// first. An issuer that showed different publications to different people would fork it.
    pub previous: [u8; 32],
}

/// Why a manifest was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ManifestError {
    /// The bytes are no manifest.
    #[error("the manifest is {0}: fetch it again")]
    Decode(#[from] DecodeError),
    /// The signature is not the issuer's.
    #[error("the manifest is not signed by the issuer's key on the trust list: fetch it again")]
    Signature(#[from] SignatureError),
}

impl Manifest {
    /// The most bytes of a manifest: 34 for each of the most buckets, and the head.
    pub const MAX_BYTES: usize = (1 << BucketIndex::MAX_BITS) * 34 + 1_024;

    /// Signs it.
    pub fn seal(&self, key: &SigningKey) -> Signed {
        Signed::seal(Kind::Manifest, self.encode(), key)
    }

    /// Verifies and decodes.
    pub fn open(signed: &Signed, key: &VerifyingKey) -> Result<Manifest, ManifestError> {
        Ok(Manifest::decode(signed.verified(Kind::Manifest, key)?)?)
    }

    /// The bucket of a person's seed.
    pub fn bucket(&self, seed: &[u8; 16]) -> BucketIndex {
        BucketIndex::of(seed, self.bits).expect("the number of bits was checked when decoding")
    }

    /// A downloaded file, if it is the one that the manifest names.
    pub fn check<'a>(
        &self,
        bucket: BucketIndex,
        file: &'a [u8],
    ) -> Result<BucketFile<'a>, StampError> {
        let parsed = BucketFile::from_bytes(file)?;
        let named = self.digests.get(bucket.index() as usize);
        if named != Some(&digest(file)) || parsed.rows() != self.rows as usize {
            return Err(StampError::OtherFile);
        }
        Ok(parsed)
    }
}

impl Canonical for Manifest {
    const MAX_BYTES: usize = Manifest::MAX_BYTES;

    fn write(&self, writer: &mut Writer) {
        writer
            .array(10)
            .uint(1)
            .item(&self.federation)
            .item(&self.schema)
            .item(&self.period.grid())
            .item(&self.period.end())
            .uint(self.round.into())
            .uint(self.bits.into())
            .uint(self.rows.into())
            .array(self.digests.len());
        for digest in &self.digests {
            writer.bytes(digest);
        }
        writer.bytes(&self.previous);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Manifest, DecodeError> {
        reader.versioned(10)?;
        let federation = reader.item()?;
        let schema = reader.item()?;
        let grid: Grid = reader.item()?;
        let end: Time = reader.item()?;
        let period = Period::ending(grid, end).ok_or(DecodeError::Invalid("T"))?;
        let small = |value: u64, max: u64, what| {
            if value <= max {
                Ok(value)
            } else {
                Err(DecodeError::Invalid(what))
            }
        };
        let round = small(reader.uint()?, u32::MAX.into(), "the round")? as u32;
        let bits = small(reader.uint()?, BucketIndex::MAX_BITS.into(), "the bits")? as u8;
        let rows = small(reader.uint()?, MAX_ROWS as u64, "the rows")? as u32;
        let count = reader.list(1 << bits)?;
        if count != 1 << bits {
            return Err(DecodeError::Invalid("the number of buckets"));
        }
        let digests = (0..count)
            .map(|_| reader.fixed())
            .collect::<Result<_, _>>()?;
        let previous = reader.fixed()?;
        Ok(Manifest {
            federation,
            schema,
            period,
            round,
            bits,
            rows,
            digests,
            previous,
        })
    }
}
