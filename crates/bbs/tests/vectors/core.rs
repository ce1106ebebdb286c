//! The vectors of the core draft.

use celadon_bbs::{
    Disclosed, Error, Interface, Messages, Proof, SecretKey, Signature, Statement,
    create_generators, p1,
};
use celadon_curve::{Scalar, hash_to_scalar};

use super::fixture::{Fixture, core_id, suite, unhex, unhex_all};
use super::mock_rng::{MockRng, SEED};
use crate::common::{at, slices};

/// Checks one file, by its name.
pub(crate) fn check(name: &str, fixture: &Fixture<'_>) {
    let file = name.rsplit('/').next().unwrap();
    match file {
        "messages.json" => messages(fixture),
        "MapMessageToScalarAsHash.json" => mapping(fixture),
        "generators.json" => generators(fixture),
        "h2s.json" => hash(fixture),
        "keypair.json" => key_pair(fixture),
        "mockedRng.json" => mocked_rng(fixture),
        _ if name.contains("/signature/") => signature(fixture),
        _ if name.contains("/proof/") => proof(fixture),
        _ => panic!("{name}: no check for it"),
    }
}

/// The messages of the other files: ten, the last one empty.
fn messages(fixture: &Fixture<'_>) {
    let messages = unhex_all(&fixture.value);
    assert_eq!(messages.len(), 10);
    assert!(messages[9].is_empty());
}

fn mapping(fixture: &Fixture<'_>) {
    let interface = Interface::core(suite(fixture.place));
    let tag = [interface.api_id(), b"MAP_MSG_TO_SCALAR_AS_HASH_"].concat();
    fixture.expect("/dst", tag);
    let cases = fixture.at("/cases").as_array().unwrap().len();
    assert_eq!(cases, 10);
    for case in 0..cases {
        let message = fixture.bytes(&format!("/cases/{case}/message"));
        let scalar = interface.map_message_to_scalar(&message);
        fixture.expect(&format!("/cases/{case}/scalar"), scalar.to_bytes());
    }
}

fn generators(fixture: &Fixture<'_>) {
    let interface = Interface::core(suite(fixture.place));
    let expected = unhex_all(fixture.at("/MsgGenerators"));
    let list = create_generators(&interface, expected.len() + 1);
    fixture.expect("/P1", p1(interface.suite()).to_bytes());
    fixture.expect("/Q1", list[0].to_bytes());
    assert_eq!(expected.len(), 10);
    for (generator, expected) in list[1..].iter().zip(&expected) {
        assert_eq!(generator.to_bytes()[..], expected[..]);
    }
}

fn hash(fixture: &Fixture<'_>) {
    let interface = Interface::core(suite(fixture.place));
    let message = fixture.bytes("/message");
    let dst = fixture.bytes("/dst");
    assert_eq!(dst, [interface.api_id(), b"H2S_"].concat());
    fixture.expect("/scalar", interface.hash_to_scalar(&message).to_bytes());
    let plain = hash_to_scalar(interface.suite(), &message, &dst);
    fixture.expect("/scalar", plain.to_bytes());
}

fn key_pair(fixture: &Fixture<'_>) {
    let interface = Interface::core(suite(fixture.place));
    let material = fixture.bytes("/keyMaterial");
    let info = fixture.bytes("/keyInfo");
    let dst = fixture.bytes("/keyDst");
    for tag in [Some(dst.as_slice()), None] {
        let key = SecretKey::generate(&interface, &material, &info, tag).unwrap();
        fixture.expect("/keyPair/secretKey", key.to_bytes().expose());
        fixture.expect("/keyPair/publicKey", key.public_key().to_bytes());
    }
}

fn mocked_rng(fixture: &Fixture<'_>) {
    fixture.expect("/seed", SEED);
    let count = fixture.at("/count").as_u64().unwrap() as usize;
    let mut rng = MockRng::new(suite(fixture.place), &fixture.bytes("/dst"), count);
    assert_eq!(count, 10);
    for i in 0..count {
        let scalar = Scalar::random(&mut rng);
        fixture.expect(&format!("/mockedScalars/{i}"), scalar.to_bytes());
    }
}

fn signature(fixture: &Fixture<'_>) {
    let interface = Interface::core(suite(fixture.place));
    let (key, public_key) = fixture.key_pair();
    let messages = Messages::map(&interface, &slices(&fixture.list("/messages")));
    let generators = interface.generators(messages.len()).unwrap();
    let statement = Statement::new(&generators, &public_key, &fixture.bytes("/header"));
    let expected = Signature::from_bytes(&fixture.bytes("/signature")).unwrap();
    let verdict = statement.verify(&expected, &messages);
    let made = statement.sign(&key, &messages);
    if fixture.valid() {
        assert_eq!(verdict, Ok(()), "{}", fixture.place);
        fixture.expect("/signature", made.unwrap().to_bytes());
        fixture.expect("/trace/B", statement.b(&messages).unwrap().to_bytes());
        fixture.expect("/trace/domain", statement.domain().to_bytes());
    } else {
        assert_eq!(verdict, Err(Error::Refused), "{}", fixture.place);
        match made {
            Err(error) => assert_eq!(
                (error, fixture.reason()),
                (Error::WrongKey, "wrong public key")
            ),
            Ok(made) => assert_ne!(made.to_bytes(), expected.to_bytes(), "{}", fixture.place),
        }
    }
}

fn proof(fixture: &Fixture<'_>) {
    let suite = suite(fixture.place);
    let interface = Interface::core(suite);
    let key = fixture.public_key("/signerPublicKey");
    let (header, ph) = (
        fixture.bytes("/header"),
        fixture.bytes("/presentationHeader"),
    );
    let texts = fixture.list("/messages");
    let indexes = fixture.at("/disclosedIndexes").as_array().unwrap();
    let indexes: Vec<usize> = indexes
        .iter()
        .map(|index| index.as_u64().unwrap() as usize)
        .collect();
    let signature = Signature::from_bytes(&fixture.bytes("/signature")).unwrap();
    let expected = Proof::from_bytes(&fixture.bytes("/proof")).unwrap();
    assert_eq!(expected.to_bytes(), fixture.bytes("/proof"));

    let count = expected.hidden() + indexes.len();
    let statement = Statement::new(&interface.generators(count).unwrap(), &key, &header);
    // A case that the vectors mark as invalid may fail before there is a proof to verify.
    let shown = at(&texts, &indexes);
    let verdict = Disclosed::map(&interface, &indexes, &slices(&shown))
        .and_then(|disclosed| statement.verify_proof(&expected, &disclosed, &ph));
    if !fixture.valid() {
        let reason = if fixture.reason() == "re-ordered messages" {
            Error::IndexOrder { index: 2 }
        } else {
            Error::Refused
        };
        assert_eq!(verdict, Err(reason), "{}", fixture.place);
        return;
    }
    assert_eq!(verdict, Ok(()), "{}", fixture.place);

    let messages = Messages::map(&interface, &slices(&texts));
    let dst = [core_id(suite).as_slice(), b"MOCK_RANDOM_SCALARS_DST_"].concat();
    let mut rng = MockRng::new(suite, &dst, 5 + expected.hidden());
    let init = statement
        .prove_init(&signature, &messages, &indexes, &mut rng)
        .unwrap();
    trace(fixture, &init, &ph, ["A_bar", "B_bar"]);
    let blindings = unhex_all(fixture.at("/trace/random_scalars/m_tilde_scalars"));
    let hidden = (0..count).filter(|index| !indexes.contains(index));
    for (index, blinding) in hidden.zip(&blindings) {
        assert_eq!(init.blinding(index).unwrap().to_bytes()[..], blinding[..]);
    }
    let challenge = init.challenge(&ph);
    fixture.expect("/proof", init.finalize(&challenge).unwrap().to_bytes());
    fixture.expect("/trace/domain", statement.domain().to_bytes());

    let mut rng = MockRng::new(suite, &dst, 5 + expected.hidden());
    let whole = statement
        .prove(&signature, &messages, &indexes, &ph, &mut rng)
        .unwrap();
    assert_eq!(whole, expected);
}

/// The points and the challenge of a proof, against a file's trace. Core and blind files name
/// two of them differently.
pub(crate) fn trace(
    fixture: &Fixture<'_>,
    init: &celadon_bbs::ProofInit<'_>,
    ph: &[u8],
    [a_bar, b_bar]: [&str; 2],
) {
    let points = init.points();
    for (name, point) in [
        (a_bar, &points.a_bar),
        (b_bar, &points.b_bar),
        ("D", &points.d),
        ("T1", &points.t1),
        ("T2", &points.t2),
    ] {
        let expected = unhex(fixture.at(&format!("/trace/{name}")));
        assert_eq!(
            point.to_bytes()[..],
            expected[..],
            "{} {name}",
            fixture.place
        );
    }
    fixture.expect("/trace/challenge", init.challenge(ph).to_bytes());
}
