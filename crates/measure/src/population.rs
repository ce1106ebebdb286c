//! An issuer's citizens, to be stamped.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::thread;
use std::time::Instant;

use celadon_credential::issuance::Exponent;
use celadon_credential::stamp::round::{Entry, Round, StampKeys, digest};
use celadon_credential::stamp::write::{Bucket, buckets_of_group, write_group};
use celadon_credential::stamp::{BucketIndex, Kernel};
use celadon_credential::{Colour, Grid, Period};
use celadon_curve::Secret;
use celadon_specimen::{NOW, Specimen};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::clock;

/// Green citizens of one issuer, by bucket, as an issuer has them in memory when it begins to
/// stamp.
pub struct Population {
    specimen: Specimen,
    buckets: Vec<Bucket>,
    citizens: usize,
}

/// What it took to stamp all of a population once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamping {
    /// Citizens that were stamped.
    pub citizens: usize,
    /// Cores that were used.
    pub cores: usize,
    /// Time on the wall.
    pub wall: Duration,
    /// Processor time of all cores together.
    pub processor: Duration,
}

impl Population {
    /// The most citizens: buckets would be fuller than a file may be soon after.
    pub const MAX: usize = 10_000_000;
    /// The fewest real rows of a bucket, where there are so many citizens.
    const FEWEST_ROWS: usize = 1_000;

    /// A population of this many, in as many buckets as leave at least 1,000 to each, equally full:
    /// no bucket has more than one row of padding.
    ///
    /// # Panics
    /// If there are none or more than [`Population::MAX`].
    pub fn new(citizens: usize) -> Population {
        assert!(
            (1..=Population::MAX).contains(&citizens),
            "the caller keeps to the bounds"
        );
        let bits = bits(citizens);
        let mut rng = StdRng::seed_from_u64(1);
        let mut entry = || Entry {
            exponent: Exponent::random(&mut rng),
            colour: Colour::Green,
        };
        let count = 1 << bits;
        let buckets = (BucketIndex::all(bits).enumerate())
            .map(|(place, index)| {
                let entries = citizens / count + usize::from(place < citizens % count);
                Bucket {
                    index,
                    entries: (0..entries).map(|_| entry()).collect(),
                }
            })
            .collect();
        Population {
            specimen: Specimen::new(1),
            buckets,
            citizens,
        }
    }

    /// How many there are.
    pub fn citizens(&self) -> usize {
        self.citizens
    }

    /// Stamps everybody for one period on so many cores: tables, scalars and their inversion,
    /// multiplication, compression, labels, sorting, and each file's digest. Everything but the
    /// disk. A publication's padding rows cost what others do, and are not counted here.
    ///
    /// # Panics
    /// If there is no core.
    pub fn stamp(&self, kernel: Kernel, cores: usize) -> Stamping {
        assert!(cores > 0, "something works");
        let (wall, processor) = (Instant::now(), clock::now());
        let padding = Secret::new([9; 32]);
        let round = Round {
            period: period(),
            number: 0,
        };
        let parameters = self.specimen.federation.parameters();
        let key = self.specimen.issuers[0].secret();
        let keys = StampKeys::new(key, &padding, round.period, parameters, kernel);
        let rows = self.buckets[0].entries.len();
        let groups: Vec<&[Bucket]> = self.buckets.chunks(buckets_of_group(rows)).collect();
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                for file in write_group(round, group, rows, &keys) {
                    core::hint::black_box(digest(&file));
                }
            }
        };
        thread::scope(|scope| {
            for _ in 1..cores {
                scope.spawn(work);
            }
            work();
        });
        Stamping {
            citizens: self.citizens,
            cores,
            wall: wall.elapsed(),
            processor: clock::now() - processor,
        }
    }
}

impl Stamping {
    /// Microseconds of one core for one stamp: the processor time, by the citizens.
    pub fn us_per_stamp_core(&self) -> f64 {
        self.processor.as_secs_f64() * 1e6 / self.citizens as f64
    }
}

/// The period that is stamped.
pub(crate) fn period() -> Period {
    Grid::HOUR.period_of(NOW)
}

/// As many as leave at least [`Population::FEWEST_ROWS`] citizens to each of `2^bits` buckets.
fn bits(citizens: usize) -> u8 {
    let buckets = citizens / Population::FEWEST_ROWS;
    let bits = buckets.checked_ilog2().unwrap_or(0);
    BucketIndex::MAX_BITS.min(u8::try_from(bits).unwrap_or(BucketIndex::MAX_BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_hold_a_thousand_and_more() {
        assert_eq!(
            [1, 1_999, 2_000, 10_000, 1_000_000, Population::MAX].map(bits),
            [0, 0, 1, 3, 9, 13]
        );
    }

    #[test]
    fn everybody_is_stamped_on_one_core_and_on_two() {
        let population = Population::new(2_101);
        let buckets = population.buckets.iter();
        let sizes: Vec<usize> = buckets.map(|bucket| bucket.entries.len()).collect();
        assert_eq!(sizes, [1_051, 1_050]);
        for (cores, kernel) in [(1, Kernel::ConstantTime), (2, Kernel::Fast)] {
            let stamping = population.stamp(kernel, cores);
            assert_eq!((stamping.citizens, stamping.cores), (2_101, cores));
            assert!(stamping.us_per_stamp_core() > 0.0);
        }
    }
}
