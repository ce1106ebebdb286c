//! t of n root keys, each on a machine of its own.

use std::fs;
use std::path::PathBuf;

use celadon_credential::ids::Epoch;
use celadon_credential::signed::SigningKey;
use celadon_credential::trust_list::{SignedTrustList, TrustListError};
use celadon_federation::{FederationError, ListPlan, Progress, draw_key, proposal};

use crate::world::{DAY, NOW, World};

/// A federation of three root keys, none of which stays in its folder.
fn apart() -> (World, Vec<SigningKey>) {
    let mut world = World::with_roots(3, 2);
    world.join(2);
    let keys = world.root_keys();
    for file in world.dir.root_key_files() {
        fs::remove_file(file).unwrap();
    }
    (world, keys)
}

fn start(world: &mut World, plan: &ListPlan) -> SignedTrustList {
    match world.plan(plan, NOW) {
        Progress::Waiting { file, .. } => read(&file),
        public => panic!("{public:?}"),
    }
}

fn read(path: &std::path::Path) -> SignedTrustList {
    SignedTrustList::from_bytes(&fs::read(path).unwrap()).unwrap()
}

fn signed(list: &SignedTrustList, key: &SigningKey) -> (PathBuf, SignedTrustList) {
    let mut list = list.clone();
    list.sign(key).unwrap();
    ("copy.list".into(), list)
}

#[test]
fn a_list_is_public_when_enough_have_signed_and_not_before() {
    let (mut world, keys) = apart();
    let list = start(&mut world, &ListPlan::default());
    assert!(!world.public_list().exists());
    let one = [signed(&list, &keys[2])];
    let progress = world.dir.finish(&one, NOW, &mut world.rng).unwrap();
    assert!(matches!(
        progress,
        Progress::Waiting {
            signed: 1,
            needed: 2,
            ..
        }
    ));
    let progress = world.dir.finish(&one, NOW, &mut world.rng).unwrap();
    assert!(matches!(progress, Progress::Waiting { signed: 1, .. }));
    assert!(!world.public_list().exists());
    let other = [signed(&list, &keys[0])];
    let progress = world.dir.finish(&other, NOW, &mut world.rng).unwrap();
    assert!(matches!(progress, Progress::Public(_)));
    assert_eq!(world.verified().epoch(), Epoch::FIRST);
    assert!(matches!(
        world.dir.finish(&[], NOW, &mut world.rng),
        Err(FederationError::NothingUnfinished)
    ));
}

#[test]
fn a_copy_that_is_none_changes_nothing() {
    let (mut world, keys) = apart();
    let list = start(&mut world, &ListPlan::default());
    let unfinished = world.path().join("unfinished.list");
    let before = fs::read(&unfinished).unwrap();
    let mut stranger = World::new();
    stranger.join(1);
    let foreign = stranger.publish(NOW);
    let foreign = (foreign.file.clone(), read(&foreign.file));
    let mut bent = signed(&list, &keys[0]);
    let mut bytes = bent.1.to_bytes();
    let place = bytes.len() - 5;
    bytes[place] ^= 1;
    bent.1 = SignedTrustList::from_bytes(&bytes).unwrap();
    for copy in [foreign, bent] {
        let error = world.dir.finish(&[copy], NOW, &mut world.rng).unwrap_err();
        assert!(matches!(error, FederationError::NoCopy(_)));
        assert_eq!(fs::read(&unfinished).unwrap(), before);
    }
    let strange = draw_key(&mut world.rng);
    assert!(list.clone().sign(&strange).is_err());
}

#[test]
fn one_list_an_epoch_unless_nobody_has_it() {
    let (mut world, keys) = apart();
    let old = start(&mut world, &ListPlan::default());
    let plan = ListPlan::default();
    let again = world.dir.publish(&plan, &[], false, NOW, &mut world.rng);
    assert!(matches!(
        again,
        Err(FederationError::Unfinished(Epoch::FIRST))
    ));
    let anew = world
        .dir
        .publish(&plan, &keys[..1], true, NOW, &mut world.rng)
        .unwrap();
    assert!(matches!(anew, Progress::Waiting { signed: 1, .. }));
    let old = [signed(&old, &keys[1])];
    assert!(world.dir.finish(&old, NOW, &mut world.rng).is_err());
}

#[test]
fn a_list_says_truly_when_it_was_logged() {
    let (mut world, keys) = apart();
    let list = start(&mut world, &ListPlan::default());
    // The first may take its time: before it there is nothing.
    let both = [signed(&list, &keys[0]), signed(&list, &keys[1])];
    let late = NOW.plus(2 * DAY);
    assert!(matches!(
        world.dir.finish(&both, late, &mut world.rng),
        Ok(Progress::Public(_))
    ));

    let Progress::Waiting { file, .. } = world.plan(&ListPlan::default(), late) else {
        panic!("no key is here");
    };
    let list = read(&file);
    let both = [signed(&list, &keys[0]), signed(&list, &keys[1])];
    let too_late = late.plus(3_601);
    assert!(matches!(
        world.dir.finish(&both, too_late, &mut world.rng),
        Err(FederationError::SignedTooLate { .. })
    ));
    assert_eq!(world.verified().epoch(), Epoch::FIRST);

    let plan = ListPlan {
        signing_hours: 48,
        ..ListPlan::default()
    };
    let progress = world.dir.publish(&plan, &[], true, late, &mut world.rng);
    let Ok(Progress::Waiting { file, .. }) = progress else {
        panic!("no key is here");
    };
    let list = read(&file);
    let both = [signed(&list, &keys[0]), signed(&list, &keys[1])];
    let signed_at = late.plus(40 * 3_600);
    let Ok(Progress::Public(second)) = world.dir.finish(&both, signed_at, &mut world.rng) else {
        panic!("it is in time");
    };
    assert_eq!(second.list.active_from(), late.plus(3 * DAY));
}

#[test]
fn a_signer_sees_what_changes_and_is_warned_of_what_is_wrong() {
    let (mut world, first) = World::published(2);
    let first = read(&first.file);
    world.dir.members().unwrap().remove("Region 001").unwrap();
    let suzhou = world.request("Suzhou");
    world.accept(&suzhou);
    let plan = ListPlan::default();
    let progress = world
        .dir
        .publish(&plan, &[], false, NOW.plus(DAY), &mut world.rng);
    let Ok(Progress::Waiting { file, .. }) = progress else {
        panic!("nobody has signed");
    };
    let next = read(&file);
    let id = world.dir.id();
    let seen = proposal(&next, Some(&id), Some(&first), &mut world.rng).unwrap();
    assert_eq!((seen.signed, seen.needed), (0, 1));
    let changes = seen.changes.unwrap();
    assert_eq!(changes.added, ["Suzhou".parse().unwrap()]);
    assert_eq!(changes.removed, ["Region 001".parse().unwrap()]);
    assert!(changes.changed.is_empty() && !changes.charter && !changes.online_key);

    let other = celadon_credential::FederationId::from_bytes([1; 32]);
    assert!(matches!(
        proposal(&next, Some(&other), None, &mut world.rng),
        Err(TrustListError::OtherFederation)
    ));
    // A list that does not follow the one that the signer knows.
    let (mut twin, _) = World::published(2);
    twin.join(0);
    let keys = twin.root_keys();
    assert_eq!(twin.dir.id(), id, "the same keys, from the same seed");
    twin.dir.members().unwrap().remove("Region 002").unwrap();
    twin.dir
        .publish(&plan, &keys, false, NOW.plus(DAY), &mut twin.rng)
        .unwrap();
    let twin_second = read(&twin.public_list());
    let refused = proposal(&next, Some(&id), Some(&twin_second), &mut world.rng);
    assert!(matches!(refused, Err(TrustListError::Equivocation(_))));
}
