//! Algebraic laws that tie the pieces to one another.

use celadon_curve::{
    FixedBase, G1, G2, Scalar, Suite, batch_invert, hash_to_g1, hash_to_scalar, msm,
    pairing_product_is_one, vartime_msm,
};

fn scalar(label: &[u8]) -> Scalar {
    hash_to_scalar(Suite::Sha256, label, b"celadon-curve-tests")
}

#[test]
fn fixed_base_and_sums_agree_with_plain_multiplication() {
    let base = hash_to_g1(Suite::Sha256, b"base", b"celadon-curve-tests");
    let table = FixedBase::new(&base);
    for label in [&b"a"[..], b"b", b"c"] {
        let k = scalar(label);
        assert_eq!(table.mul(&k), base * k);
        assert_eq!(table.vartime_mul(&k), base * k);
    }
    for k in [Scalar::ZERO, Scalar::ONE, -Scalar::ONE] {
        assert_eq!(table.mul(&k), base * k);
        assert_eq!(table.vartime_mul(&k), base * k);
    }
    let points = [base, G1::generator(), base + base, G1::identity()];
    let scalars = [scalar(b"1"), -Scalar::ONE, Scalar::ZERO, scalar(b"2")];
    assert_eq!(
        vartime_msm(&points, &scalars).unwrap(),
        msm(&points, &scalars).unwrap()
    );
    assert!(vartime_msm(&points, &scalars[1..]).is_err());
    assert!(vartime_msm(&[], &[]).unwrap().is_identity());
}

#[test]
fn pairing_is_bilinear() {
    let (a, b) = (scalar(b"a"), scalar(b"b"));
    let p = G1::generator();
    let q = G2::generator();
    let terms = [(p * a, &(q * b).prepare()), (-(p * (a * b)), &q.prepare())];
    assert!(pairing_product_is_one(&terms));
    let terms = [(p * a, &(q * b).prepare()), (-(p * a), &q.prepare())];
    assert!(!pairing_product_is_one(&terms));
}

#[test]
fn batch_inversion_agrees_and_keeps_zero() {
    let mut scalars = [scalar(b"a"), Scalar::ZERO, Scalar::ONE, scalar(b"b")];
    let expected = scalars.map(|k| k.invert().unwrap_or(Scalar::ZERO));
    batch_invert(&mut scalars);
    assert_eq!(scalars, expected);
}
