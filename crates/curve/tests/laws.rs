//! The laws of the field, of the groups and of the pairing.

use celadon_curve::{
    G1, G2, MillerLoops, Scalar, Suite, batch_invert, hash_to_g1, hash_to_scalar, pairing,
    pairing_product_is_one,
};
use proptest::prelude::*;

/// Scalars, those where something may break among them.
pub(crate) fn scalars() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        4 => any::<[u8; 32]>().prop_map(|seed| hash_to_scalar(Suite::Sha256, &seed, b"laws")),
        1 => any::<u64>().prop_map(Scalar::from),
        1 => any::<u128>().prop_map(Scalar::from),
        1 => (0u64..40).prop_map(Scalar::from),
        1 => (0u64..40).prop_map(|k| -Scalar::from(k)),
    ]
}

/// Points of G1 of unknown logarithm, and now and then the identity or the generator.
pub(crate) fn points() -> impl Strategy<Value = G1> {
    prop_oneof![
        6 => any::<[u8; 8]>().prop_map(|seed| hash_to_g1(Suite::Sha256, &seed, b"laws")),
        1 => Just(G1::identity()),
        1 => Just(G1::generator()),
    ]
}

fn points_2() -> impl Strategy<Value = G2> {
    scalars().prop_map(|k| G2::generator() * k)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scalars_are_a_field(a in scalars(), b in scalars(), c in scalars()) {
        prop_assert_eq!(a + b, b + a);
        prop_assert_eq!(a * b, b * a);
        prop_assert_eq!((a + b) + c, a + (b + c));
        prop_assert_eq!((a * b) * c, a * (b * c));
        prop_assert_eq!(a * (b + c), a * b + a * c);
        prop_assert_eq!(a + Scalar::ZERO, a);
        prop_assert_eq!(a * Scalar::ONE, a);
        prop_assert_eq!(a - b, a + -b);
        prop_assert_eq!(a.square(), a * a);
        prop_assert!((a - a).is_zero());
        match a.invert() {
            Some(inverse) => prop_assert_eq!(a * inverse, Scalar::ONE),
            None => prop_assert!(a.is_zero()),
        }
        let (mut sum, mut difference, mut product) = (a, a, a);
        sum += b;
        difference -= b;
        product *= b;
        prop_assert_eq!([sum, difference, product], [a + b, a - b, a * b]);
        prop_assert_eq!([a, b, c].into_iter().sum::<Scalar>(), a + b + c);
        prop_assert_eq!(Scalar::from_bytes(&a.to_bytes()), Some(a));
    }

    #[test]
    fn integers_become_scalars(a in any::<u64>(), b in any::<u64>()) {
        let wide = Scalar::from(u128::from(a) * u128::from(b));
        prop_assert_eq!(wide, Scalar::from(a) * Scalar::from(b));
        prop_assert_eq!(Scalar::from(u128::from(a)), Scalar::from(a));
    }

    #[test]
    fn batch_inversion_agrees(mut batch in prop::collection::vec(scalars(), 0..8)) {
        let expected: Vec<Scalar> = (batch.iter())
            .map(|k| k.invert().unwrap_or(Scalar::ZERO))
            .collect();
        batch_invert(&mut batch);
        prop_assert_eq!(batch, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn g1_is_a_group(p in points(), q in points(), s in points(), a in scalars(), b in scalars()) {
        prop_assert_eq!(p + q, q + p);
        prop_assert_eq!((p + q) + s, p + (q + s));
        prop_assert_eq!(p + G1::identity(), p);
        prop_assert_eq!(G1::identity() + p, p);
        prop_assert!((p - p).is_identity());
        prop_assert_eq!(p.double(), p + p);
        prop_assert_eq!(p - q, p + -q);
        prop_assert_eq!(p + q.to_affine(), p + q);
        prop_assert_eq!(p + p.to_affine(), p.double());
        prop_assert_eq!(p - q.to_affine(), p - q);
        prop_assert!((p - p.to_affine()).is_identity());
        prop_assert_eq!(G1::identity() - p.to_affine(), -p);
        prop_assert_eq!(p * (a + b), p * a + p * b);
        prop_assert_eq!((p + q) * a, p * a + q * a);
        prop_assert_eq!((p * a) * b, p * (a * b));
        prop_assert_eq!(p * Scalar::ONE, p);
        prop_assert!((p * Scalar::ZERO).is_identity());
        let (mut sum, mut difference) = (p, p);
        sum += q;
        difference -= q;
        prop_assert_eq!([sum, difference], [p + q, p - q]);
        prop_assert_eq!([p, q, s].into_iter().sum::<G1>(), p + q + s);
        prop_assert_eq!(G1::from(p.to_affine()), p);
    }

    #[test]
    fn g2_is_a_group(p in points_2(), q in points_2(), a in scalars(), b in scalars()) {
        prop_assert_eq!(p + q, q + p);
        prop_assert_eq!(p + G2::identity(), p);
        prop_assert!((p + -p).is_identity());
        prop_assert_eq!(p * (a + b), p * a + p * b);
        prop_assert_eq!((p + q) * a, p * a + q * a);
        prop_assert_eq!([p, q, p].into_iter().sum::<G2>(), p + q + p);
    }

    #[test]
    fn points_survive_their_encoding(p in points(), q in points_2()) {
        if !p.is_identity() {
            prop_assert_eq!(G1::from_bytes(&p.to_bytes()), Ok(p));
        }
        if !q.is_identity() {
            prop_assert_eq!(G2::from_bytes(&q.to_bytes()), Ok(q));
        }
    }

    #[test]
    fn batches_agree_with_single_points(batch in prop::collection::vec(points(), 0..12)) {
        let affine: Vec<_> = batch.iter().map(G1::to_affine).collect();
        prop_assert_eq!(G1::batch_to_affine(&batch), affine);
        let bytes: Vec<_> = batch.iter().map(G1::to_bytes).collect();
        let each: Vec<_> = bytes.iter().map(G1::from_bytes).collect();
        prop_assert_eq!(G1::from_bytes_each(&bytes), each);
        prop_assert_eq!(G1::batch_to_bytes(&batch), bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn the_pairing_is_bilinear(
        p in points(), s in points(), q in points_2(), t in points_2(), a in scalars(), b in scalars(),
    ) {
        let (q1, t1) = (q.prepare(), t.prepare());
        let (qa, qt) = ((q * a).prepare(), (q + t).prepare());
        prop_assert_eq!(pairing(&[(p * a, &q1)]), pairing(&[(p, &qa)]));
        prop_assert_eq!(pairing(&[(p + s, &q1)]), pairing(&[(p, &q1), (s, &q1)]));
        prop_assert_eq!(pairing(&[(p, &qt)]), pairing(&[(p, &q1), (p, &t1)]));
        prop_assert!(pairing_product_is_one(&[(p * (a * b), &q1), (-(p * b), &qa)]));
        let parts = MillerLoops::new(&[(p, &q1)]) * MillerLoops::new(&[(s, &qt), (p, &t1)]);
        let whole = [(p, &q1), (s, &qt), (p, &t1)];
        prop_assert_eq!(parts.finish(), pairing(&whole));
        prop_assert_eq!(parts.is_one(), pairing_product_is_one(&whole));
    }
}

#[test]
fn the_pairing_is_not_degenerate() {
    let (p, q) = (G1::generator(), G2::generator().prepare());
    assert!(!pairing_product_is_one(&[(p, &q)]));
    assert!(!pairing_product_is_one(&[(p, &q), (p, &q)]));
    assert!(pairing_product_is_one(&[(p, &q), (-p, &q)]));
    assert_ne!(pairing(&[(p, &q)]), pairing(&[(p + p, &q)]));
}

#[test]
fn empty_products_and_identities_pair_to_one() {
    let (p, q) = (G1::generator(), G2::generator().prepare());
    let (o, zero) = (G1::identity(), G2::identity().prepare());
    assert!(pairing_product_is_one(&[]));
    assert!(pairing_product_is_one(&[(o, &q)]));
    assert!(pairing_product_is_one(&[(p, &zero)]));
    assert!(pairing_product_is_one(&[(o, &zero)]));
    assert_eq!(
        pairing(&[(o, &q), (p, &q), (p, &zero)]),
        pairing(&[(p, &q)])
    );
}

/// More points than a backend normalises at once.
#[test]
fn long_batches_with_identities_in_between_agree() {
    let step = G1::generator().double();
    let mut batch = Vec::new();
    let mut point = G1::generator();
    for i in 0..1_600 {
        batch.push(if i % 97 == 0 || (1_530..1_540).contains(&i) {
            G1::identity()
        } else {
            point
        });
        point += step;
    }
    for (i, (affine, point)) in G1::batch_to_affine(&batch).iter().zip(&batch).enumerate() {
        assert_eq!(G1::from(*affine), *point, "point {i}");
    }
    let identities = [G1::identity(); 3];
    let bytes = G1::batch_to_bytes(&identities);
    assert_eq!(bytes, identities.map(|o| o.to_bytes()));
}
