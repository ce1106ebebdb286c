//! Where stamps are: `stamps/{grid}/{T}/{round}/{bucket}`, and `manifest` beside the buckets. What
//! is public is what has a manifest.

use std::path::{Path, PathBuf};

use celadon_credential::Period;
use celadon_credential::stamp::BucketIndex;
use celadon_credential::stamp::round::Round;

/// The name of a round's manifest.
pub const MANIFEST: &str = "manifest";

/// The folder of a period.
pub fn period(stamps: &Path, period: Period) -> PathBuf {
    stamps
        .join(period.grid().to_string())
        .join(period.end().as_secs().to_string())
}

/// The folder of a round.
pub fn round(stamps: &Path, round: Round) -> PathBuf {
    period(stamps, round.period).join(round.number.to_string())
}

/// The file of a bucket.
pub fn bucket(stamps: &Path, of: Round, bucket: BucketIndex) -> PathBuf {
    round(stamps, of).join(bucket.to_string())
}

/// The file of a manifest.
pub fn manifest(stamps: &Path, of: Round) -> PathBuf {
    round(stamps, of).join(MANIFEST)
}
