//! What is not an element is refused, for the same reason on both backends.

use celadon_curve::{G1, G2, PointError, Scalar};
use proptest::prelude::*;

use crate::vector_file::read;

#[test]
fn refuses_each_of_the_file_for_its_reason() {
    let (mut g1, mut g2, mut scalars) = (0, 0, 0);
    for vector in read(include_str!("vectors/refused.txt")) {
        let what = vector.text("what");
        let expected = match vector.text("error") {
            "identity" => PointError::Identity,
            "not in subgroup" => PointError::NotInSubgroup,
            "not canonical" => PointError::NotCanonical,
            _ => {
                assert!(Scalar::from_bytes(&vector.hex("bytes")).is_none(), "{what}");
                scalars += 1;
                continue;
            }
        };
        if vector.kind == "g1" {
            let refused = G1::from_bytes(&vector.hex("bytes")).map(|p| p.to_bytes());
            assert_eq!(refused, Err(expected), "G1: {what}");
            let good = G1::generator();
            let three = [good.to_bytes(), vector.hex("bytes"), good.to_bytes()];
            let each = [Ok(good), Err(expected), Ok(good)];
            assert_eq!(G1::from_bytes_each(&three), each, "G1: {what}");
            g1 += 1;
        } else {
            let refused = G2::from_bytes(&vector.hex("bytes")).map(|p| p.to_bytes());
            assert_eq!(refused, Err(expected), "G2: {what}");
            g2 += 1;
        }
    }
    assert_eq!((g1, g2, scalars), (44, 52, 6));
}

#[test]
fn of_the_eight_flags_only_a_sign_makes_a_point() {
    for k in [1u64, 2, 3, 0xdead_beef] {
        let (p, q) = (
            G1::generator() * Scalar::from(k),
            G2::generator() * Scalar::from(k),
        );
        let (p_bytes, q_bytes) = (p.to_bytes(), q.to_bytes());
        for flags in 0..8u8 {
            let (mut p_flagged, mut q_flagged) = (p_bytes, q_bytes);
            p_flagged[0] = p_bytes[0] & 0x1f | flags << 5;
            q_flagged[0] = q_bytes[0] & 0x1f | flags << 5;
            let (p_read, q_read) = (G1::from_bytes(&p_flagged), G2::from_bytes(&q_flagged));
            if flags == 0b100 || flags == 0b101 {
                let same = p_flagged == p_bytes;
                assert!(p_read == Ok(if same { p } else { -p }));
                let same = q_flagged == q_bytes;
                assert!(q_read == Ok(if same { q } else { -q }));
            } else {
                assert!(p_read == Err(PointError::NotCanonical));
                assert!(q_read == Err(PointError::NotCanonical));
            }
        }
    }
}

#[test]
fn identities_encode_but_never_decode() {
    assert_eq!(
        G1::from_bytes(&G1::identity().to_bytes()),
        Err(PointError::Identity)
    );
    assert_eq!(
        G2::from_bytes(&G2::identity().to_bytes()),
        Err(PointError::Identity)
    );
}

#[test]
fn no_flipped_bit_decodes_to_the_same_point() {
    let (p, q) = (G1::generator(), G2::generator());
    for bit in 0..48 * 8 {
        let mut bytes = p.to_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(G1::from_bytes(&bytes) != Ok(p), "bit {bit}");
    }
    for bit in 0..96 * 8 {
        let mut bytes = q.to_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(G2::from_bytes(&bytes) != Ok(q), "bit {bit}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No random x is in the subgroup of G1 but with probability 2^-125, of G2 less.
    #[test]
    fn random_bytes_are_refused(first in any::<[u8; 32]>(), more in any::<[[u8; 32]; 2]>()) {
        let mut bytes = [0; 96];
        for (part, random) in bytes.chunks_exact_mut(32).zip([first, more[0], more[1]]) {
            part.copy_from_slice(&random);
        }
        bytes[0] = bytes[0] & 0x2f | 0x80; // flags of a point, x mostly below p
        bytes[48] &= 0x0f;
        prop_assert!(G1::from_bytes(bytes.first_chunk().expect("48 of 96")).is_err());
        prop_assert!(G2::from_bytes(&bytes).is_err());
    }

    #[test]
    fn scalars_have_one_encoding(mut bytes in any::<[u8; 32]>()) {
        if let Some(scalar) = Scalar::from_bytes(&bytes) {
            prop_assert_eq!(scalar.to_bytes(), bytes);
        }
        bytes[0] |= 0x80;
        prop_assert!(Scalar::from_bytes(&bytes).is_none());
    }
}
