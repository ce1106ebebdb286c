//! Affine sums and tables of odd digits against plain arithmetic.

use celadon_curve::{G1, G1Affine, OddDigits, OddTable, Scalar, add_pairs, sum_lists};
use proptest::prelude::*;

use crate::laws::{points, scalars};
use crate::sums::edges;

fn affine(points: &[G1]) -> Vec<G1Affine> {
    points.iter().map(G1::to_affine).collect()
}

/// What one addition may meet: unlike points, equal ones, inverses, the identity on each side.
fn pairs() -> impl Strategy<Value = (G1, G1)> {
    (points(), points(), 0..8u8).prop_map(|(p, q, kind)| match kind {
        0 => (p, p),
        1 => (p, -p),
        2 => (p, G1::identity()),
        3 => (G1::identity(), q),
        _ => (p, q),
    })
}

fn check(pairs: &[(G1, G1)]) {
    let (p, q): (Vec<G1>, Vec<G1>) = pairs.iter().copied().unzip();
    let mut sums = affine(&p);
    add_pairs(&mut sums, &affine(&q));
    for (sum, (p, q)) in sums.iter().zip(pairs) {
        assert_eq!(G1::from(*sum), *p + *q);
    }
}

#[test]
fn each_special_case_is_found_among_ordinary_pairs() {
    let (p, q) = (G1::generator(), G1::generator() * Scalar::from(5u64));
    let special = [
        (p, p),
        (p, -p),
        (p, G1::identity()),
        (G1::identity(), q),
        (G1::identity(), G1::identity()),
    ];
    check(&[]);
    check(&[(p, q)]);
    check(&[(p, q), (q, -p), (-p, -q)]);
    for pair in special {
        check(&[pair]);
        check(&[(p, q), pair, (q, p)]);
    }
}

#[test]
fn lists_of_any_length_are_summed() {
    let p = G1::generator();
    let multiples: Vec<G1> = (1..40u64).map(|k| p * Scalar::from(k)).collect();
    let lists: Vec<Vec<G1Affine>> = [0, 1, 2, 3, 7, 8, 39, 0, 5]
        .map(|length| affine(&multiples[..length]))
        .to_vec();
    let sums = sum_lists(lists);
    let expected = [0u64, 1, 2, 3, 7, 8, 39, 0, 5].map(|n| p * Scalar::from(n * (n + 1) / 2u64));
    assert_eq!(sums.len(), expected.len());
    for (sum, expected) in sums.iter().zip(expected) {
        assert_eq!(G1::from(*sum), expected);
    }
    assert!(sum_lists(Vec::new()).is_empty());
}

#[test]
#[should_panic(expected = "an addend for each sum")]
fn unlike_lengths_are_refused() {
    add_pairs(&mut affine(&[G1::generator()]), &[]);
}

#[test]
fn digits_are_odd_and_add_up() {
    for k in edges() {
        for width in 1..=OddDigits::MAX_WIDTH {
            let digits: Vec<_> = OddDigits::new(&k, width).iter().collect();
            assert_eq!(digits.len(), OddDigits::count(width));
            let shift = Scalar::from(1u64 << width);
            let sum = digits.iter().rev().fold(Scalar::ZERO, |sum, digit| {
                assert!(digit.index < 1 << (width - 1));
                let size = Scalar::from(2 * digit.index as u64 + 1);
                sum * shift + if digit.negative { -size } else { size }
            });
            assert_eq!(sum, k, "{width}");
        }
    }
}

/// All places of a table are met, since each digit of each edge is.
#[test]
fn a_table_multiplies_by_edges() {
    let base = G1::generator() * Scalar::from(3u64);
    for width in [1, 2, 5, 6] {
        let table = OddTable::new(&base, width);
        assert_eq!((*table.base(), table.width()), (base, width));
        let lists = edges().iter().map(|k| table.terms(k).collect()).collect();
        for (sum, k) in sum_lists(lists).iter().zip(edges()) {
            assert_eq!(G1::from(*sum), base * k);
        }
    }
}

#[test]
fn a_table_holds_the_odd_multiples_and_both_reads_agree() {
    let base = G1::generator();
    let table = OddTable::new(&base, 4);
    let digits = OddDigits::new(&Scalar::from_wide(&[0x5a; 48]), 4);
    for position in [0, 1, 63] {
        let mut unit = base;
        (0..4 * position).for_each(|_| unit = unit.double());
        for index in 0..8 {
            let mut digit = digits.digit(0);
            digit.index = index;
            digit.negative = index % 3 == 0;
            let multiple = unit * Scalar::from(2 * index as u64 + 1);
            let expected = if digit.negative { -multiple } else { multiple };
            assert_eq!(G1::from(table.select(position, digit)), expected);
            assert_eq!(G1::from(table.vartime_select(position, digit)), expected);
        }
    }
}

#[test]
fn a_table_of_the_identity_gives_the_identity() {
    let table = OddTable::new(&G1::identity(), 3);
    let terms = table.terms(&-Scalar::ONE).collect();
    assert!(G1::from(sum_lists(vec![terms])[0]).is_identity());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pairs_are_added(pairs in prop::collection::vec(pairs(), 0..12)) {
        check(&pairs);
    }

    #[test]
    fn a_table_multiplies(base in points(), k in scalars(), width in 1u32..8) {
        let table = OddTable::new(&base, width);
        let sums = sum_lists(vec![table.terms(&k).collect()]);
        prop_assert_eq!(G1::from(sums[0]), base * k);
    }
}
