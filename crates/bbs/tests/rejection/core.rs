//! Signatures and proofs of the core draft.

use celadon_bbs::{
    Disclosed, Error, Interface, MAX_MESSAGES, Messages, Proof, PublicKey, SecretKey, Signature,
    Statement, Suite,
};

use celadon_curve::{G1, Scalar};

use super::{bad_points, bad_scalars, replaced, two_bits_of_each_byte};
use crate::common::{Scripted, Signed, at, seeded, signed, slices};

const SHOWN: [usize; 2] = [0, 2];
const COUNT: usize = 5;

/// A proof of a signature on five messages that shows those at 0 and 2.
struct Proven {
    signed: Signed,
    disclosed: Disclosed,
    bytes: Vec<u8>,
}

fn proven() -> Proven {
    let signed = signed(&Interface::core(Suite::Sha256), COUNT);
    let proof = signed
        .statement
        .prove(
            &signed.signature,
            &signed.messages,
            &SHOWN,
            b"ph",
            &mut seeded(1),
        )
        .unwrap();
    let shown = at(&signed.texts, &SHOWN);
    let proven = Proven {
        disclosed: Disclosed::map(&signed.interface, &SHOWN, &slices(&shown)).unwrap(),
        bytes: proof.to_bytes(),
        signed,
    };
    assert_eq!(proven.verify(&proven.bytes), Ok(()));
    proven
}

impl Proven {
    fn verify(&self, bytes: &[u8]) -> Result<(), Error> {
        let proof = Proof::from_bytes(bytes)?;
        let statement = &self.signed.statement;
        statement.verify_proof(&proof, &self.disclosed, b"ph")
    }
}

#[test]
fn every_bit_of_a_signature_matters() {
    let signed = signed(&Interface::core(Suite::Sha256), COUNT);
    let bytes = signed.signature.to_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes;
        flipped[bit / 8] ^= 1 << (bit % 8);
        let verdict = Signature::from_bytes(&flipped)
            .and_then(|signature| signed.statement.verify(&signature, &signed.messages));
        assert!(verdict.is_err(), "bit {bit}");
    }
}

#[test]
fn every_byte_of_a_proof_matters() {
    let proven = proven();
    for (place, flipped) in two_bits_of_each_byte(&proven.bytes) {
        assert!(proven.verify(&flipped).is_err(), "byte {place}");
    }
}

#[test]
fn refuses_bytes_cut_or_grown() {
    let proven = proven();
    let signature = proven.signed.signature.to_bytes();
    for len in 0..signature.len() {
        assert!(Signature::from_bytes(&signature[..len]).is_err());
    }
    for len in 0..proven.bytes.len() {
        assert!(proven.verify(&proven.bytes[..len]).is_err(), "{len}");
    }
    for extra in [1, 16, 31, 32, 48, 64, 80] {
        // Ones, so that what is added would do as scalars.
        let grown = |bytes: &[u8]| [bytes, &vec![1; extra]].concat();
        assert!(Signature::from_bytes(&grown(&signature)).is_err());
        assert!(proven.verify(&grown(&proven.bytes)).is_err());
    }
    let long = vec![1; 272 + 32 * (MAX_MESSAGES + 1)];
    assert!(matches!(
        Proof::from_bytes(&long),
        Err(Error::Length { .. })
    ));
}

#[test]
fn refuses_bad_points_and_scalars_in_every_place() {
    let proven = proven();
    let signature = proven.signed.signature.to_bytes();
    for (point, why) in bad_points() {
        for place in [0, 48, 96] {
            match proven.verify(&replaced(&proven.bytes, place, &point)) {
                Err(Error::Point { reason, .. }) => assert_eq!(reason, why),
                other => panic!("{other:?}"),
            }
        }
        match Signature::from_bytes(&replaced(&signature, 0, &point)) {
            Err(Error::Point { reason, .. }) => assert_eq!(reason, why),
            other => panic!("{other:?}"),
        }
    }
    for scalar in bad_scalars() {
        for place in (144..proven.bytes.len()).step_by(32) {
            let verdict = proven.verify(&replaced(&proven.bytes, place, &scalar));
            assert!(matches!(verdict, Err(Error::Scalar { .. })), "{verdict:?}");
        }
        let refused = Signature::from_bytes(&replaced(&signature, 48, &scalar));
        assert!(matches!(refused, Err(Error::Scalar { .. })));
        assert!(SecretKey::from_bytes(&scalar).is_err());
    }
}

#[test]
fn refuses_another_context() {
    let proven = proven();
    let signed = &proven.signed;
    let proof = Proof::from_bytes(&proven.bytes).unwrap();
    let key = *signed.key.public_key();
    let other_key = *SecretKey::random(&mut seeded(3)).public_key();
    let other_interface = Interface::custom(Suite::Sha256, b"H2G_HM2S_OTHER_").unwrap();
    let statement = |interface: &Interface, key: &PublicKey, header: &[u8], count| {
        Statement::new(&interface.generators(count).unwrap(), key, header)
    };
    for other in [
        statement(&signed.interface, &other_key, b"header", COUNT),
        statement(&signed.interface, &key, b"headers", COUNT),
        statement(&signed.interface, &key, b"", COUNT),
        statement(&other_interface, &key, b"header", COUNT),
    ] {
        let verdict = other.verify(&signed.signature, &signed.messages);
        assert_eq!(verdict, Err(Error::Refused));
        let verdict = other.verify_proof(&proof, &proven.disclosed, b"ph");
        assert_eq!(verdict, Err(Error::Refused));
    }
    for ph in [b"pH".as_slice(), b"", b"ph\0"] {
        let verdict = signed.statement.verify_proof(&proof, &proven.disclosed, ph);
        assert_eq!(verdict, Err(Error::Refused));
    }
    for count in [COUNT - 1, COUNT + 1] {
        let other = statement(&signed.interface, &key, b"header", count);
        assert!(other.verify(&signed.signature, &signed.messages).is_err());
        let verdict = other.verify_proof(&proof, &proven.disclosed, b"ph");
        assert!(verdict.is_err());
    }
    let foreign = SecretKey::random(&mut seeded(4));
    let refused = signed.statement.sign(&foreign, &signed.messages);
    assert_eq!(refused.map(|_| ()), Err(Error::WrongKey));
}

#[test]
fn refuses_other_messages_and_another_disclosed_set() {
    let proven = proven();
    let signed = &proven.signed;
    let proof = Proof::from_bytes(&proven.bytes).unwrap();
    let texts = slices(&signed.texts);
    let refused = |indexes: &[usize], shown: &[&[u8]]| {
        Disclosed::map(&signed.interface, indexes, shown)
            .and_then(|disclosed| signed.statement.verify_proof(&proof, &disclosed, b"ph"))
            .unwrap_err()
    };
    assert_eq!(refused(&[0, 2], &[texts[0], b"another"]), Error::Refused);
    assert_eq!(refused(&[0, 2], &[texts[2], texts[0]]), Error::Refused);
    assert_eq!(refused(&[0, 1], &[texts[0], texts[1]]), Error::Refused);
    assert_eq!(refused(&[0, 3], &[texts[0], texts[2]]), Error::Refused);
    let count = |found| Error::MessageCount {
        found,
        expected: COUNT,
    };
    assert_eq!(refused(&[], &[]), count(3));
    assert_eq!(refused(&[0], &[texts[0]]), count(4));
    assert_eq!(
        refused(&[0, 1, 2], &[texts[0], texts[1], texts[2]]),
        count(6)
    );

    for index in 0..COUNT {
        let mut other = texts.clone();
        other[index] = b"another";
        let other = Messages::map(&signed.interface, &other);
        let verdict = signed.statement.verify(&signed.signature, &other);
        assert_eq!(verdict, Err(Error::Refused));
    }
    let mut swapped = texts.clone();
    swapped.swap(1, 4);
    let swapped = Messages::map(&signed.interface, &swapped);
    let verdict = signed.statement.verify(&signed.signature, &swapped);
    assert_eq!(verdict, Err(Error::Refused));
}

/// All of such a proof is right but the pairing equation: its maker knows what it says it knows,
/// and no issuer ever signed it.
#[test]
fn refuses_a_proof_of_a_signature_that_nobody_made() {
    let signed = signed(&Interface::core(Suite::Sha256), COUNT);
    let statement = &signed.statement;
    let mut rng = seeded(12);
    let a = G1::generator() * Scalar::random(&mut rng);
    let made_up = Signature::new(a, Scalar::random(&mut rng)).unwrap();
    let other = SecretKey::random(&mut rng);
    let b = statement.b(&signed.messages).unwrap();
    let others = other.sign_point(&b, &Scalar::random(&mut rng)).unwrap();
    for signature in [made_up, others] {
        let proof = statement
            .prove(&signature, &signed.messages, &[], b"ph", &mut rng)
            .unwrap();
        let none = Disclosed::none();
        let check = statement.verify_proof_init(&proof, &none).unwrap();
        assert_eq!(&check.challenge(b"ph"), proof.challenge());
        let verdict = statement.verify_proof(&proof, &none, b"ph");
        assert_eq!(verdict, Err(Error::Refused));
    }
}

#[test]
fn no_proof_is_made_with_a_zero_in_it() {
    let signed = signed(&Interface::core(Suite::Sha256), 1);
    let statement = &signed.statement;
    let zero = Messages::from_scalars(vec![Scalar::ZERO]);
    let prove = |messages: &Messages, script: &[u8]| {
        statement
            .prove(&signed.signature, messages, &[], b"", &mut Scripted(script))
            .map(|_| ())
    };
    assert_eq!(prove(&signed.messages, &[1, 2, 3, 4, 5, 0]), Ok(()));
    assert_eq!(prove(&zero, &[1, 2, 3, 4, 5, 6]), Ok(()));
    // r1, r2, and the response for a message that is zero.
    for (messages, script) in [
        (&signed.messages, [0, 2, 3, 4, 5, 6]),
        (&signed.messages, [1, 0, 3, 4, 5, 6]),
        (&zero, [1, 2, 3, 4, 5, 0]),
    ] {
        assert_eq!(prove(messages, &script), Err(Error::Degenerate));
    }
    let init = statement
        .prove_init(&signed.signature, &zero, &[], &mut seeded(13))
        .unwrap();
    let refused = init.finalize(&Scalar::ZERO).map(|_| ());
    assert_eq!(refused, Err(Error::Degenerate));
}

/// A verifier that trusted the sender's numbers would panic or wave these through.
#[test]
fn c28_a_malformed_proof_stops_nobody() {
    let proven = proven();
    let signed = &proven.signed;
    let proof = Proof::from_bytes(&proven.bytes).unwrap();
    let (a, b, c) = (b"a".as_slice(), b"b".as_slice(), b"c".as_slice());
    let refused = |indexes: &[usize], shown: &[&[u8]]| {
        Disclosed::map(&signed.interface, indexes, shown)
            .and_then(|disclosed| signed.statement.verify_proof(&proof, &disclosed, b"ph"))
            .unwrap_err()
    };
    let out_of_range = |index| Error::IndexOutOfRange {
        index,
        messages: COUNT,
    };
    assert_eq!(refused(&[2, 2], &[a, b]), Error::IndexOrder { index: 2 });
    assert_eq!(refused(&[2, 0], &[a, b]), Error::IndexOrder { index: 0 });
    assert_eq!(refused(&[0, 99], &[a, b]), out_of_range(99));
    assert_eq!(refused(&[0, COUNT], &[a, b]), out_of_range(COUNT));
    assert_eq!(refused(&[0, usize::MAX], &[a, b]), out_of_range(usize::MAX));
    let counts = |indexes, messages| Error::DisclosedCount { indexes, messages };
    assert_eq!(refused(&[0, 2], &[a]), counts(2, 1));
    assert_eq!(refused(&[0, 2], &[a, b, c]), counts(2, 3));
    assert_eq!(refused(&[], &[a]), counts(0, 1));
    // The prover's side is asked the same.
    let proves = |indexes: &[usize]| {
        signed
            .statement
            .prove(
                &signed.signature,
                &signed.messages,
                indexes,
                b"ph",
                &mut seeded(5),
            )
            .unwrap_err()
    };
    assert_eq!(proves(&[2, 2]), Error::IndexOrder { index: 2 });
    assert_eq!(proves(&[99]), out_of_range(99));
    // What was refused leaves no trace: the good proof still verifies.
    assert_eq!(proven.verify(&proven.bytes), Ok(()));
}
