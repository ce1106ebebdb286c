//! The operations of the curve that everything else consists of.

use celadon_curve::{G1, G2, RunningSum, Scalar, pairing_product_is_one};

use crate::Case;

/// The yardstick's name: one multiplication in G1, in constant time, of a point that no table was
/// made for.
pub const G1_MULTIPLICATION: &str = "g1/multiplication";
/// A point of G1 from its 48 bytes: canonical, on the curve, in the subgroup, not the identity.
pub const G1_DECODING: &str = "g1/decoding";
/// Four points of G1 from their bytes, checked alike and decoded together: those of one full
/// presentation.
pub const FOUR_G1_DECODINGS: &str = "g1/four-decodings";
/// A point of G2 from its 96 bytes, checked alike.
pub const G2_DECODING: &str = "g2/decoding";
/// A point of G1, doubled, as in the sums of a verification.
pub const G1_DOUBLING: &str = "g1/doubling";
/// A point of G1 and one in affine form, added, as in the sums of a verification.
pub const G1_MIXED_ADDITION: &str = "g1/mixed-addition";
/// Two points of G1, none in affine form, added.
pub const G1_ADDITION: &str = "g1/addition";
/// Three pairings multiplied and compared with one, two of them with a prepared point of G2; the
/// third is prepared under the clock.
pub const PAIRING_PRODUCT: &str = "pairing/product-of-three";

/// A scalar with as many digits as any, from a small number.
pub fn scalar(number: u8) -> Scalar {
    Scalar::from_wide(&[number; 48])
}

/// The yardstick, under this name.
pub fn multiplication<'a>(name: &str) -> Case<'a> {
    let (k, P) = (scalar(1), G1::generator() * scalar(2));
    Case::new(name, move || (P, k), |(P, k)| P * k)
}

/// All of them, the yardstick first.
pub fn all<'a>() -> Vec<Case<'a>> {
    let P = G1::generator() * scalar(2);
    let Q = (G1::generator() * scalar(3)).to_affine();
    let R = G2::generator() * scalar(4);
    let (P_bytes, R_bytes) = (P.to_bytes(), R.to_bytes());
    let four = [5, 6, 7, 8].map(|number| (G1::generator() * scalar(number)).to_bytes());
    // Running sums, so that no operation can begin before the last has ended.
    let (mut doubled, mut mixed) = (RunningSum::new(&P), RunningSum::new(&P));
    let mut added = P;
    vec![
        multiplication(G1_MULTIPLICATION),
        Case::new(
            G1_DECODING,
            move || P_bytes,
            |bytes| G1::from_bytes(&bytes).expect("it was encoded"),
        ),
        Case::new(
            FOUR_G1_DECODINGS,
            move || four,
            |four| {
                let points = G1::from_bytes_each(&four);
                assert!(points.iter().all(Result::is_ok), "they were encoded");
                points
            },
        ),
        Case::new(
            G2_DECODING,
            move || R_bytes,
            |bytes| G2::from_bytes(&bytes).expect("it was encoded"),
        ),
        Case::repeated(G1_DOUBLING, 1_000, move || doubled.double()),
        Case::repeated(G1_MIXED_ADDITION, 1_000, move || mixed.add(&Q)),
        Case::repeated(G1_ADDITION, 1_000, move || {
            added += P;
            added
        }),
        pairing_product(),
    ]
}

/// `e(2·P, R)·e(−P, 2·S)·e(P, 2·S − 2·R) = 1`: three terms whose product is one.
fn pairing_product<'a>() -> Case<'a> {
    let P = G1::generator() * scalar(5);
    let two = Scalar::ONE + Scalar::ONE;
    let (R, S) = (G2::generator() * scalar(6), G2::generator() * scalar(7));
    let (second, third) = ((S * two).prepare(), (S * two + -(R * two)).prepare());
    Case::new(
        PAIRING_PRODUCT,
        move || (P.double(), R),
        move |(twice, R)| {
            let first = R.prepare();
            let is_one = pairing_product_is_one(&[(twice, &first), (-P, &second), (P, &third)]);
            assert!(is_one, "the terms were chosen so");
        },
    )
}
