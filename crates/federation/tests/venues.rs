//! A venue's papers are what the newest list accepts, or nothing is public.

use std::fs;

use celadon_api::sources::{PolicySource, VenueSource};
use celadon_credential::ids::VenueId;
use celadon_credential::policy::{Excess, LintError};
use celadon_credential::signed::{Signed, VerifyingKey};
use celadon_credential::venue::Scene;
use celadon_credential::{Colour, Grid};
use celadon_federation::{FederationError, VenueOrder, VenuePapers, draw_key};

use crate::world::{DAY, NOW, World, passphrase};

const VENUE: &str = include_str!("../../api/samples/venue-metro.toml");
const METRO: &str = include_str!("../../api/samples/policy-metro.toml");
const OFFICE: &str = include_str!("../../api/samples/venue-workplace.toml");
const WORK: &str = include_str!("../../api/samples/policy-workplace.toml");

/// A station of its own, at an address of its own, with this policy.
fn add(world: &mut World, policy: &str) -> Result<VenuePapers, FederationError> {
    add_to(world, VENUE, policy)
}

fn add_to(world: &mut World, venue: &str, policy: &str) -> Result<VenuePapers, FederationError> {
    let key = draw_key(&mut world.rng).verifying_key();
    let number = key.as_bytes()[0];
    let venue = venue.replace("Street 1", &format!("Street {number}"));
    add_as(world, &venue, policy, key, None)
}

fn add_as(
    world: &mut World,
    venue: &str,
    policy: &str,
    key: VerifyingKey,
    id: Option<VenueId>,
) -> Result<VenuePapers, FederationError> {
    let online = world.online();
    let venue = &VenueSource::parse(venue).unwrap();
    let policy = &PolicySource::parse(policy).unwrap();
    let order = VenueOrder {
        venue,
        policy,
        key,
        id,
    };
    world.dir.add_venue(&order, &online, NOW, &mut world.rng)
}

fn public_files(world: &World) -> usize {
    let count = |name: &str| fs::read_dir(world.dir.public().join(name)).unwrap().count();
    count("venues") + count("policies")
}

#[test]
fn papers_are_what_the_list_opens() {
    let (mut world, publication) = World::published(1);
    let papers = add(&mut world, METRO).unwrap();
    let read = |path| Signed::from_bytes(&fs::read(path).unwrap()).unwrap();
    let certificate = publication
        .list
        .open_certificate(&read(&papers.certificate_file));
    assert_eq!(certificate.unwrap(), papers.certificate);
    let policy = publication.list.open_policy(&read(&papers.policy_file));
    assert_eq!(policy.unwrap(), papers.policy);
    let id = papers.certificate.venue;
    assert!(papers.certificate_file.ends_with(format!("{id}.venue")));
    assert!(papers.certificate.valid_at(NOW));
}

#[test]
fn one_policy_has_one_digest_for_all_its_venues() {
    let (mut world, _) = World::published(1);
    let first = add(&mut world, METRO).unwrap();
    let second = add(&mut world, METRO).unwrap();
    assert_eq!(first.policy_file, second.policy_file);
    assert_eq!(
        first.certificate.policy_digest,
        second.certificate.policy_digest
    );
    assert_ne!(first.certificate.venue, second.certificate.venue);
    assert_eq!(public_files(&world), 3);

    let other_words = METRO.replace("walk or cycle", "take a bus");
    let error = add(&mut world, &other_words).unwrap_err();
    assert!(matches!(
        error,
        FederationError::PolicyVersion {
            version: 1,
            next: 2
        }
    ));
    let second_version = other_words.replace("version = 1", "version = 2");
    assert_eq!(add(&mut world, &second_version).unwrap().policy.version, 2);
    // Back to the first by mistake: its words are known, and it still holds.
    assert_eq!(add(&mut world, METRO).unwrap().policy.version, 1);
    let third = METRO
        .replace("version = 1", "version = 3")
        .replace("walk", "run");
    add(&mut world, &third).unwrap();
    let stale = METRO
        .replace("version = 1", "version = 2")
        .replace("walk", "swim");
    let error = add(&mut world, &stale).unwrap_err();
    assert!(matches!(
        error,
        FederationError::PolicyVersion {
            version: 2,
            next: 4
        }
    ));
}

#[test]
fn a_venue_keeps_its_id_when_its_papers_are_made_anew() {
    let (mut world, _) = World::published(1);
    let first = add(&mut world, METRO).unwrap();
    let id = first.certificate.venue;
    let key = draw_key(&mut world.rng).verifying_key();
    let renewed = add_as(&mut world, VENUE, METRO, key, Some(id)).unwrap();
    assert_eq!(renewed.certificate_file, first.certificate_file);
    assert_eq!(renewed.certificate.key, key);
    let elsewhere = VENUE.replace("Street 1", "Street 2");
    let any = add_as(&mut world, &elsewhere, METRO, key, Some(VenueId::ANY));
    assert!(matches!(any, Err(FederationError::CertificateBytes(_))));
}

#[test]
fn policies_that_no_venue_should_have_are_refused() {
    let (mut world, _) = World::published(1);
    let reason =
        "pseudonym_reason = \"To count who is in the building today, and to notice a lent code.\"";
    let yellow = METRO.replace("[\"green\"]", "[\"green\", \"yellow\"]");
    let gate = VENUE.replace("transport", "city_gate");
    let lints = [
        (
            VENUE,
            METRO.to_owned() + "paper = true\n",
            LintError::TwoCodes(Grid::HOUR),
        ),
        (
            OFFICE,
            WORK.replace(reason, "pseudonym_reason = \"   \""),
            LintError::PseudonymReason,
        ),
        (
            OFFICE,
            WORK.replace(reason, "pseudonym_reason = \"yes\""),
            LintError::PseudonymReason,
        ),
        (
            VENUE,
            METRO.replace(
                "Please speak to the staff at the gate. You can also walk or cycle.",
                "",
            ),
            LintError::RefusedText,
        ),
        (&gate, yellow.clone(), LintError::YellowText),
        (
            VENUE,
            yellow.clone(),
            LintError::Ceiling(Excess::Colour {
                scene: Scene::Transport,
                colour: Colour::Yellow,
            }),
        ),
        (
            VENUE,
            WORK.to_owned(),
            LintError::Ceiling(Excess::Pseudonym {
                scene: Scene::Transport,
            }),
        ),
    ];
    for (venue, text, expected) in lints {
        match add_to(&mut world, venue, &text) {
            Err(FederationError::Lint(lint)) => assert_eq!(lint, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
    let refused = [
        METRO.replace("3600", "7200"),
        WORK.replace(reason, "pseudonym_reason = \"\""),
        METRO.replace("valid_days = 180", "valid_days = 500"),
        METRO.replace("[\"green\"]", "[]"),
        METRO.replace("[\"green\"]", "[\"yellow\", \"green\"]"),
        METRO.replace("version = 1", "version = 0"),
        METRO.replace("walk or cycle", &"walk ".repeat(40)),
    ];
    for text in refused {
        assert!(add(&mut world, &text).is_err(), "{text}");
    }
    let long_certificate = VENUE.replace("valid_days = 180", "valid_days = 500");
    let key = draw_key(&mut world.rng).verifying_key();
    let error = add_as(&mut world, &long_certificate, METRO, key, None).unwrap_err();
    assert!(matches!(error, FederationError::Certificate(_)));
    assert_eq!(public_files(&world), 0);
    let told = yellow.replace(
        "valid_days",
        "yellow_text = \"Please wear a mask on the train.\"\nvalid_days",
    );
    assert!(add_to(&mut world, &gate, &told).is_ok());
    assert!(add_to(&mut world, OFFICE, WORK).is_ok());
}

#[test]
fn one_door_asks_for_one_code() {
    let (mut world, _) = World::published(1);
    let mut key = || draw_key(&mut world.rng).verifying_key();
    let (one, two) = (key(), key());
    let first = add_as(&mut world, VENUE, METRO, one, None).unwrap();
    let other_policy = METRO.replace("6d65", "6d66");
    let second = add_as(&mut world, VENUE, &other_policy, two, None);
    let Err(FederationError::SecondVenue { id, .. }) = second else {
        panic!("{second:?}");
    };
    assert_eq!(id, first.certificate.venue);
    assert_eq!(public_files(&world), 2);
    assert!(add_as(&mut world, VENUE, &other_policy, two, Some(id)).is_ok());
    // A policy goes to places of the kind that it is written for.
    let pharmacy = PolicySource::shipped_text(Scene::Pharmacy);
    let elsewhere = add(&mut world, pharmacy);
    assert!(matches!(elsewhere, Err(FederationError::OtherScene { .. })));
}

#[test]
fn the_shipped_policies_are_signed_as_they_are() {
    let (mut world, _) = World::published(1);
    for scene in Scene::ALL {
        let venue = VENUE.replace("transport", scene.name());
        let papers = add_to(&mut world, &venue, PolicySource::shipped_text(scene)).unwrap();
        assert_eq!(papers.certificate.scene, scene);
    }
}

#[test]
fn papers_wait_for_the_list_that_names_their_key() {
    let mut world = World::new();
    world.join(1);
    assert!(matches!(
        add(&mut world, METRO),
        Err(FederationError::NoList)
    ));
    world.publish(NOW);
    let old = add(&mut world, METRO).unwrap();
    let work = celadon_vault::WorkFactor::LOW;
    world
        .dir
        .rotate_online(400, &passphrase(), work, NOW, &mut world.rng)
        .unwrap();
    let error = add(&mut world, METRO).unwrap_err();
    assert!(matches!(error, FederationError::OnlineKeyNotListed));
    let list = world.publish(NOW.plus(DAY)).list;
    let new = add(&mut world, METRO).unwrap();
    assert_eq!(new.from, list.active_from());
    // Signed anew by the new key: the old policy is not found again under it.
    assert!(
        list.open_policy(&Signed::from_bytes(&fs::read(new.policy_file).unwrap()).unwrap())
            .is_ok()
    );
    let certificate = Signed::from_bytes(&fs::read(old.certificate_file).unwrap()).unwrap();
    assert!(list.open_certificate(&certificate).is_err());
}
