//! The vectors of the blind draft.

use std::collections::BTreeMap;

use celadon_bbs::{
    BlindIndexes, BlindMessages, BlindStatement, Commitment, Disclosed, Interface, Messages, Proof,
    ProverBlind, PublicKey, Signature, create_generators, p1,
};
use celadon_curve::G1;
use serde_json::Value;

use super::core::trace;
use super::fixture::{Fixture, core_id, hex, parse, suite, unhex, unhex_all};
use super::mock_rng::{MockRng, SEED};
use crate::common::slices;

/// Checks one file, by its name. A proof's hidden messages stand in another file.
pub(crate) fn check(name: &str, fixture: &Fixture<'_>, files: &BTreeMap<String, Vec<u8>>) {
    match name.rsplit('/').next().unwrap() {
        "messages.json" => messages(fixture, files),
        "generators.json" => generators(fixture),
        _ if name.contains("/commit/") => commit(fixture),
        _ if name.contains("/signature/") => signature(fixture),
        _ if name.contains("/proof/") => {
            let messages = "blind/messages.json";
            proof(fixture, &parse(messages, &files[messages]));
        }
        _ => panic!("{name}: no check for it"),
    }
}

/// The messages of the other files: the core draft's, and five to commit to.
fn messages(fixture: &Fixture<'_>, files: &BTreeMap<String, Vec<u8>>) {
    let core = parse("core/messages.json", &files["core/messages.json"]);
    assert_eq!(fixture.at("/messages"), &core.value);
    assert_eq!(fixture.list("/committedMessages").len(), 5);
}

fn generators(fixture: &Fixture<'_>) {
    let interface = Interface::blind(suite(fixture.place));
    let own = create_generators(&interface, 11);
    let committed = interface.committed_generators(5).unwrap();
    let id = interface.api_id();
    for (list, id, points) in [
        ("/generators", id.to_vec(), own.as_slice()),
        (
            "/blindGenerators",
            [b"BLIND_", id].concat(),
            committed.points(),
        ),
    ] {
        assert_eq!(fixture.text(&format!("{list}/api_id")).as_bytes(), id);
        fixture.expect(&format!("{list}/P1"), p1(interface.suite()).to_bytes());
        fixture.expect(&format!("{list}/Q1"), points[0].to_bytes());
        let expected = unhex_all(fixture.at(&format!("{list}/MsgGenerators")));
        let found: Vec<Vec<u8>> = points[1..].iter().map(|p| p.to_bytes().to_vec()).collect();
        assert_eq!(found, expected);
    }
}

/// The mocked randomness that a file describes.
fn mock(fixture: &Fixture<'_>, kind: &str) -> MockRng {
    let suite = suite(fixture.place);
    let at = |field| format!("/mockRngParameters/{kind}/{field}");
    assert_eq!(fixture.text("/mockRngParameters/SEED").as_bytes(), SEED);
    let dst = fixture.text(&at("DST")).as_bytes();
    let suffix = format!("{}_MOCK_RANDOM_SCALARS_DST_", kind.to_uppercase());
    assert_eq!(dst, [core_id(suite).as_slice(), suffix.as_bytes()].concat());
    let count = fixture.at(&at("count")).as_u64().unwrap();
    MockRng::new(suite, dst, count as usize)
}

/// Commits again to `texts` and compares with the file; `None` where it has no commitment.
fn committed(fixture: &Fixture<'_>, texts: &[Vec<u8>]) -> Option<(Commitment, ProverBlind)> {
    if fixture.at("/commitmentWithProof").is_null() {
        assert!(fixture.at("/proverBlind").is_null() && texts.is_empty());
        return None;
    }
    let interface = Interface::blind(suite(fixture.place));
    let generators = interface.committed_generators(texts.len()).unwrap();
    let messages = Messages::map(&interface, &slices(texts));
    let mut rng = mock(fixture, "commit");
    let (commitment, blind) = Commitment::commit(&generators, &messages, &mut rng).unwrap();
    // One file has a stray letter after the hex.
    let misprint = fixture.place == "blind/bls12-381-sha-256/proof/proof005.json";
    let mut expected = fixture.text("/commitmentWithProof").to_owned();
    assert_eq!(misprint, expected.ends_with('s'));
    expected.truncate(expected.len() & !1);
    assert_eq!(hex(commitment.to_bytes()), expected, "{}", fixture.place);
    fixture.expect("/proverBlind", blind.to_bytes().expose());

    let decoded = Commitment::from_bytes(&unhex(&expected.into())).unwrap();
    assert_eq!(decoded, commitment);
    assert_eq!(decoded.verify(&generators), Ok(()));
    Some((commitment, blind))
}

fn commit(fixture: &Fixture<'_>) {
    assert!(fixture.valid());
    let texts = fixture.list("/committedMessages");
    assert!(committed(fixture, &texts).is_some(), "{}", fixture.place);
}

fn statement(
    fixture: &Fixture<'_>,
    key: &PublicKey,
    messages: usize,
    committed: usize,
) -> BlindStatement {
    let interface = Interface::blind(suite(fixture.place));
    BlindStatement::new(
        &interface.generators(messages).unwrap(),
        &interface.committed_generators(committed).unwrap(),
        key,
        &fixture.bytes("/header"),
    )
    .unwrap()
}

fn signature(fixture: &Fixture<'_>) {
    assert!(fixture.valid());
    let interface = Interface::blind(suite(fixture.place));
    let (key, public_key) = fixture.key_pair();
    let hidden = fixture.list("/committedMessages");
    let commitment = committed(fixture, &hidden);
    let (commitment, blind) = commitment.unzip();
    let messages = Messages::map(&interface, &slices(&fixture.list("/messages")));
    let statement = statement(fixture, &public_key, messages.len(), hidden.len());
    let made = statement
        .sign(&key, commitment.as_ref(), &messages)
        .unwrap();
    fixture.expect("/signature", made.to_bytes());

    let hidden = Messages::map(&interface, &slices(&hidden));
    let all = BlindMessages::new(&messages, &hidden, blind.as_ref());
    let signature = Signature::from_bytes(&fixture.bytes("/signature")).unwrap();
    assert_eq!(statement.verify(&signature, &all), Ok(()));

    let domain = statement.flat().domain();
    let b = |bytes: Vec<u8>| G1::from_bytes(&bytes.try_into().unwrap()).unwrap();
    if fixture.place == "blind/bls12-381-sha-256/signature/signature003.json" {
        // This file's trace is wrong: `domain` holds B, and `B` is some other point.
        let misplaced = b(fixture.bytes("/trace/domain"));
        assert!(signature.signs(&misplaced, &public_key));
        assert!(!signature.signs(&b(fixture.bytes("/trace/B")), &public_key));
    } else {
        fixture.expect("/trace/domain", domain.to_bytes());
        assert!(signature.signs(&b(fixture.bytes("/trace/B")), &public_key));
    }
}

fn proof(fixture: &Fixture<'_>, messages: &Fixture<'_>) {
    assert!(fixture.valid());
    let interface = Interface::blind(suite(fixture.place));
    let key = fixture.public_key("/signerPublicKey");
    let ph = fixture.bytes("/presentationHeader");
    let own = messages.list("/messages");
    let hidden = match fixture.at("/commitmentWithProof") {
        Value::Null => Vec::new(),
        _ => messages.list("/committedMessages"),
    };
    assert_eq!(fixture.at("/L").as_u64().unwrap() as usize, own.len());
    let blind = committed(fixture, &hidden).map(|(_, blind)| blind);

    let expected = Proof::from_bytes(&fixture.bytes("/proof")).unwrap();
    let [shown, shown_committed] =
        ["/revealedMessages", "/revealedCommittedMessages"].map(|list| revealed(fixture, list));
    let disclosed = [&shown, &shown_committed]
        .map(|(indexes, texts)| Disclosed::map(&interface, indexes, &slices(texts)).unwrap());
    let count = expected
        .committed_messages(own.len(), shown.0.len() + shown_committed.0.len())
        .unwrap();
    assert_eq!(count, hidden.len());
    let statement = statement(fixture, &key, own.len(), count);
    let verdict = statement.verify_proof(&expected, &disclosed[0], &disclosed[1], &ph);
    assert_eq!(verdict, Ok(()), "{}", fixture.place);

    let all = BlindMessages::new(
        &Messages::map(&interface, &slices(&own)),
        &Messages::map(&interface, &slices(&hidden)),
        blind.as_ref(),
    );
    let signature = Signature::from_bytes(&fixture.bytes("/signature")).unwrap();
    assert_eq!(statement.verify(&signature, &all), Ok(()));
    let indexes = BlindIndexes {
        messages: &shown.0,
        committed: &shown_committed.0,
    };
    let init = statement
        .prove_init(&signature, &all, indexes, &mut mock(fixture, "proof"))
        .unwrap();
    trace(fixture, &init, &ph, ["Abar", "Bbar"]);
    fixture.expect("/trace/domain", statement.flat().domain().to_bytes());
    let made = statement
        .prove(&signature, &all, indexes, &ph, &mut mock(fixture, "proof"))
        .unwrap();
    fixture.expect("/proof", made.to_bytes());
}

/// Index and text of each message that a proof shows, by index; `null` is none.
fn revealed(fixture: &Fixture<'_>, pointer: &str) -> (Vec<usize>, Vec<Vec<u8>>) {
    let mut shown: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    if let Some(object) = fixture.at(pointer).as_object() {
        for (index, text) in object {
            shown.insert(index.parse().unwrap(), unhex(text));
        }
    }
    shown.into_iter().unzip()
}
