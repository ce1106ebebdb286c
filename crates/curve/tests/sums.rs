//! Tables and sums of multiples against plain multiplication.

use celadon_curve::{FixedBase, G1, MsmError, Scalar, msm, secret_sums, vartime_msm};
use proptest::prelude::*;

use crate::laws::{points, scalars};

/// Scalars with windows that carry, are full, or empty.
pub(crate) fn edges() -> Vec<Scalar> {
    let mut edges = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE];
    for digit in [0x11, 0x0f, 0xf0, 0x10, 0x55, 0x77, 0x88, 0xff] {
        let mut bytes = [digit; 32];
        bytes[0] = digit & 0x3f; // below r
        edges.push(Scalar::from_bytes(&bytes).expect("below r"));
    }
    let mut power = Scalar::ONE;
    for _ in 0..255 {
        edges.push(power);
        power += power;
    }
    edges
}

fn naive(points: &[G1], scalars: &[Scalar]) -> G1 {
    (points.iter().zip(scalars)).map(|(p, k)| *p * *k).sum()
}

#[test]
fn every_digit_of_a_table_is_right() {
    let base = G1::generator() * Scalar::from(3u64);
    let table = FixedBase::new(&base);
    assert_eq!(*table.base(), base);
    for k in edges() {
        assert_eq!(table.mul(&k), base * k);
        assert_eq!(table.vartime_mul(&k), base * k);
    }
}

#[test]
fn a_table_of_the_identity_gives_the_identity() {
    let table = FixedBase::new(&G1::identity());
    assert!(table.mul(&-Scalar::ONE).is_identity());
    assert!(table.vartime_mul(&-Scalar::ONE).is_identity());
}

#[test]
fn sums_of_tables_with_edge_digits_agree() {
    let points = [3u64, 5, 7].map(|k| G1::generator() * Scalar::from(k));
    let tables = points.each_ref().map(FixedBase::new);
    for k in edges().windows(3) {
        let sum = FixedBase::sum(tables.iter().zip(k.iter().copied()));
        assert_eq!(sum, naive(&points, k));
    }
    assert!(FixedBase::sum([]).is_identity());
}

/// Bases between which there are relations, where additions meet cases apart.
#[test]
fn sums_of_related_tables_agree() {
    let base = G1::generator();
    let points = [base, base, -base, base.double(), G1::identity()];
    let tables = points.each_ref().map(FixedBase::new);
    for scalar in edges().into_iter().step_by(16) {
        for k in [[scalar; 5], [scalar, -scalar, scalar, Scalar::ZERO, scalar]] {
            let sum = FixedBase::sum(tables.iter().zip(k));
            assert_eq!(sum, naive(&points, &k));
        }
    }
}

#[test]
fn secret_sums_with_edge_digits_agree() {
    let points = [3u64, 5, 7].map(|k| G1::generator() * Scalar::from(k));
    for k in edges().windows(3) {
        let terms: Vec<(usize, Scalar)> = k.iter().copied().enumerate().collect();
        let sums = secret_sums(&points, &[&terms, &terms[..1], &[]]);
        assert_eq!(sums[0], naive(&points, k));
        assert_eq!(sums[1], points[0] * k[0]);
        assert!(sums[2].is_identity());
    }
    assert!(secret_sums(&points, &[]).is_empty());
    assert!(secret_sums(&[], &[&[]])[0].is_identity());
}

/// Points between which there are relations, and the identity.
#[test]
fn secret_sums_of_related_points_agree() {
    let base = G1::generator();
    let points = [base, base, -base, base.double(), G1::identity()];
    for scalar in edges().into_iter().step_by(16) {
        for k in [[scalar; 5], [scalar, -scalar, scalar, Scalar::ZERO, scalar]] {
            let terms: Vec<(usize, Scalar)> = k.into_iter().enumerate().collect();
            let twice = [(0, scalar), (0, scalar)];
            let sums = secret_sums(&points, &[&terms, &twice]);
            assert_eq!(sums[0], naive(&points, &k));
            assert_eq!(sums[1], (base * scalar).double());
        }
    }
}

#[test]
fn sums_with_edge_digits_agree() {
    let base = G1::generator();
    for pair in edges().windows(2) {
        let points = [base, base.double()];
        assert_eq!(vartime_msm(&points, pair), Ok(naive(&points, pair)));
    }
}

#[test]
fn lengths_must_agree() {
    let one = [Scalar::ONE];
    let expected = Err(MsmError {
        points: 0,
        scalars: 1,
    });
    assert_eq!(msm(&[], &one), expected);
    assert_eq!(vartime_msm(&[], &one), expected);
    assert_eq!(msm(&[], &[]), Ok(G1::identity()));
    assert_eq!(vartime_msm(&[], &[]), Ok(G1::identity()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn sums_agree(terms in prop::collection::vec((points(), scalars()), 0..14)) {
        let (points, scalars): (Vec<G1>, Vec<Scalar>) = terms.into_iter().unzip();
        let expected = Ok(naive(&points, &scalars));
        prop_assert_eq!(msm(&points, &scalars), expected);
        prop_assert_eq!(vartime_msm(&points, &scalars), expected);
        let terms: Vec<(usize, Scalar)> = scalars.iter().copied().enumerate().collect();
        prop_assert_eq!(Ok(secret_sums(&points, &[&terms])[0]), expected);
    }

    #[test]
    fn sums_of_tables_agree(
        lists in prop::collection::vec(
            prop::collection::vec((points(), scalars()), 0..5), 0..4
        )
    ) {
        let tables: Vec<Vec<(FixedBase, Scalar)>> = (lists.iter())
            .map(|list| list.iter().map(|(p, k)| (FixedBase::new(p), *k)).collect())
            .collect();
        let sums = FixedBase::sums(tables.iter().map(|l| l.iter().map(|(p, k)| (p, *k))));
        prop_assert_eq!(sums.len(), lists.len());
        for (sum, list) in sums.iter().zip(lists) {
            let (points, scalars): (Vec<G1>, Vec<Scalar>) = list.into_iter().unzip();
            prop_assert_eq!(*sum, naive(&points, &scalars));
        }
    }

    #[test]
    fn tables_agree(base in points(), k in scalars()) {
        let table = FixedBase::new(&base);
        prop_assert_eq!(table.mul(&k), base * k);
        prop_assert_eq!(table.vartime_mul(&k), base * k);
    }
}
