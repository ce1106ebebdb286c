//! What must be refused: every altered byte, every degenerate value, every other context.

mod blind;
mod core;

use celadon_bbs::{Commitment, Proof, Signature};
use celadon_curve::{G1, PointError, Scalar};
use proptest::prelude::*;

/// Two bits of every byte, so that all eight places are covered often.
pub(crate) fn two_bits_of_each_byte(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> + '_ {
    (0..bytes.len() * 2).map(|n| {
        let (place, bit) = (n / 2, (n / 2 * 3 + n % 2 * 5) % 8);
        let mut flipped = bytes.to_vec();
        flipped[place] ^= 1 << bit;
        (place, flipped)
    })
}

/// `bytes` with `piece` written over it at `place`.
pub(crate) fn replaced(bytes: &[u8], place: usize, piece: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[place..place + piece.len()].copy_from_slice(piece);
    bytes
}

/// Encodings that no honest point has, and why each is refused.
pub(crate) fn bad_points() -> Vec<([u8; 48], PointError)> {
    let compressed = |x: u8| {
        let mut bytes = [0; 48];
        bytes[0] = 0x80;
        bytes[47] = x;
        bytes
    };
    let outside = (1..=u8::MAX)
        .map(compressed)
        .find(|bytes| G1::from_bytes(bytes) == Err(PointError::NotInSubgroup))
        .expect("most points of the curve are outside the subgroup");
    let mut identity = [0; 48];
    identity[0] = 0xc0;
    let mut uncompressed = G1::generator().to_bytes();
    uncompressed[0] &= 0x7f;
    vec![
        (identity, PointError::Identity),
        (outside, PointError::NotInSubgroup),
        (uncompressed, PointError::NotCanonical),
        ([0xff; 48], PointError::NotCanonical),
        ([0; 48], PointError::NotCanonical),
    ]
}

/// Zero, `r` and the greatest 32 bytes.
pub(crate) fn bad_scalars() -> [[u8; 32]; 3] {
    let mut order = (-Scalar::ONE).to_bytes();
    order[31] += 1; // r - 1 is even, so r is one bit away
    [[0; 32], order, [0xff; 32]]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No bytes make a decoder panic, and what it takes it gives back unchanged.
    #[test]
    fn decoders_take_only_what_they_would_write(
        mut bytes in prop::collection::vec(any::<u8>(), 0..600),
        honest in any::<bool>(),
    ) {
        if honest {
            // A good point in front, so that decoding comes to the scalars.
            for place in [0, 48, 96] {
                if bytes.len() >= place + 48 {
                    bytes[place..place + 48].copy_from_slice(&G1::generator().to_bytes());
                }
            }
        }
        if let Ok(proof) = Proof::from_bytes(&bytes) {
            prop_assert_eq!(proof.to_bytes(), bytes.clone());
        }
        if let Ok(commitment) = Commitment::from_bytes(&bytes) {
            prop_assert_eq!(commitment.to_bytes(), bytes.clone());
        }
        if let Ok(signature) = Signature::from_bytes(&bytes) {
            prop_assert_eq!(signature.to_bytes().to_vec(), bytes);
        }
    }
}
