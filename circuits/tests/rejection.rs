//! What is refused of a proof's bytes, in each of the four profiles.

use celadon_circuits::batch;
use celadon_circuits::presentation::{Proof, Statement};
use celadon_curve::{G1, G2, PointError, Scalar};

use crate::world::{MESSAGES, profile, rng, scalar, transcript, world};

/// The order of the groups.
const R: [u8; 32] = [
    0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d, 0x48, 0x33, 0x39, 0xd8, 0x08, 0x09, 0xa1, 0xd8, 0x05,
    0x53, 0xbd, 0xa4, 0x02, 0xff, 0xfe, 0x5b, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01,
];

/// Each profile with an honest proof's bytes.
fn honest() -> Vec<(&'static str, Statement<'static>, Vec<u8>)> {
    let witness = world().green("citizen");
    world()
        .profiles()
        .into_iter()
        .map(|(name, statement)| {
            let bytes = statement
                .prove(&witness, transcript("a"), &mut rng(1))
                .to_bytes();
            assert!(accepts(&statement, &bytes), "{name}");
            (name, statement, bytes)
        })
        .collect()
}

fn decode(statement: &Statement<'_>, bytes: &[u8]) -> Option<Proof> {
    let (hidden, pseudonym) = profile(statement);
    Proof::from_bytes(bytes, hidden, pseudonym, MESSAGES).ok()
}

fn accepts(statement: &Statement<'_>, bytes: &[u8]) -> bool {
    decode(statement, bytes).is_some_and(|proof| {
        statement
            .verify_linear(&proof, transcript("a"))
            .is_ok_and(|pending| {
                batch::verify(statement.possession.issuer, &[&pending], &mut rng(2)).is_ok()
            })
    })
}

/// Where a proof's points stand: name, offset, bytes.
fn points(statement: &Statement<'_>) -> Vec<(&'static str, usize, usize)> {
    let (hidden, pseudonym) = profile(statement);
    let mut places = vec![("A_bar", 0, 48), ("B_bar", 48, 48)];
    if hidden {
        places.extend([("W'", 96, 96), ("Y'", 192, 48)]);
    }
    if pseudonym {
        places.push(("N", if hidden { 240 } else { 96 }, 48));
    }
    places
}

/// Where the challenge begins; the scalars follow it.
fn challenge_at(statement: &Statement<'_>) -> usize {
    points(statement).iter().map(|(_, _, len)| len).sum()
}

fn scalars_at(statement: &Statement<'_>) -> impl Iterator<Item = usize> {
    let first = challenge_at(statement) + 16;
    (0..3 + MESSAGES).map(move |index| first + 32 * index)
}

#[test]
fn every_bit_of_a_proof_matters() {
    for (name, statement, bytes) in honest() {
        let mut bits: Vec<(usize, u8)> = Vec::new();
        // One bit of each byte, another from byte to byte, and all of those that carry flags or
        // the challenge.
        bits.extend((0..bytes.len()).map(|at| (at, (at * 3 % 8) as u8)));
        for (_, at, _) in points(&statement) {
            bits.extend([(at, 5), (at, 6), (at, 7)]);
        }
        let challenge = challenge_at(&statement);
        for at in challenge..challenge + 16 {
            bits.extend((0..8).map(|bit| (at, bit)));
        }
        for (at, bit) in bits {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            assert!(
                !accepts(&statement, &flipped),
                "{name}: byte {at} bit {bit}"
            );
        }
    }
}

#[test]
fn refuses_every_other_length() {
    for (name, statement, bytes) in honest() {
        for len in 0..bytes.len() {
            assert!(decode(&statement, &bytes[..len]).is_none(), "{name}: {len}");
        }
        for extra in [1, 16, 32, 48, 96, 4096] {
            for fill in [0, 0xc0] {
                let mut grown = bytes.clone();
                grown.resize(bytes.len() + extra, fill);
                assert!(decode(&statement, &grown).is_none(), "{name}: +{extra}");
            }
        }
        // One message more or less than the schema has.
        let (hidden, pseudonym) = profile(&statement);
        for messages in [0, MESSAGES - 1, MESSAGES + 1] {
            assert!(Proof::from_bytes(&bytes, hidden, pseudonym, messages).is_err());
        }
    }
}

#[test]
fn refuses_another_number_of_responses() {
    let witness = world().green("citizen");
    for (name, statement) in world().profiles() {
        let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
        for responses in [0, 1, 3, 2 + MESSAGES, 4 + MESSAGES] {
            let mut other = proof.clone();
            other.sigma.responses.resize(responses, Scalar::ZERO);
            assert!(
                statement.verify_linear(&other, transcript("a")).is_err(),
                "{name}: {responses}"
            );
        }
    }
}

#[test]
fn refuses_scalars_that_are_not_below_the_order() {
    for (name, statement, bytes) in honest() {
        for at in scalars_at(&statement) {
            let z: [u8; 32] = bytes[at..at + 32].try_into().unwrap();
            for (what, value) in [
                ("r", R),
                ("r + z", add(&R, &z)),
                ("the largest", [0xff; 32]),
            ] {
                let mut other = bytes.clone();
                other[at..at + 32].copy_from_slice(&value);
                assert!(
                    decode(&statement, &other).is_none(),
                    "{name}: {what} at {at}"
                );
            }
        }
    }
}

#[test]
fn refuses_the_identity_in_each_place() {
    for (name, statement, bytes) in honest() {
        for (place, at, len) in points(&statement) {
            let mut other = bytes.clone();
            other[at..at + len].fill(0);
            other[at] = 0xc0;
            assert!(decode(&statement, &other).is_none(), "{name}: {place}");
        }
        // Also in a proof that was not decoded.
        let proof = decode(&statement, &bytes).unwrap();
        for (place, _, _) in points(&statement) {
            let mut other = proof.clone();
            match place {
                "A_bar" => other.points.A_bar = G1::identity(),
                "B_bar" => other.points.B_bar = G1::identity(),
                "N" => other.N = Some(G1::identity()),
                _ => {
                    let (W, Y) = other.points.issuer.unwrap();
                    other.points.issuer = Some(match place {
                        "W'" => (G2::identity(), Y),
                        _ => (W, G1::identity()),
                    });
                }
            }
            assert!(
                statement.verify_linear(&other, transcript("a")).is_err(),
                "{name}: {place}"
            );
        }
    }
}

#[test]
fn refuses_points_outside_the_subgroup_in_each_place() {
    // On y² = x³ + 4 the points with x = 0 have order 3.
    let mut order_3 = [0; 48];
    order_3[0] = 0x80;
    for (name, statement, bytes) in honest() {
        for (place, at, len) in points(&statement) {
            let mut outside = vec![order_3.to_vec(), outside_g1(1).to_vec()];
            if len == 96 {
                outside = vec![outside_g2(1).to_vec(), outside_g2(100).to_vec()];
            }
            for point in outside {
                let mut other = bytes.clone();
                other[at..at + len].copy_from_slice(&point);
                assert!(decode(&statement, &other).is_none(), "{name}: {place}");
            }
        }
    }
}

#[test]
fn refuses_points_that_are_not_canonical_in_each_place() {
    for (name, statement, bytes) in honest() {
        for (place, at, len) in points(&statement) {
            for (what, flags) in [
                ("uncompressed", 0x00),
                ("infinity with coordinates", 0xc0),
                ("coordinate above the modulus", 0x9f),
            ] {
                let mut other = bytes.clone();
                other[at] = match flags {
                    0x9f => 0x9f,
                    _ => other[at] & 0x1f | flags,
                };
                assert!(
                    decode(&statement, &other).is_none(),
                    "{name}: {place} {what}"
                );
            }
            for fill in [0x00, 0xff] {
                let mut other = bytes.clone();
                other[at..at + len].fill(fill);
                assert!(
                    decode(&statement, &other).is_none(),
                    "{name}: {place} {fill}"
                );
            }
        }
    }
}

#[test]
fn refuses_parts_of_two_honest_proofs_put_together() {
    for (name, statement, bytes) in honest() {
        let witness = world().green("citizen");
        let second = statement
            .prove(&witness, transcript("a"), &mut rng(99))
            .to_bytes();
        let mut parts: Vec<(usize, usize)> = points(&statement)
            .into_iter()
            .filter(|(place, ..)| *place != "N") // one holder's, so the same in both
            .map(|(_, at, len)| (at, len))
            .collect();
        parts.push((challenge_at(&statement), 16));
        parts.extend(scalars_at(&statement).map(|at| (at, 32)));
        for (at, len) in parts {
            let mut other = bytes.clone();
            other[at..at + len].copy_from_slice(&second[at..at + len]);
            assert!(!accepts(&statement, &other), "{name}: {len} bytes at {at}");
        }
    }
}

#[test]
fn refuses_a_proof_of_zeros_or_of_garbage() {
    for (name, statement, bytes) in honest() {
        assert!(!accepts(&statement, &vec![0; bytes.len()]), "{name}");
        assert!(!accepts(&statement, &vec![0xff; bytes.len()]), "{name}");
        // Points of the group, and no knowledge.
        let (hidden, pseudonym) = profile(&statement);
        let mut proof = decode(&statement, &bytes).unwrap();
        let G = G1::generator();
        (proof.points.A_bar, proof.points.B_bar) = (G, G);
        proof.points.issuer = hidden.then(|| (G2::generator(), G));
        proof.N = pseudonym.then_some(G);
        for filler in [Scalar::ZERO, Scalar::ONE, scalar("filler")] {
            for challenge in [[0; 16], [0xff; 16]] {
                proof.sigma.challenge = challenge;
                proof.sigma.responses.fill(filler);
                assert!(!accepts(&statement, &proof.to_bytes()), "{name}");
            }
        }
    }
}

fn add(a: &[u8; 32], b: &[u8; 32]) -> [u8; 32] {
    let mut sum = [0; 32];
    let mut carry = 0;
    for index in (0..32).rev() {
        let digit = u16::from(a[index]) + u16::from(b[index]) + carry;
        sum[index] = digit as u8;
        carry = digit >> 8;
    }
    assert_eq!(carry, 0, "twice the order fits into 32 bytes");
    sum
}

/// The first encoding from `x = start` on of a curve point outside the subgroup.
fn outside_g1(start: u8) -> [u8; 48] {
    (start..)
        .map(|x| {
            let mut bytes = [0; 48];
            (bytes[0], bytes[47]) = (0x80, x);
            bytes
        })
        .find(|bytes| G1::from_bytes(bytes) == Err(PointError::NotInSubgroup))
        .unwrap()
}

fn outside_g2(start: u8) -> [u8; 96] {
    (start..)
        .map(|x| {
            let mut bytes = [0; 96];
            (bytes[0], bytes[95]) = (0x80, x);
            bytes
        })
        .find(|bytes| G2::from_bytes(bytes) == Err(PointError::NotInSubgroup))
        .unwrap()
}
