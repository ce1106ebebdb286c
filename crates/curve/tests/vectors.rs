//! Expected values, in files that both backends must meet.

use celadon_curve::{
    FixedBase, G1, G2, Scalar, Suite, batch_invert, expand_message, hash_to_g1, hash_to_scalar,
    msm, vartime_msm,
};

use crate::vector_file::{Vector, read};

fn suite(vector: &Vector) -> Suite {
    match vector.text("suite") {
        "sha256" => Suite::Sha256,
        "shake256" => Suite::Shake256,
        other => panic!("no suite {other}"),
    }
}

fn scalar(vector: &Vector, key: &str) -> Scalar {
    Scalar::from_bytes(&vector.hex(key)).expect("a canonical scalar")
}

/// The encoding of a sum, which may be the identity's: compared as bytes, since it never decodes.
fn assert_g1(point: G1, vector: &Vector) {
    assert_eq!(point.to_bytes(), vector.hex("point"));
    assert_eq!(point.to_affine().to_bytes(), vector.hex("point"));
}

/// How often each kind was met, so that an empty file proves nothing.
fn count(file: &str, kinds: &[(&str, usize)]) {
    let vectors = read(file);
    for (kind, expected) in kinds {
        let found = vectors.iter().filter(|v| v.kind == *kind).count();
        assert_eq!(found, *expected, "vectors of [{kind}]");
    }
    let all: usize = kinds.iter().map(|(_, expected)| expected).sum();
    assert_eq!(vectors.len(), all, "a kind that no test knows");
}

const HASH: &str = include_str!("vectors/hash.txt");
const SCALAR: &str = include_str!("vectors/scalar.txt");
const G1_FILE: &str = include_str!("vectors/g1.txt");
const G2_FILE: &str = include_str!("vectors/g2.txt");

#[test]
fn files_hold_what_they_should() {
    count(
        HASH,
        &[
            ("expand_message", 24),
            ("hash_to_scalar", 2),
            ("hash_to_g1", 21),
        ],
    );
    count(SCALAR, &[("from_wide", 19), ("arithmetic", 12)]);
    count(G1_FILE, &[("multiple", 66), ("sum", 9)]);
    count(G2_FILE, &[("multiple", 43)]);
}

#[test]
fn hashes_as_the_rfc_and_the_drafts_say() {
    for vector in read(HASH) {
        let (suite, dst) = (suite(&vector), vector.text("dst").as_bytes());
        let message = vector.message("msg");
        match vector.kind.as_str() {
            "expand_message" => {
                let len = vector.text("len").parse().expect("a number");
                let bytes = expand_message(suite, &message, dst, len);
                assert_eq!(data_encoding::HEXLOWER.encode(&bytes), vector.text("bytes"));
            }
            "hash_to_scalar" => {
                let hashed = hash_to_scalar(suite, &message, dst);
                assert_eq!(hashed, scalar(&vector, "scalar"));
            }
            _ => assert_g1(hash_to_g1(suite, &message, dst), &vector),
        }
    }
}

#[test]
fn wide_bytes_reduce_and_scalars_compute() {
    for vector in read(SCALAR) {
        if vector.kind == "from_wide" {
            let reduced = Scalar::from_wide(&vector.hex("wide"));
            assert_eq!(reduced.to_bytes(), vector.hex("scalar"));
            continue;
        }
        let (a, b) = (scalar(&vector, "a"), scalar(&vector, "b"));
        assert_eq!((a + b).to_bytes(), vector.hex("sum"));
        assert_eq!((a - b).to_bytes(), vector.hex("difference"));
        assert_eq!((a * b).to_bytes(), vector.hex("product"));
        assert_eq!((-a).to_bytes(), vector.hex("negative"));
        assert_eq!(a.square().to_bytes(), vector.hex("square"));
        let mut batch = [a];
        batch_invert(&mut batch);
        match vector.text("inverse") {
            "none" => assert!(a.invert().is_none() && batch[0].is_zero()),
            _ => {
                let inverse = scalar(&vector, "inverse");
                assert_eq!(a.invert(), Some(inverse));
                assert_eq!(batch[0], inverse);
            }
        }
    }
}

#[test]
fn every_way_to_multiply_in_g1_gives_the_expected_point() {
    let mut table = FixedBase::new(&G1::generator());
    for vector in read(G1_FILE).iter().filter(|v| v.kind == "multiple") {
        let base = G1::from_bytes(&vector.hex("base")).expect("a point");
        if *table.base() != base {
            table = FixedBase::new(&base);
        }
        let k = scalar(vector, "scalar");
        assert_g1(base * k, vector);
        assert_g1(table.mul(&k), vector);
        assert_g1(table.vartime_mul(&k), vector);
        assert_g1(vartime_msm(&[base], &[k]).expect("one of each"), vector);
    }
}

#[test]
fn sums_of_multiples_give_the_expected_point() {
    for vector in read(G1_FILE).iter().filter(|v| v.kind == "sum") {
        let scalars: Vec<Scalar> = (vector.list("scalars").iter())
            .map(|bytes| Scalar::from_bytes(bytes).expect("a canonical scalar"))
            .collect();
        let points: Vec<G1> = (vector.list("points").iter())
            .map(|bytes| G1::from_bytes(bytes).expect("a point"))
            .collect();
        assert_g1(msm(&points, &scalars).expect("as many"), vector);
        assert_g1(vartime_msm(&points, &scalars).expect("as many"), vector);
    }
}

#[test]
fn multiples_in_g2_are_the_expected_points() {
    for vector in read(G2_FILE) {
        let base = G2::from_bytes(&vector.hex("base")).expect("a point");
        let point = base * scalar(&vector, "scalar");
        assert_eq!(point.to_bytes(), vector.hex("point"));
    }
}

#[test]
fn generators_are_the_standard_ones() {
    let first = |file| -> Vector { read(file).swap_remove(1) }; // scalar 1
    assert_eq!(G1::generator().to_bytes(), first(G1_FILE).hex("point"));
    assert_eq!(G2::generator().to_bytes(), first(G2_FILE).hex("point"));
}
