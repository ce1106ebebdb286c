//! One publication for one period: the rows of all credentials that are to be stamped in it, and
//! the padding that keeps their number to the issuer. [`super::write`] writes it.

use std::sync::OnceLock;

use celadon_curve::{G1, Kernel, Scalar, Secret, SharedBase};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::Label;
use super::bucket::{BucketIndex, MAX_ROWS};
use crate::cbor::Writer;
use crate::colour::Colour;
use crate::grid::Period;
use crate::issuance::Exponent;
use crate::parameters::Parameters;

/// The fewest rows of a bucket file.
pub const MIN_ROWS: usize = 64;

/// A credential to stamp.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The handle of the credential.
    pub exponent: Exponent,
    /// Its colour.
    pub colour: Colour,
}

/// The secret from which padding rows are derived, so that a rerun gives the same bytes. Wiped on
/// drop.
pub type PaddingSecret = Secret<[u8; 32]>;

/// Which publication this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// The period whose end is `T`.
    pub period: Period,
    /// 0 before the period begins; later numbers hold only credentials that no earlier round held.
    pub number: u32,
}

/// The common size of the buckets of a round: the next power of two that holds the fullest, at
/// least [`MIN_ROWS`]. `None` if a bucket would be larger than a file may be: raise the number of
/// bits.
pub fn common_rows(fullest: usize) -> Option<usize> {
    let rows = fullest.max(MIN_ROWS).next_power_of_two();
    (rows <= MAX_ROWS).then_some(rows)
}

/// The keys of one publication, with a table for each colour's base. Threads may share them.
pub struct StampKeys<'a> {
    issuer: &'a Secret<Scalar>,
    padding: Hkdf<Sha256>,
    schema: [u8; 16],
    kernel: Kernel,
    bases: [(G1, OnceLock<SharedBase>); 3],
}

impl<'a> StampKeys<'a> {
    /// Computes the bases of a period. Their tables are computed when a row of their colour is
    /// written first.
    pub fn new(
        issuer: &'a Secret<Scalar>,
        padding: &PaddingSecret,
        period: Period,
        parameters: &Parameters,
        kernel: Kernel,
    ) -> StampKeys<'a> {
        let base = |colour| (parameters.stamp_base(colour, period), OnceLock::new());
        StampKeys {
            issuer,
            padding: Hkdf::new(Some(b"celadon-v1-padding"), padding.expose()),
            schema: *parameters.schema().id().as_bytes(),
            kernel,
            bases: Colour::ALL.map(base),
        }
    }

    pub(super) fn issuer(&self) -> &Secret<Scalar> {
        self.issuer
    }

    pub(super) fn base(&self, colour: Colour) -> &SharedBase {
        let (base, table) = &self.bases[usize::from(colour.code()) - 1];
        table.get_or_init(|| SharedBase::new(base, self.kernel))
    }

    /// Label and scalar of a padding row: HKDF of the padding secret over schema, grid, `T`,
    /// round, number of buckets, bucket and row number.
    pub(super) fn padding(
        &self,
        round: Round,
        bucket: BucketIndex,
        number: u32,
    ) -> (Label, Secret<Scalar>) {
        let mut info = Writer::new();
        info.array(7)
            .bytes(&self.schema)
            .item(&round.period.grid())
            .item(&round.period.end())
            .uint(round.number.into())
            .uint(bucket.bits().into())
            .uint(bucket.index().into())
            .uint(number.into());
        let mut okm = [0u8; 64];
        self.padding
            .expand(&info.finish(), &mut okm)
            .expect("64 bytes are within HKDF's bound");
        let (label, wide) = okm.split_at(16);
        let label = label.try_into().expect("16 bytes were split off");
        let scalar = Scalar::from_wide(wide.try_into().expect("48 bytes are left"));
        okm.zeroize();
        (label, Secret::new(scalar))
    }
}

/// The digest of a bucket file, as the manifest holds it.
pub fn digest(file: &[u8]) -> [u8; 32] {
    Sha256::digest(file).into()
}
