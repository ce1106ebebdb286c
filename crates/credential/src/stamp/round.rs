//! One publication for one period: the rows of all credentials that are to be stamped in it, and
//! the padding that keeps their number to the issuer.

use celadon_curve::{FixedBase, Scalar, Secret};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::bucket::{BucketIndex, MAX_ROWS, ROW};
use super::kernel::{multiples, stamp_all};
use super::label::LabelKey;
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

/// Writes one bucket file of exactly `rows` rows. The same input gives the same bytes.
///
/// # Panics
/// If there are more entries than rows: the common size is that of the fullest bucket.
pub fn write_bucket(
    round: Round,
    bucket: BucketIndex,
    entries: &[Entry],
    rows: usize,
    keys: &StampKeys<'_>,
) -> Vec<u8> {
    assert!(entries.len() <= rows, "the common size holds every bucket");
    let mut table: Vec<[u8; ROW]> = Vec::with_capacity(rows);
    for colour in Colour::ALL {
        let of_colour: Vec<&Exponent> = (entries.iter())
            .filter(|entry| entry.colour == colour)
            .map(|entry| &entry.exponent)
            .collect();
        let stamps = stamp_all(keys.issuer, &of_colour, keys.base(colour));
        for (exponent, stamp) in of_colour.iter().zip(stamps) {
            let label = LabelKey::new(exponent).label(colour, round.period);
            table.push(row(&label, &stamp));
        }
    }
    let missing = rows - table.len();
    let mut padding = (0..missing)
        .map(|number| keys.padding(round, bucket, number as u32))
        .collect::<Vec<_>>();
    let mut scalars: Vec<Scalar> = padding.iter().map(|(_, k)| *k).collect();
    let points = multiples(&scalars, keys.base(Colour::Green));
    for ((label, _), point) in padding.iter().zip(points) {
        table.push(row(label, &point));
    }
    scalars.zeroize();
    padding.iter_mut().for_each(|(_, k)| k.zeroize());
    table.sort_unstable();
    table.concat()
}

/// The keys of one publication, with a table for each colour's base.
pub struct StampKeys<'a> {
    issuer: &'a Secret<Scalar>,
    padding: &'a PaddingSecret,
    schema: [u8; 16],
    bases: [FixedBase; 3],
}

impl<'a> StampKeys<'a> {
    /// Computes the bases of a period and their tables.
    pub fn new(
        issuer: &'a Secret<Scalar>,
        padding: &'a PaddingSecret,
        period: Period,
        parameters: &Parameters,
    ) -> StampKeys<'a> {
        StampKeys {
            issuer,
            padding,
            schema: *parameters.schema().id().as_bytes(),
            bases: Colour::ALL.map(|colour| FixedBase::new(&parameters.stamp_base(colour, period))),
        }
    }

    fn base(&self, colour: Colour) -> &FixedBase {
        &self.bases[usize::from(colour.code()) - 1]
    }

    /// Label and scalar of a padding row: HKDF of the padding secret over schema, grid, `T`,
    /// round, number of buckets, bucket and row number.
    fn padding(&self, round: Round, bucket: BucketIndex, number: u32) -> ([u8; 16], Scalar) {
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
        Hkdf::<Sha256>::new(Some(b"celadon-v1-padding"), self.padding.expose())
            .expand(&info.finish(), &mut okm)
            .expect("64 bytes are within HKDF's bound");
        let (label, wide) = okm.split_at(16);
        let label = label.try_into().expect("16 bytes were split off");
        let scalar = Scalar::from_wide(wide.try_into().expect("48 bytes are left"));
        okm.zeroize();
        (label, scalar)
    }
}

fn row(label: &[u8; 16], point: &[u8; 48]) -> [u8; ROW] {
    let mut row = [0; ROW];
    row[..16].copy_from_slice(label);
    row[16..].copy_from_slice(point);
    row
}

/// The digest of a bucket file, as the manifest holds it.
pub fn digest(file: &[u8]) -> [u8; 32] {
    Sha256::digest(file).into()
}
