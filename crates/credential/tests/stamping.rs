//! Stamp files: rows, padding, manifests.

use celadon_credential::stamp::bucket::{BucketIndex, ROW};
use celadon_credential::stamp::label::LabelKey;
use celadon_credential::stamp::round::{self, Entry, PaddingSecret, Round, StampKeys};
use celadon_credential::stamp::write::write_bucket;
use celadon_credential::stamp::{BucketFile, Kernel, Manifest, StampError};
use celadon_credential::{Colour, Grid, Period};
use celadon_curve::Secret;
use celadon_specimen::{Citizen, NOW, Specimen, key};

fn period() -> Period {
    Grid::HOUR.period_of(NOW)
}

fn write(specimen: &Specimen, citizens: &[(&Citizen, Colour)], rows: usize) -> Vec<u8> {
    let padding: PaddingSecret = Secret::new([9; 32]);
    let parameters = specimen.federation.parameters();
    let keys = StampKeys::new(
        specimen.issuers[0].secret(),
        &padding,
        period(),
        parameters,
        Kernel::ConstantTime,
    );
    let entries: Vec<Entry> = (citizens.iter())
        .map(|(citizen, colour)| Entry {
            exponent: citizen.credential.exponent().clone(),
            colour: *colour,
        })
        .collect();
    let round = Round {
        period: period(),
        number: 0,
    };
    write_bucket(
        round,
        BucketIndex::new(0, 0).unwrap(),
        &entries,
        rows,
        &keys,
    )
}

#[test]
fn a_wallet_finds_its_own_row_and_its_colour() {
    let mut specimen = Specimen::new(1);
    let (green, red) = (specimen.citizen(0), specimen.citizen(0));
    let file = write(
        &specimen,
        &[(&green, Colour::Green), (&red, Colour::Red)],
        64,
    );
    assert_eq!(file.len(), 64 * ROW);
    let parsed = BucketFile::from_bytes(&file).unwrap();
    for (citizen, colour) in [(&green, Colour::Green), (&red, Colour::Red)] {
        let labels = LabelKey::new(citizen.credential.exponent());
        for tried in Colour::ALL {
            let found = parsed.find(&labels.label(tried, period())).unwrap();
            assert_eq!(found.is_some(), tried == colour);
            if let Some(stamp) = found {
                let parameters = specimen.federation.parameters();
                citizen
                    .credential
                    .stamped(&stamp, tried, period(), parameters)
                    .unwrap();
            }
        }
        let next = labels.label(colour, period().next());
        assert_eq!(parsed.find(&next).unwrap(), None);
    }
}

#[test]
fn counts_say_nothing_and_a_rerun_gives_the_same_bytes() {
    let mut specimen = Specimen::new(1);
    let citizens = [
        specimen.citizen(0),
        specimen.citizen(0),
        specimen.citizen(0),
    ];
    let all: Vec<_> = citizens.iter().map(|c| (c, Colour::Green)).collect();
    let (none, three) = (write(&specimen, &[], 64), write(&specimen, &all, 64));
    assert_eq!(none.len(), three.len());
    assert_eq!(three, write(&specimen, &all, 64));
    // The order of the entries leaves no trace either.
    let mut reversed = all.clone();
    reversed.reverse();
    assert_eq!(three, write(&specimen, &reversed, 64));
    // Padding rows are points like any other.
    for row in none.chunks_exact(ROW) {
        let point: &[u8; 48] = row.last_chunk().unwrap();
        assert!(celadon_curve::G1::from_bytes(point).is_ok());
    }
    assert_eq!(round::common_rows(0), Some(64));
    assert_eq!(round::common_rows(65), Some(128));
    assert_eq!(round::common_rows(70_000), None);
}

#[test]
fn a_manifest_names_its_files() {
    let mut specimen = Specimen::new(1);
    let citizen = specimen.citizen(0);
    let file = write(&specimen, &[(&citizen, Colour::Green)], 64);
    let signing = key(&mut specimen.rng);
    let manifest = Manifest {
        federation: *specimen.federation.list().federation(),
        schema: specimen.federation.parameters().schema().id(),
        period: period(),
        round: 0,
        bits: 0,
        rows: 64,
        digests: vec![round::digest(&file)],
        previous: [0; 32],
    };
    let signed = manifest.seal(&signing);
    assert_eq!(
        Manifest::open(&signed, &signing.verifying_key()).unwrap(),
        manifest
    );
    let other = key(&mut specimen.rng).verifying_key();
    assert!(Manifest::open(&signed, &other).is_err());

    let bucket = manifest.bucket(citizen.credential.bucket_seed());
    manifest.check(bucket, &file).unwrap();
    let mut changed = file.clone();
    changed[20] ^= 1;
    assert_eq!(
        manifest.check(bucket, &changed).unwrap_err(),
        StampError::OtherFile
    );
    let shorter = &file[..file.len() - ROW];
    assert_eq!(
        manifest.check(bucket, shorter).unwrap_err(),
        StampError::OtherFile
    );
}

#[test]
fn refuses_files_that_are_not_sorted_rows() {
    let specimen = Specimen::new(1);
    let file = write(&specimen, &[], 64);
    for bad in [&file[..63], &file[..file.len() - 1]] {
        assert!(BucketFile::from_bytes(bad).is_err());
    }
    let mut swapped = file.clone();
    swapped[..ROW].copy_from_slice(&file[ROW..2 * ROW]);
    swapped[ROW..2 * ROW].copy_from_slice(&file[..ROW]);
    assert!(BucketFile::from_bytes(&swapped).is_err());
    let mut doubled = file.clone();
    doubled[..ROW].copy_from_slice(&file[ROW..2 * ROW]);
    assert!(BucketFile::from_bytes(&doubled).is_err());
    assert!(BucketFile::from_bytes(&vec![0; BucketFile::MAX_BYTES + 1]).is_err());
}

#[test]
fn buckets_are_nested_prefixes_of_the_seed() {
    let seed = [0b1011_0000; 16];
    for (bits, index) in [(0, 0), (1, 1), (2, 2), (4, 11)] {
        assert_eq!(BucketIndex::of(&seed, bits).unwrap().index(), index);
    }
    assert_eq!(BucketIndex::of(&seed, 15), None);
    assert_eq!(BucketIndex::new(2, 4), None);
    assert_eq!(BucketIndex::all(3).count(), 8);
}
