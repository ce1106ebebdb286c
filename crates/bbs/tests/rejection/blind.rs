//! Commitments, blind signatures and their proofs.

use celadon_bbs::{
    BlindIndexes, BlindMessages, BlindStatement, Commitment, Disclosed, Error, Interface,
    MAX_MESSAGES, Messages, SecretKey, Signature, Suite,
};

use celadon_curve::Scalar;

use super::{bad_points, bad_scalars, replaced, two_bits_of_each_byte};
use crate::common::{Scripted, seeded};

/// A blind signature on two messages of the issuer and two committed ones.
struct Blind {
    interface: Interface,
    key: SecretKey,
    statement: BlindStatement,
    commitment: Commitment,
    messages: Messages,
    all: BlindMessages,
    signature: Signature,
}

fn blind() -> Blind {
    let interface = Interface::blind(Suite::Sha256);
    let key = SecretKey::generate(&interface, &[7; 32], b"test", None).unwrap();
    let committed = interface.committed_generators(2).unwrap();
    let statement = BlindStatement::new(
        &interface.generators(2).unwrap(),
        &committed,
        key.public_key(),
        b"header",
    )
    .unwrap();
    let messages = Messages::map(&interface, &[b"seen 0", b"seen 1"]);
    let hidden = Messages::map(&interface, &[b"hidden 0", b"hidden 1"]);
    let (commitment, prover_blind) =
        Commitment::commit(&committed, &hidden, &mut seeded(6)).unwrap();
    let signature = statement.sign(&key, Some(&commitment), &messages).unwrap();
    let all = BlindMessages::new(&messages, &hidden, Some(&prover_blind));
    assert_eq!(statement.verify(&signature, &all), Ok(()));
    Blind {
        interface,
        key,
        statement,
        commitment,
        messages,
        all,
        signature,
    }
}

#[test]
fn an_issuer_signs_no_altered_commitment() {
    let blind = blind();
    let bytes = blind.commitment.to_bytes();
    let sign = |bytes: &[u8]| {
        let commitment = Commitment::from_bytes(bytes)?;
        let statement = &blind.statement;
        statement.sign(&blind.key, Some(&commitment), &blind.messages)
    };
    assert!(sign(&bytes).is_ok());
    for len in 0..bytes.len() {
        assert!(sign(&bytes[..len]).is_err(), "{len} bytes");
    }
    for extra in [1, 16, 32, 64] {
        // Ones, so that what is added would do as scalars.
        assert!(sign(&[bytes.as_slice(), &vec![1; extra]].concat()).is_err());
    }
    let long = sign(&vec![1; 112 + 32 * (MAX_MESSAGES + 1)]);
    assert!(matches!(long, Err(Error::Length { .. })));
    for (place, flipped) in two_bits_of_each_byte(&bytes) {
        assert!(sign(&flipped).is_err(), "byte {place}");
    }
    for (point, why) in bad_points() {
        match sign(&replaced(&bytes, 0, &point)) {
            Err(Error::Point { reason, .. }) => assert_eq!(reason, why),
            other => panic!("{other:?}"),
        }
    }
    for scalar in bad_scalars() {
        for place in (48..bytes.len()).step_by(32) {
            let refused = sign(&replaced(&bytes, place, &scalar));
            assert!(matches!(refused, Err(Error::Scalar { .. })));
        }
    }
}

#[test]
fn an_issuer_signs_only_what_the_statement_has() {
    let blind = blind();
    let statement = &blind.statement;
    let sign = |commitment: Option<&Commitment>, messages: &Messages| {
        statement
            .sign(&blind.key, commitment, messages)
            .unwrap_err()
    };
    let count = |found, expected| Error::MessageCount { found, expected };
    assert_eq!(sign(None, &blind.messages), count(0, 2));
    // One committed message fewer and one of the issuer's more would put it on Q_2.
    let fewer = blind.interface.committed_generators(1).unwrap();
    let one = Messages::map(&blind.interface, &[b"hidden 0"]);
    let three = Messages::map(&blind.interface, &[b"seen 0", b"seen 1", b"seen 2"]);
    let (small, _) = Commitment::commit(&fewer, &one, &mut seeded(7)).unwrap();
    assert_eq!(sign(Some(&small), &three), count(1, 2));
    assert_eq!(sign(Some(&blind.commitment), &three), count(3, 2));
    let shifted = BlindMessages::new(&three, &one, None);
    let verdict = statement.verify(&blind.signature, &shifted);
    assert_eq!(verdict, Err(count(1, 2)));
    let foreign = SecretKey::random(&mut seeded(8));
    let refused = statement.sign(&foreign, Some(&blind.commitment), &blind.messages);
    assert_eq!(refused.map(|_| ()), Err(Error::WrongKey));

    let own = blind.interface.generators(2).unwrap();
    let elsewhere = Interface::celadon().committed_generators(2).unwrap();
    let mixed = BlindStatement::new(&own, &elsewhere, blind.key.public_key(), b"header");
    assert_eq!(mixed.map(|_| ()), Err(Error::MixedInterfaces));
}

#[test]
fn statements_and_commitments_have_bounds() {
    let interface = Interface::blind(Suite::Sha256);
    let key = SecretKey::random(&mut seeded(14));
    let most = interface.generators(MAX_MESSAGES).unwrap();
    let none = interface.committed_generators(0).unwrap();
    let statement = |own| BlindStatement::new(own, &none, key.public_key(), b"").map(|_| ());
    assert_eq!(
        statement(&most),
        Err(Error::TooManyMessages {
            found: MAX_MESSAGES + 1,
            max: MAX_MESSAGES
        })
    );
    assert_eq!(statement(&most.prefix(MAX_MESSAGES - 1).unwrap()), Ok(()));
    for too_many in [MAX_MESSAGES, usize::MAX] {
        assert!(interface.committed_generators(too_many).is_err());
    }

    let one = interface.committed_generators(1).unwrap();
    let commit = |generators, scalars: &[Scalar], script| {
        let messages = Messages::from_scalars(scalars.to_vec());
        Commitment::commit(generators, &messages, &mut Scripted(script)).map(|_| ())
    };
    let count = |found, expected| Err(Error::MessageCount { found, expected });
    assert_eq!(commit(&one, &[Scalar::ONE], &[1, 2, 3]), Ok(()));
    assert_eq!(commit(&one, &[], &[1, 2, 3]), count(0, 1));
    assert_eq!(commit(&none, &[Scalar::ONE], &[1, 2, 3]), count(1, 0));
    // The blind is drawn again; a response that is zero is not sent.
    assert_eq!(commit(&one, &[Scalar::ONE], &[0, 1, 2, 3]), Ok(()));
    let refused = commit(&one, &[Scalar::ZERO], &[1, 2, 0]);
    assert_eq!(refused, Err(Error::Degenerate));
}

#[test]
fn a_blind_proof_is_judged_in_both_lists() {
    let blind = blind();
    let statement = &blind.statement;
    let indexes = BlindIndexes {
        messages: &[1],
        committed: &[0],
    };
    let proof = statement
        .prove(&blind.signature, &blind.all, indexes, b"ph", &mut seeded(9))
        .unwrap();
    let shown = |index, text: &[u8]| Disclosed::map(&blind.interface, &[index], &[text]).unwrap();
    let verify = |messages: &Disclosed, committed: &Disclosed| {
        statement.verify_proof(&proof, messages, committed, b"ph")
    };
    let (own, hidden) = (shown(1, b"seen 1"), shown(0, b"hidden 0"));
    assert_eq!(verify(&own, &hidden), Ok(()));
    assert_eq!(verify(&own, &shown(0, b"hidden")), Err(Error::Refused));
    assert_eq!(verify(&own, &shown(1, b"hidden 0")), Err(Error::Refused));
    assert_eq!(verify(&shown(0, b"seen 1"), &hidden), Err(Error::Refused));
    assert_eq!(verify(&hidden, &own), Err(Error::Refused));
    // Index 2 is the blind's slot and 3 the first committed message, to no issuer's list.
    for index in [2, 3, usize::MAX] {
        let refused = Err(Error::IndexOutOfRange { index, messages: 2 });
        assert_eq!(verify(&shown(index, b"hidden 0"), &hidden), refused);
        assert_eq!(verify(&own, &shown(index, b"hidden 0")), refused);
        let indexes = BlindIndexes {
            messages: &[index],
            committed: &[],
        };
        let made = statement.prove(&blind.signature, &blind.all, indexes, b"", &mut seeded(9));
        assert_eq!(made.map(|_| ()), refused);
    }
    // The verifier's count of committed messages comes from the proof's length.
    assert_eq!(proof.committed_messages(2, 2), Ok(2));
    assert!(proof.committed_messages(5, 2).is_err());
    assert!(proof.committed_messages(usize::MAX, 2).is_err());
}
