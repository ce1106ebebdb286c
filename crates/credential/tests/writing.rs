//! Writing the files of a round: in groups, by either kernel.

use celadon_credential::issuance::Exponent;
use celadon_credential::stamp::bucket::{BucketIndex, ROW};
use celadon_credential::stamp::label::LabelKey;
use celadon_credential::stamp::round::{Entry, PaddingSecret, Round, StampKeys};
use celadon_credential::stamp::write::{
    Bucket, GROUP_ROWS, buckets_of_group, write_bucket, write_buckets, write_group,
};
use celadon_credential::stamp::{BucketFile, Kernel, kernel};
use celadon_credential::{Colour, Grid};
use celadon_curve::{Scalar, Secret};
use celadon_specimen::{NOW, Specimen};

const ROWS: usize = 64;
const KERNELS: [Kernel; 2] = [Kernel::ConstantTime, Kernel::Fast];

fn round() -> Round {
    Round {
        period: Grid::HOUR.period_of(NOW),
        number: 0,
    }
}

fn keys<'a>(specimen: &'a Specimen, padding: &PaddingSecret, kernel: Kernel) -> StampKeys<'a> {
    let parameters = specimen.federation.parameters();
    let secret = specimen.issuers[0].secret();
    StampKeys::new(secret, padding, round().period, parameters, kernel)
}

fn exponent(scalar: Scalar) -> Exponent {
    Exponent::from_bytes(&scalar.to_bytes()).unwrap()
}

/// Buckets of 0, 1, 2, … people of all colours.
fn population(specimen: &mut Specimen, bits: u8) -> Vec<Bucket> {
    let colours = [Colour::Red, Colour::Green, Colour::Yellow, Colour::Green];
    let entry = |place: usize, specimen: &mut Specimen| Entry {
        exponent: Exponent::random(&mut specimen.rng),
        colour: colours[place % colours.len()],
    };
    (BucketIndex::all(bits).zip(0..))
        .map(|(index, number)| Bucket {
            index,
            entries: (0..number % ROWS)
                .map(|place| entry(place, specimen))
                .collect(),
        })
        .collect()
}

#[test]
fn groups_and_kernels_leave_no_trace() {
    let mut specimen = Specimen::new(1);
    let padding = Secret::new([9; 32]);
    let buckets = population(&mut specimen, 8);
    assert!(
        buckets.len() > buckets_of_group(ROWS),
        "there is more than one group"
    );
    let mut all = Vec::new();
    for kernel in KERNELS {
        let keys = keys(&specimen, &padding, kernel);
        let mut files = Vec::new();
        let written = write_buckets(
            round(),
            ROWS,
            &keys,
            buckets.iter().cloned().map(Ok::<_, ()>),
            |bucket, file| {
                assert_eq!(bucket.index() as usize, files.len());
                files.push(file);
                Ok(())
            },
        );
        assert_eq!(written, Ok(()));
        for (bucket, file) in buckets.iter().zip(&files).step_by(37) {
            let alone = write_bucket(round(), bucket.index, &bucket.entries, ROWS, &keys);
            assert!(alone == *file);
        }
        all.push(files);
    }
    assert!(all[0] == all[1]);
    // Each stamp is that of its citizen, one by one.
    let key = specimen.issuers[0].secret();
    let parameters = specimen.federation.parameters();
    for (bucket, file) in buckets.iter().zip(&all[0]).skip(3).step_by(51) {
        assert_eq!(file.len(), ROWS * ROW);
        let file = BucketFile::from_bytes(file).unwrap();
        for entry in &bucket.entries {
            let E = parameters.stamp_base(entry.colour, round().period);
            let expected = kernel::stamp(key, &entry.exponent, &E).unwrap();
            let label = LabelKey::new(&entry.exponent).label(entry.colour, round().period);
            assert_eq!(file.find(&label).unwrap(), Some(expected));
        }
    }
}

/// What nobody draws by chance: an exponent for which the sum with the key is 0, 1 or −1, or of
/// which the stamp needs complete formulas, and one citizen twice. The others have their stamps.
#[test]
fn strange_exponents_spoil_nobody() {
    let mut specimen = Specimen::new(1);
    let padding = Secret::new([9; 32]);
    let x = *specimen.issuers[0].secret().expose();
    let ordinary = Exponent::random(&mut specimen.rng);
    let sums = [Scalar::ZERO, Scalar::ONE, -Scalar::ONE, Scalar::from(2u64)];
    let mut exponents: Vec<Exponent> = sums.map(|sum| exponent(sum - x)).to_vec();
    exponents.extend([ordinary.clone(), ordinary.clone()]);
    let entries: Vec<Entry> = (exponents.iter().cloned())
        .map(|exponent| Entry {
            exponent,
            colour: Colour::Green,
        })
        .collect();
    let bucket = BucketIndex::new(0, 0).unwrap();
    let files = KERNELS.map(|kernel| {
        let keys = keys(&specimen, &padding, kernel);
        write_bucket(round(), bucket, &entries, ROWS, &keys)
    });
    assert!(files[0] == files[1]);
    let parameters = specimen.federation.parameters();
    let E = parameters.stamp_base(Colour::Green, round().period);
    let rows = files[0].as_chunks::<ROW>().0;
    for (exponent, times) in exponents.iter().zip([1, 1, 1, 1, 2, 2]) {
        let label = LabelKey::new(exponent).label(Colour::Green, round().period);
        let found: Vec<_> = rows.iter().filter(|row| row[..16] == label).collect();
        assert_eq!(found.len(), times);
        let expected = match kernel::stamp(specimen.issuers[0].secret(), exponent, &E) {
            Some(stamp) => stamp.to_bytes(),
            None => celadon_curve::G1::identity().to_bytes(),
        };
        assert_eq!(found[0][16..], expected);
    }
}

#[test]
fn nobody_is_stamped_in_no_bucket_and_padding_in_an_empty_one() {
    let specimen = Specimen::new(1);
    let padding = Secret::new([9; 32]);
    let keys = keys(&specimen, &padding, Kernel::Fast);
    assert!(write_group(round(), &[], ROWS, &keys).is_empty());
    let index = BucketIndex::new(1, 1).unwrap();
    let empty = Bucket {
        index,
        entries: Vec::new(),
    };
    let files = write_group(round(), &[empty], ROWS, &keys);
    assert_eq!(files.len(), 1);
    assert_eq!(BucketFile::from_bytes(&files[0]).unwrap().rows(), ROWS);
}

#[test]
fn the_first_failure_ends_it() {
    let specimen = Specimen::new(1);
    let padding = Secret::new([9; 32]);
    let keys = keys(&specimen, &padding, Kernel::ConstantTime);
    let group = buckets_of_group(ROWS);
    assert_eq!(group * ROWS, GROUP_ROWS);
    let bucket = |index| Bucket {
        index,
        entries: Vec::new(),
    };
    // A bucket of the second group cannot be had: the first group is published.
    let mut published = 0;
    let buckets = (BucketIndex::all(8).zip(0..)).map(|(index, number)| match number == group + 1 {
        true => Err("lost"),
        false => Ok(bucket(index)),
    });
    let written = write_buckets(round(), ROWS, &keys, buckets, |_, _| {
        published += 1;
        Ok(())
    });
    assert_eq!((written, published), (Err("lost"), group));
    // A file cannot be published: no later one is.
    let mut published = 0;
    let buckets = BucketIndex::all(8).map(|index| Ok(bucket(index)));
    let written = write_buckets(round(), ROWS, &keys, buckets, |_, _| {
        published += 1;
        if published == 3 { Err("full") } else { Ok(()) }
    });
    assert_eq!((written, published), (Err("full"), 3));
}

#[test]
#[should_panic(expected = "the common size holds every bucket")]
fn a_bucket_that_is_too_full_is_refused() {
    let mut specimen = Specimen::new(1);
    let padding = Secret::new([9; 32]);
    let buckets = population(&mut specimen, 6);
    let keys = keys(&specimen, &padding, Kernel::ConstantTime);
    write_group(round(), &buckets, 32, &keys);
}
