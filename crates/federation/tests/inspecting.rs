//! What people are shown of a file, and whether it is good.

use std::fs;

use celadon_api::sources::{PolicySource, VenueSource};
use celadon_federation::{Finding, Undecided, VenueOrder, View, draw_key, inspect};

use crate::world::{DAY, NOW, World};

fn look(world: &mut World, bytes: &[u8]) -> Finding {
    let id = world.dir.id();
    inspect(bytes, Some(&id), None, NOW, &mut world.rng).unwrap()
}

#[test]
fn a_list_is_shown_whole() {
    let (mut world, publication) = World::published(2);
    let bytes = fs::read(publication.file).unwrap();
    let found = look(&mut world, &bytes);
    assert_eq!((found.kind, found.state), ("trust_list", Some("active")));
    assert_eq!(found.refused, None);
    let text = found.to_string();
    for part in [
        "Sample Federation",
        &world.dir.id().to_string(),
        "Region 002",
        "https://Region002.example",
        "1 of 1 sign",
        "  signed",
        "Asia/Shanghai",
        "every check has passed; it is active",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["epoch"], 1);
    assert_eq!(json["issuers"][1]["name"], "Region 002");
    assert_eq!(json["root_keys"][0]["signed"], true);
    assert!(json["refused"].is_null());

    let late = NOW.plus(31 * DAY);
    let found = inspect(&bytes, None, None, late, &mut world.rng).unwrap();
    assert_eq!(found.state, Some("expired"));
}

#[test]
fn a_refused_list_is_shown_with_the_reason() {
    let (mut world, publication) = World::published(1);
    let mut bytes = fs::read(publication.file).unwrap();
    let place = bytes.len() - 5;
    bytes[place] ^= 1;
    let found = look(&mut world, &bytes);
    assert!(found.view.is_some());
    assert!(found.refused.as_ref().unwrap().contains("root key 0"));
    assert!(found.to_string().contains("REFUSED"));
    let half = look(&mut world, &bytes[..place - 100]);
    assert!(half.view.is_none() && half.refused.is_some());
}

#[test]
fn a_request_is_shown_and_its_proof_checked() {
    let mut world = World::new();
    let good = world.request("Hangzhou");
    let found = look(&mut world, &good.to_bytes());
    assert_eq!((found.kind, &found.refused), ("request", &None));
    assert!(found.to_string().contains("Hangzhou"));
    let mut bad = good.clone();
    bad.issuer.name = "Suzhou".parse().unwrap();
    let found = look(&mut world, &bad.to_bytes());
    assert!(found.refused.is_some() && found.view.is_some());
    let other = celadon_credential::FederationId::from_bytes([1; 32]);
    let found = inspect(&good.to_bytes(), Some(&other), None, NOW, &mut world.rng).unwrap();
    assert!(found.refused.is_some());
}

#[test]
fn papers_are_checked_against_a_list() {
    let (mut world, publication) = World::published(1);
    let online = world.online();
    let venue = include_str!("../../api/samples/venue-workplace.toml");
    let policy = include_str!("../../api/samples/policy-workplace.toml");
    let order = VenueOrder {
        venue: &VenueSource::parse(venue).unwrap(),
        policy: &PolicySource::parse(policy).unwrap(),
        key: draw_key(&mut world.rng).verifying_key(),
        id: None,
    };
    let papers = world
        .dir
        .add_venue(&order, &online, NOW, &mut world.rng)
        .unwrap();
    let certificate = fs::read(papers.certificate_file).unwrap();
    let policy = fs::read(papers.policy_file).unwrap();
    let list = &publication.list;
    let mut look = |bytes: &[u8], now| inspect(bytes, None, Some(list), now, &mut world.rng);

    let found = look(&certificate, NOW).unwrap();
    assert!(matches!(found.view, Some(View::Venue(_))));
    assert!(found.to_string().contains("Harbour Works"));
    assert_eq!(found.state, Some("active"));
    let found = look(&policy, NOW.plus(200 * DAY)).unwrap();
    assert!(matches!(found.view, Some(View::Policy(_))));
    assert!(
        found
            .to_string()
            .contains("To count who is in the building today")
    );
    assert_eq!(found.state, Some("expired"));

    let mut bent = certificate.clone();
    bent[80] ^= 1;
    assert!(look(&bent, NOW).unwrap().refused.is_some());
    assert_eq!(look(b"{}", NOW), Err(Undecided::Unknown));
    assert_eq!(look(b"", NOW), Err(Undecided::Unknown));
    let id = world.dir.id();
    let unlisted = inspect(&certificate, Some(&id), None, NOW, &mut world.rng);
    assert_eq!(unlisted, Err(Undecided::NoList));
}
