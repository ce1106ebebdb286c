//! Encodings, closed lists of tags, and answers that are no list.

use super::*;
use crate::grid::Grids;

#[test]
fn identity_points_cannot_be_encoded() {
    let mut federation = Federation::new(1);
    let good = federation.first();
    type Change = fn(&mut TrustList);
    let changes: [Change; 4] = [
        |list| list.V = G2::identity(),
        |list| list.issuers[0].keys[0].W = G2::identity(),
        |list| list.issuers[0].keys[0].X = G1::identity(),
        |list| list.issuers[0].keys[0].Y = G1::identity(),
    ];
    for change in changes {
        let mut list = good.clone();
        change(&mut list);
        assert!(matches!(
            federation.verify(&list),
            Err(TrustListError::Decode(DecodeError::Invalid(_)))
        ));
    }
}

/// The bytes of a list, with the bytes of its charter replaced.
fn with_charter(list: &TrustList, from: &[u8], to: &[u8]) -> Vec<u8> {
    let bytes = list.to_bytes();
    let at = bytes
        .windows(from.len())
        .position(|window| window == from)
        .unwrap();
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn grids_and_schemas_are_a_closed_list() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let grids = Grids::default().encode();
    let hour = [0x44, 0, 0, 0x0e, 0x10];
    let seconds = |s: u32| [&[0x44][..], &s.to_be_bytes()].concat();
    let many = |count: u8| {
        let grids = (0..u32::from(count)).flat_map(|n| seconds(900 + 30 * n));
        [0x80 + count].into_iter().chain(grids).collect::<Vec<u8>>()
    };
    let own = schema().encode();
    let other = SchemaId::from_bytes([1; 16]).encode();
    for (from, to, what) in [
        (&hour[..], seconds(870), "a grid"),
        (&hour, seconds(3_601), "a grid"),
        (&grids, many(5), "the length of a list"),
        (&grids, many(0), "the grids"),
        (&own, other, "a schema that is not known here"),
    ] {
        let payload = with_charter(&list, from, &to);
        let mut signed = SignedTrustList::new(&federation.root, &list);
        signed.payload = payload;
        signed.sign(&federation.roots[0]).unwrap();
        signed.sign(&federation.roots[1]).unwrap();
        let refused = signed.verify(None, &KnownLists::new(), &mut federation.rng);
        assert_eq!(refused, Err(DecodeError::Invalid(what).into()), "{what}");
    }
    // Four are allowed, and the replacement itself is right.
    let payload = with_charter(&list, &grids, &many(4));
    assert!(TrustList::from_bytes(&payload).is_ok());
}

#[test]
fn lists_of_more_issuers_than_there_may_be_are_not_read() {
    let mut federation = Federation::new(1);
    let mut list = federation.first();
    list.issuers = vec![list.issuers[0].clone(); TrustList::MAX_ISSUERS + 1];
    let refused = TrustList::from_bytes(&list.to_bytes());
    assert_eq!(refused, Err(DecodeError::Invalid("the length of a list")));
    let limit = SignedTrustList::MAX_BYTES;
    assert_eq!(
        SignedTrustList::from_bytes(&vec![0; limit + 1]),
        Err(DecodeError::TooLong { limit })
    );
}

#[test]
fn c12_a_bad_answer_changes_nothing() {
    let mut federation = Federation::new(2);
    let (last_month, mut known, current) = federation.two_lists();
    known.remember(&federation.verify_after(&current, &known).unwrap());
    let before = known.to_bytes();
    let terms = federation.following(&current);
    let next = federation.list(terms);
    let good = federation.sign(&next).to_bytes();
    let mut by_another_key = federation.sign(&next);
    by_another_key.signatures[1].1 =
        signed::sign(Kind::TrustList, &by_another_key.payload, &signing_key(9));
    let id = federation.id();
    let mut answer = |bytes: &[u8]| {
        SignedTrustList::from_bytes(bytes)
            .map_err(TrustListError::from)?
            .verify(Some(&id), &known, &mut federation.rng)
    };
    for bad in [
        &b""[..],
        b"{}",
        b"<!DOCTYPE html><html><body>Welcome to the hotel's Wi-Fi</body></html>",
        &good[..good.len() / 2],
        &good[..good.len() - 1],
        &[&good[..], b"\n"].concat(),
    ] {
        assert!(matches!(answer(bad), Err(TrustListError::Decode(_))));
    }
    assert_eq!(
        answer(&by_another_key.to_bytes()),
        Err(QuorumError::Forged { key: 2 }.into())
    );
    let last_month = Federation::new(0).sign(&last_month).to_bytes();
    assert_eq!(
        answer(&last_month),
        Err(TrustListError::StepBack {
            known: Epoch::new(2),
            offered: Epoch::new(1)
        })
    );
    // The next good answer is taken.
    let taken = answer(&good).unwrap();
    assert_eq!(known.to_bytes(), before);
    known.remember(&taken);
    assert_eq!(known.newest(), Some(Epoch::new(3)));
    assert_eq!(KnownLists::from_bytes(&known.to_bytes()), Ok(known));
}

#[test]
fn c12_every_byte_matters() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let bytes = federation.sign(&list).to_bytes();
    let id = federation.id();
    for place in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1 << (place % 8);
        let refused = match SignedTrustList::from_bytes(&flipped) {
            Err(_) => true,
            Ok(signed) => signed
                .verify(Some(&id), &KnownLists::new(), &mut federation.rng)
                .is_err(),
        };
        assert!(refused, "byte {place}");
    }
}
