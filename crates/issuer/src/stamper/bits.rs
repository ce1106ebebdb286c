//! Into how many buckets the citizens are cut: as many as leave a crowd in each.

use celadon_credential::stamp::BucketIndex;

/// The fewest people of a bucket, once there is more than one.
pub const CROWD: usize = 1_000;

/// The most bits with which each of the `2^bits` buckets has [`CROWD`] people or more; 0 for few.
pub fn bits_for(seeds: &[[u8; 16]]) -> u8 {
    let mut bits = 0;
    while bits < BucketIndex::MAX_BITS {
        let counts = counts(seeds, bits + 1);
        if counts.iter().any(|count| *count < CROWD) {
            break;
        }
        bits += 1;
    }
    bits
}

/// How many people are in the fullest bucket.
pub fn fullest(seeds: &[[u8; 16]], bits: u8) -> usize {
    counts(seeds, bits).into_iter().max().unwrap_or(0)
}

fn counts(seeds: &[[u8; 16]], bits: u8) -> Vec<usize> {
    let mut counts = vec![0; 1 << bits];
    for seed in seeds {
        if let Some(bucket) = BucketIndex::of(seed, bits) {
            counts[bucket.index() as usize] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many people of each first byte.
    fn people(firsts: &[(u8, usize)]) -> Vec<[u8; 16]> {
        let seed = |first: u8| {
            let mut seed = [0; 16];
            seed[0] = first;
            seed
        };
        (firsts.iter())
            .flat_map(|(first, count)| vec![seed(*first); *count])
            .collect()
    }

    #[test]
    fn no_bucket_has_less_than_a_crowd() {
        assert_eq!(bits_for(&[]), 0);
        assert_eq!(bits_for(&people(&[(0, 5_000)])), 0);
        assert_eq!(bits_for(&people(&[(0, 5_000), (128, 999)])), 0);
        assert_eq!(bits_for(&people(&[(0, 5_000), (128, 1_000)])), 1);
        let quarters = [(0, 1_000), (64, 1_000), (128, 1_000), (192, 1_000)];
        assert_eq!(bits_for(&people(&quarters)), 2);
        assert_eq!(fullest(&people(&quarters), 2), 1_000);
        assert_eq!(fullest(&people(&quarters), 1), 2_000);
        assert_eq!(fullest(&[], 0), 0);
    }
}
