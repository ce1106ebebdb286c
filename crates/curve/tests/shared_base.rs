//! Multiples of one base by many scalars, by both kernels.

use celadon_curve::{G1, Kernel, Scalar, SharedBase, Suite, hash_to_scalar};
use proptest::prelude::*;

use crate::laws::{points, scalars};
use crate::sums::edges;

const KERNELS: [Kernel; 2] = [Kernel::ConstantTime, Kernel::Fast];

fn check(base: G1, scalars: &[Scalar]) {
    let expected: Vec<G1> = scalars.iter().map(|k| base * *k).collect();
    let expected = G1::batch_to_bytes(&expected);
    for kernel in KERNELS {
        let shared = SharedBase::new(&base, kernel);
        assert_eq!((*shared.base(), shared.kernel()), (base, kernel));
        assert!(shared.multiply(scalars) == expected, "{kernel:?}");
    }
}

fn others(count: u16) -> Vec<Scalar> {
    (0..count)
        .map(|i| hash_to_scalar(Suite::Sha256, &i.to_be_bytes(), b"others"))
        .collect()
}

/// The one scalar whose last addition is of equal points is among these: twice what the last
/// digit stands for, for each value that digit has in a scalar below `r`.
fn doubling(width: u32) -> Vec<Scalar> {
    let last = width * (255u32.div_ceil(width) - 1);
    let unit = (0..last).fold(Scalar::ONE, |power, _| power + power);
    (0..1u64 << (255 - last))
        .map(|upper| Scalar::from(((1u64 << width) - 1).abs_diff(2 * upper)) * (unit + unit))
        .collect()
}

#[test]
fn edges_alone_and_together() {
    let base = G1::generator() * Scalar::from(3u64);
    check(base, &[]);
    check(base, &[Scalar::from(9u64)]);
    check(base, &edges());
    check(base, &[Scalar::ZERO]);
    check(base, &[Scalar::ZERO, Scalar::ONE, -Scalar::ONE]);
}

/// Where a sum needs complete formulas, all that advance with it are right as well.
#[test]
fn special_scalars_among_others() {
    let base = G1::generator() * Scalar::from(5u64);
    let mut scalars = others(13);
    check(base, &scalars);
    for width in [6, 8, 11, 12] {
        for special in doubling(width) {
            scalars.push(special);
            scalars.push(-special);
        }
    }
    scalars.push(Scalar::ZERO);
    check(base, &scalars);
}

#[test]
fn the_same_scalar_twice_gives_the_same_bytes_twice() {
    let mut scalars = others(20);
    scalars.extend(others(20));
    check(G1::generator(), &scalars);
}

#[test]
fn more_than_advance_together() {
    check(G1::generator(), &others(2_048 + 3));
}

#[test]
fn multiples_of_the_identity_are_the_identity() {
    check(G1::identity(), &[Scalar::ONE, Scalar::from(7u64)]);
}

#[test]
fn constant_time_is_what_is_meant_by_default() {
    assert_eq!(Kernel::default(), Kernel::ConstantTime);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn multiples_agree(base in points(), scalars in prop::collection::vec(scalars(), 0..40)) {
        check(base, &scalars);
    }
}
