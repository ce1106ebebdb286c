//! Sums for public scalars against plain multiplication, where additions have exceptions: equal
//! points, opposite ones, the identity, a point beside its image under the endomorphism.

#![allow(non_snake_case)] // points are capitals, scalars are small

use celadon_curve::{
    G1, Multiplier, Scalar, VartimeSum, VartimeTable, Weight, vartime_msm, vartime_weighted,
};
use proptest::prelude::*;

use crate::laws::{points, scalars};
use crate::sums::edges;

/// `z² − 1`: what the endomorphism multiplies by.
fn lambda() -> Scalar {
    Scalar::from(0xac45_a401_0001_a402_0000_0000_ffff_ffff_u128)
}

/// Points any two of which may be equal, opposite or conjugate.
fn awkward() -> impl Strategy<Value = G1> {
    let few = prop_oneof![Just(G1::generator()), Just(G1::generator().double())];
    prop_oneof![
        2 => points(),
        2 => few.clone(),
        1 => few.clone().prop_map(|P| -P),
        1 => few.prop_map(|P| P * lambda()),
    ]
}

fn factors() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        3 => scalars(),
        1 => prop::sample::select(edges()),
        1 => Just(lambda()),
        1 => Just(-lambda()),
    ]
}

fn weights() -> impl Strategy<Value = Weight> {
    let halves = prop_oneof![any::<u64>(), 0u64..4, Just(u64::MAX)];
    let bits = (halves.clone(), halves).prop_map(|(a, b)| (u128::from(a) << 64) | u128::from(b));
    bits.prop_filter_map("zero is no weight", |bits| {
        Weight::from_bytes(&bits.to_be_bytes())
    })
}

fn naive<'a>(terms: impl IntoIterator<Item = (&'a G1, &'a Scalar)>) -> G1 {
    terms.into_iter().map(|(P, k)| *P * *k).sum()
}

#[test]
fn every_digit_is_right() {
    let P = G1::generator();
    let table = VartimeTable::new(&P, VartimeTable::NARROW);
    assert_eq!((*table.base(), table.width()), (P, VartimeTable::NARROW));
    for pair in edges().windows(2) {
        let [k, l] = pair else { unreachable!() };
        let mut sum = VartimeSum::new();
        sum.add(&P, k);
        sum.add_table(&table, l);
        sum.add(&P.double(), -Multiplier::from(l));
        assert_eq!(sum.finish(), P * *k - P * *l);
    }
    assert!(VartimeSum::new().finish().is_identity());
}

#[test]
fn a_sum_that_meets_itself_is_right() {
    // The same digits of the same point: the sum is doubled, or vanishes, by an addition.
    let P = G1::generator();
    for width in [2, 5, 9] {
        let table = VartimeTable::new(&P, width);
        for k in [
            Scalar::ONE,
            lambda(),
            Scalar::from(0x1111_u64),
            -Scalar::ONE,
        ] {
            let twice = |second: Multiplier| {
                let mut sum = VartimeSum::new();
                sum.add_table(&table, &k);
                sum.add_table(&table, second);
                sum.finish()
            };
            assert_eq!(twice(Multiplier::from(&k)), (P * k).double());
            assert!(twice(-Multiplier::from(&k)).is_identity());
        }
    }
}

#[test]
fn a_table_of_the_identity_adds_nothing() {
    let table = VartimeTable::new(&G1::identity(), 6);
    let mut sum = VartimeSum::new();
    sum.add_table(&table, &-Scalar::ONE);
    sum.add(&G1::identity(), &-Scalar::ONE);
    assert!(sum.finish().is_identity());
}

#[test]
fn many_equal_points_are_summed() {
    let P = G1::generator();
    let scalars: Vec<Scalar> = edges();
    let all: Scalar = scalars.iter().copied().sum();
    let points = vec![P; scalars.len()];
    assert_eq!(vartime_msm(&points, &scalars), Ok(P * all));
    let halves: Vec<G1> = (0..scalars.len())
        .map(|i| if i % 2 == 0 { P } else { -P })
        .collect();
    let ones = vec![-Scalar::ONE; scalars.len() & !1];
    let sum = vartime_msm(&halves[..ones.len()], &ones);
    assert_eq!(sum, Ok(G1::identity()));
    let zeros = vec![Scalar::ZERO; scalars.len()];
    assert_eq!(vartime_msm(&points, &zeros), Ok(G1::identity()));
}

#[test]
fn weights_and_points_must_agree_in_number() {
    assert!(vartime_weighted(&[G1::generator()], &[]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sums_of_points_and_tables_agree(
        own in prop::collection::vec((awkward(), factors()), 0..5),
        short in prop::collection::vec((awkward(), any::<u128>()), 0..3),
        weighted in prop::collection::vec((awkward(), weights()), 0..3),
        shared in prop::collection::vec((awkward(), factors(), 2u32..10), 0..5),
    ) {
        let tables: Vec<VartimeTable> =
            shared.iter().map(|(P, _, width)| VartimeTable::new(P, *width)).collect();
        let mut sum = VartimeSum::new();
        let mut expected = naive(own.iter().map(|(P, k)| (P, k)));
        for (P, k) in &own {
            sum.add(P, k);
        }
        for (P, k) in &short {
            sum.add(P, -Multiplier::from(*k));
            expected -= *P * Scalar::from(*k);
        }
        for (P, k) in &weighted {
            sum.add(P, k);
            expected += *P * k.to_scalar();
        }
        for ((P, k, _), table) in shared.iter().zip(&tables) {
            sum.add_table(table, k);
            expected += *P * *k;
        }
        prop_assert_eq!(sum.finish(), expected);
    }

    #[test]
    fn sums_of_hundreds_agree(
        terms in prop::collection::vec((awkward(), factors(), weights()), 40..220),
    ) {
        let points: Vec<G1> = terms.iter().map(|(P, ..)| *P).collect();
        let scalars: Vec<Scalar> = terms.iter().map(|(_, k, _)| *k).collect();
        let weights: Vec<Weight> = terms.iter().map(|(.., w)| *w).collect();
        let expected = naive(points.iter().zip(&scalars));
        prop_assert_eq!(vartime_msm(&points, &scalars), Ok(expected));
        let scalars: Vec<Scalar> = weights.iter().map(Weight::to_scalar).collect();
        let expected = naive(points.iter().zip(&scalars));
        prop_assert_eq!(vartime_weighted(&points, &weights), Ok(expected));
    }
}
