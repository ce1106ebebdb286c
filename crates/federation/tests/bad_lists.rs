//! C12: what is public is never replaced by something worse.

use std::fs;

use celadon_credential::ids::Epoch;
use celadon_credential::trust_list::{SignedTrustList, TrustListError};
use celadon_federation::{FederationError, ListPlan, Progress};

use crate::world::{DAY, NOW, World};

/// A federation with two lists, and the bytes of both.
fn two_lists() -> (World, Vec<u8>, Vec<u8>) {
    let (mut world, first) = World::published(3);
    let first = fs::read(first.file).unwrap();
    let second = fs::read(world.publish(NOW.plus(DAY)).file).unwrap();
    (world, first, second)
}

#[test]
fn c12_an_unfinished_list_that_is_bad_stays_unfinished() {
    let (mut world, first, second) = two_lists();
    let unfinished = world.path().join("unfinished.list");
    let next = match world.dir.publish(
        &ListPlan::default(),
        &[],
        false,
        NOW.plus(2 * DAY),
        &mut world.rng,
    ) {
        Ok(Progress::Waiting { file, .. }) => fs::read(file).unwrap(),
        other => panic!("{other:?}"),
    };
    let key = &world.root_keys()[0];
    let sign = |bytes: &[u8]| {
        let mut list = SignedTrustList::from_bytes(bytes).unwrap();
        list.sign(key).unwrap();
        list.to_bytes()
    };
    let good = sign(&next);

    // One byte of an accreditation, signed by the root key all the same.
    let mut bent = next.clone();
    let place = bent.len() - 40;
    bent[place] ^= 1;
    let bent = sign(&bent);
    // A signature of the right key over something else.
    let mut forged = good.clone();
    let place = forged.len() - 5;
    forged[place] ^= 1;
    let cases: [(&str, &[u8]); 7] = [
        ("an object", b"{}"),
        ("a log-in page", b"<html><title>Hotel Wi-Fi</title></html>"),
        ("half of a list", &good[..good.len() / 2]),
        ("a bent accreditation", &bent),
        ("a forged signature", &forged),
        ("last month's list", &first),
        ("nothing", b""),
    ];
    for (what, bytes) in cases {
        fs::write(&unfinished, bytes).unwrap();
        let result = world.dir.finish(&[], NOW.plus(2 * DAY), &mut world.rng);
        assert!(result.is_err(), "{what}");
        assert_eq!(fs::read(world.public_list()).unwrap(), second, "{what}");
        if what == "last month's list" {
            assert!(matches!(
                result,
                Err(FederationError::Refused(TrustListError::StepBack { .. }))
            ));
        }
    }
    // The next good one is taken.
    fs::write(&unfinished, &good).unwrap();
    let result = world.dir.finish(&[], NOW.plus(2 * DAY), &mut world.rng);
    assert!(matches!(result, Ok(Progress::Public(_))));
    assert_eq!(fs::read(world.public_list()).unwrap(), good);
}

#[test]
fn c12_what_somebody_else_put_in_public_is_put_right() {
    let (mut world, first, second) = two_lists();
    for rubbish in [&b"{}"[..], &first, &second[..second.len() / 2], b""] {
        fs::write(world.public_list(), rubbish).unwrap();
        assert_eq!(
            world.dir.newest(&mut world.rng).unwrap().epoch(),
            Epoch::new(2)
        );
        assert_eq!(fs::read(world.public_list()).unwrap(), second);
    }
    fs::remove_file(world.public_list()).unwrap();
    world.dir.newest(&mut world.rng).unwrap();
    assert_eq!(fs::read(world.public_list()).unwrap(), second);
}

#[test]
fn an_old_copy_of_the_folder_signs_no_second_list() {
    let (mut world, _, second) = two_lists();
    let known = fs::read(world.path().join("known-lists")).unwrap();
    world.publish(NOW.plus(2 * DAY));
    // Everything as it was after the second list, but what the world has seen is out there.
    fs::write(world.path().join("known-lists"), &known).unwrap();
    let keys = world.root_keys();
    let result = world.dir.publish(
        &ListPlan::default(),
        &keys,
        false,
        NOW.plus(3 * DAY),
        &mut world.rng,
    );
    assert!(matches!(result, Err(FederationError::OldCopy { .. })));
    fs::remove_file(world.path().join("known-lists")).unwrap();
    let result = world.dir.publish(
        &ListPlan::default(),
        &keys,
        false,
        NOW.plus(3 * DAY),
        &mut world.rng,
    );
    assert!(matches!(result, Err(FederationError::OldCopy { .. })));
    assert_ne!(fs::read(world.public_list()).unwrap(), second);
}

#[test]
fn a_member_that_turned_bad_stops_the_list_and_not_the_federation() {
    let (mut world, _, second) = two_lists();
    let member = world.dir.members().unwrap().all()[0].path.clone();
    let mut bytes = fs::read(&member).unwrap();
    let place = bytes.len() - 1;
    bytes[place] ^= 1;
    fs::write(&member, bytes).unwrap();
    let keys = world.root_keys();
    let result = world.dir.publish(
        &ListPlan::default(),
        &keys,
        false,
        NOW.plus(3 * DAY),
        &mut world.rng,
    );
    assert!(matches!(result, Err(FederationError::Member { path, .. }) if path == member));
    assert_eq!(fs::read(world.public_list()).unwrap(), second);
}
