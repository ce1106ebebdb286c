//! Writing the bucket files of a round.
//!
//! Buckets are written in groups of some thousand rows, so that those of a small population share
//! their inversions too, and a large population needs no more memory than a group. The same rows
//! give the same bytes, whatever the groups, the order of the entries and the kernel.

use celadon_curve::{Scalar, Secret};
use zeroize::Zeroizing;

use super::bucket::{BucketIndex, ROW};
use super::kernel::inverses;
use super::label::LabelKey;
use super::round::{Entry, Round, StampKeys};
use super::{Label, Stamp};
use crate::colour::Colour;
use crate::issuance::Exponent;

/// Rows that are computed together. More gain nothing, and leave the second cache.
pub const GROUP_ROWS: usize = 8_192;

/// Who is in a bucket.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Which one.
    pub index: BucketIndex,
    /// The credentials to stamp, in any order.
    pub entries: Vec<Entry>,
}

/// How many buckets of `rows` rows make a group: 1 or more.
pub fn buckets_of_group(rows: usize) -> usize {
    (GROUP_ROWS / rows.max(1)).max(1)
}

/// Writes buckets one after another: takes them from `buckets` a group at a time, and gives the
/// files to `publish` in the same order. The first failure of either ends it.
///
/// To use several cores, give each thread groups of its own, of [`buckets_of_group`] buckets, and
/// let it call [`write_group`] with the same keys.
///
/// # Panics
/// As [`write_group`].
pub fn write_buckets<E>(
    round: Round,
    rows: usize,
    keys: &StampKeys<'_>,
    buckets: impl IntoIterator<Item = Result<Bucket, E>>,
    mut publish: impl FnMut(BucketIndex, Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    let mut buckets = buckets.into_iter();
    let size = buckets_of_group(rows);
    loop {
        let group: Vec<Bucket> = buckets.by_ref().take(size).collect::<Result<_, E>>()?;
        if group.is_empty() {
            return Ok(());
        }
        for (bucket, file) in group.iter().zip(write_group(round, &group, rows, keys)) {
            publish(bucket.index, file)?;
        }
    }
}

/// Writes one bucket file of exactly `rows` rows.
///
/// # Panics
/// As [`write_group`].
pub fn write_bucket(
    round: Round,
    bucket: BucketIndex,
    entries: &[Entry],
    rows: usize,
    keys: &StampKeys<'_>,
) -> Vec<u8> {
    let group = [(bucket, entries)];
    let mut files = write(round, &group, rows, keys);
    files.pop().expect("one file for one bucket")
}

/// The files of some buckets, each of exactly `rows` rows.
///
/// # Panics
/// If a bucket has more entries than rows: the common size is that of the fullest bucket.
pub fn write_group(
    round: Round,
    buckets: &[Bucket],
    rows: usize,
    keys: &StampKeys<'_>,
) -> Vec<Vec<u8>> {
    let group: Vec<(BucketIndex, &[Entry])> = (buckets.iter())
        .map(|bucket| (bucket.index, bucket.entries.as_slice()))
        .collect();
    write(round, &group, rows, keys)
}

/// The rows of one colour.
#[derive(Default)]
struct Batch<'a> {
    rows: Vec<usize>,
    exponents: Vec<&'a Exponent>,
}

fn write(
    round: Round,
    buckets: &[(BucketIndex, &[Entry])],
    rows: usize,
    keys: &StampKeys<'_>,
) -> Vec<Vec<u8>> {
    // Labels and points of all buckets, one after another.
    let mut labels: Vec<Label> = Vec::with_capacity(buckets.len() * rows);
    let mut batches = Colour::ALL.map(|_| Batch::default());
    let mut padding: Vec<(usize, Secret<Scalar>)> = Vec::new();
    for (bucket, entries) in buckets {
        assert!(
            entries.len() <= rows && rows > 0,
            "the common size holds every bucket"
        );
        for entry in *entries {
            let batch = &mut batches[usize::from(entry.colour.code()) - 1];
            batch.rows.push(labels.len());
            batch.exponents.push(&entry.exponent);
            labels.push(LabelKey::new(&entry.exponent).label(entry.colour, round.period));
        }
        for number in 0..rows - entries.len() {
            let (label, scalar) = keys.padding(round, *bucket, number as u32);
            padding.push((labels.len(), scalar));
            labels.push(label);
        }
    }
    let mut points = vec![[0; Stamp::BYTES]; labels.len()];
    for (colour, Batch { rows, exponents }) in Colour::ALL.into_iter().zip(batches) {
        // Padding looks like the colour that most have.
        let padding = match colour {
            Colour::Green => padding.as_slice(),
            _ => &[],
        };
        let mut scalars = Zeroizing::new(Vec::with_capacity(rows.len() + padding.len()));
        scalars.extend_from_slice(&inverses(keys.issuer(), exponents.into_iter()));
        scalars.extend(padding.iter().map(|(_, scalar)| *scalar.expose()));
        if scalars.is_empty() {
            continue; // no table is needed
        }
        let stamps = keys.base(colour).multiply(&scalars);
        let rows = rows.iter().chain(padding.iter().map(|(row, _)| row));
        for (row, stamp) in rows.zip(stamps) {
            points[*row] = stamp;
        }
    }
    (labels.chunks_exact(rows).zip(points.chunks_exact(rows)))
        .map(|(labels, points)| sorted(labels, points))
        .collect()
}

/// The rows of one file, by label.
fn sorted(labels: &[Label], points: &[[u8; Stamp::BYTES]]) -> Vec<u8> {
    // The first eight bytes tell all but a few apart.
    let start = |label: &Label| u64::from_be_bytes(*label.first_chunk().expect("16 are 8 or more"));
    let mut order: Vec<(u64, u32)> = labels.iter().map(start).zip(0..).collect();
    let whole = |row: u32| (labels[row as usize], points[row as usize]);
    order.sort_unstable_by(|(start, row), (other_start, other)| {
        (start.cmp(other_start)).then_with(|| whole(*row).cmp(&whole(*other)))
    });
    let mut file = Vec::with_capacity(order.len() * ROW);
    for (_, row) in order {
        let (label, point) = whole(row);
        file.extend_from_slice(&label);
        file.extend_from_slice(&point);
    }
    file
}
