//! Which list may follow which, and when it begins.

use std::fs;

use celadon_credential::Time;
use celadon_credential::ids::Epoch;
use celadon_credential::trust_list::ListState;
use celadon_federation::{FederationError, ListPlan, Progress};

use crate::world::{DAY, NOW, World};

fn refused(world: &mut World, plan: &ListPlan, now: Time) -> FederationError {
    let keys = world.root_keys();
    let before = fs::read(world.public_list()).ok();
    let result = world.dir.publish(plan, &keys, false, now, &mut world.rng);
    assert_eq!(fs::read(world.public_list()).ok(), before);
    result.unwrap_err()
}

#[test]
fn the_first_list_begins_at_once_and_the_next_after_the_delay() {
    let (mut world, first) = World::published(2);
    assert_eq!(first.list.epoch(), Epoch::FIRST);
    assert_eq!(first.list.state(NOW), ListState::Active);
    assert_eq!(first.list.valid_until(), NOW.plus(30 * DAY));
    assert_eq!(first.list.sunset(), NOW.plus(365 * DAY));
    assert_eq!(world.verified(), first.list);

    let request = world.request("Suzhou");
    world.accept(&request);
    let later = NOW.plus(10 * DAY);
    let second = world.publish(later);
    assert_eq!(second.list.epoch(), Epoch::new(2));
    assert_eq!(second.list.list().terms().predecessor, *first.list.digest());
    assert_eq!(second.list.active_from(), later.plus(DAY));
    assert_eq!(second.list.sunset(), first.list.sunset());
    assert_eq!(second.list.issuers().len(), 3);
    assert_ne!(
        second.list.accreditation_key(),
        first.list.accreditation_key()
    );
    assert!(second.gap.is_none());
    assert_eq!(world.verified(), second.list);
    assert!(world.path().join("lists/1.list").exists());
}

#[test]
fn a_removal_in_an_emergency_begins_at_the_next_full_hour() {
    let (mut world, _) = World::published(3);
    world.dir.members().unwrap().remove("Region 002").unwrap();
    let plan = ListPlan {
        emergency: true,
        ..ListPlan::default()
    };
    let Progress::Public(list) = world.plan(&plan, NOW.plus(DAY)) else {
        panic!("one key signs");
    };
    let from = list.list.active_from().as_secs();
    assert!(from.is_multiple_of(3_600));
    assert!((1..=3_600).contains(&(from - NOW.plus(DAY).as_secs())));
    let names: Vec<_> = list
        .list
        .issuers()
        .iter()
        .map(|i| i.issuer().name.to_string())
        .collect();
    assert_eq!(names, ["Region 001", "Region 003"]);
}

#[test]
fn nothing_begins_sooner_than_everybody_can_notice_it() {
    let (mut world, _) = World::published(1);
    let now = NOW.plus(DAY);
    let mut plan = ListPlan {
        active_from: Some(now.plus(DAY - 1)),
        ..ListPlan::default()
    };
    let error = refused(&mut world, &plan, now);
    assert!(matches!(error, FederationError::TooSoon { earliest } if earliest == now.plus(DAY)));
    // A charter with a shorter delay is held to the one that was known before.
    let charter = world.path().join("charter.toml");
    let text = fs::read_to_string(&charter).unwrap();
    fs::write(
        &charter,
        text.replace(
            "activation_delay_seconds = 86400",
            "activation_delay_seconds = 0",
        ),
    )
    .unwrap();
    assert!(matches!(
        refused(&mut world, &plan, now),
        FederationError::TooSoon { .. }
    ));
    plan.active_from = Some(now.plus(DAY));
    assert!(matches!(world.plan(&plan, now), Progress::Public(_)));
}

#[test]
fn a_list_ends_with_the_federation_and_none_follows() {
    let (mut world, first) = World::published(1);
    let sunset = first.list.sunset();
    let late = world.publish(sunset.minus(5 * DAY));
    assert_eq!(late.list.valid_until(), sunset);
    let gap = late.gap.unwrap();
    assert_eq!(
        (gap.from, gap.until),
        (first.list.valid_until(), late.list.active_from())
    );
    assert!(matches!(
        refused(&mut world, &ListPlan::default(), sunset.minus(DAY)),
        FederationError::Ended(_)
    ));
    // A longer life is a change of the charter, in public.
    let charter = world.path().join("charter.toml");
    let text = fs::read_to_string(&charter).unwrap();
    fs::write(
        &charter,
        text.replace("sunset_days = 365", "sunset_days = 390"),
    )
    .unwrap();
    let next = world.publish(sunset.minus(DAY));
    assert_eq!(next.list.sunset(), sunset.plus(25 * DAY));
}

#[test]
fn a_list_needs_an_online_key_that_lives() {
    let mut world = World::new();
    world.join(1);
    let until = world.dir.online_key().unwrap().until;
    assert!(matches!(
        refused(&mut world, &ListPlan::default(), until),
        FederationError::OnlineKeyEnds(_)
    ));
    let work = celadon_vault::WorkFactor::LOW;
    let passphrase = crate::world::passphrase();
    let new = world
        .dir
        .rotate_online(30, &passphrase, work, until, &mut world.rng)
        .unwrap();
    let list = world.publish(until).list;
    assert_eq!(*list.online_key(), new.public);
    assert_eq!(list.online_key_until(), until.plus(30 * DAY));
}

#[test]
fn numbers_and_clocks_have_bounds() {
    let (mut world, _) = World::published(1);
    for (valid_days, signing_hours) in [(0, 0), (367, 0), (30, 337)] {
        let plan = ListPlan {
            valid_days,
            signing_hours,
            ..ListPlan::default()
        };
        let error = refused(&mut world, &plan, NOW.plus(DAY));
        assert!(matches!(error, FederationError::OutOfBounds { .. }));
    }
    let error = refused(&mut world, &ListPlan::default(), NOW.minus(1));
    assert!(matches!(error, FederationError::ClockBehind(_)));
}
