//! Whom a list may name.

use std::fs;
use std::path::Path;

use celadon_credential::ids::FederationId;
use celadon_credential::schema::Schema;
use celadon_credential::trust_list::{IssuerKey, IssuerKeyRequest};
use celadon_federation::{Accepted, FederationError, MemberError};

use crate::world::{World, issuer, request};

fn refused(world: &World, request: &IssuerKeyRequest) -> MemberError {
    refused_bytes(world, &request.to_bytes())
}

fn refused_bytes(world: &World, bytes: &[u8]) -> MemberError {
    let mut members = world.dir.members().unwrap();
    let before = members.all().len();
    let error = members.accept(bytes, Path::new("handed-in")).unwrap_err();
    assert_eq!(world.dir.members().unwrap().all().len(), before);
    match error {
        FederationError::Member { source, .. } => source,
        other => panic!("{other}"),
    }
}

#[test]
fn a_proven_request_becomes_a_member_once() {
    let mut world = World::new();
    let request = world.request("Hangzhou");
    let Accepted::New(member) = world.accept(&request) else {
        panic!("it was none before");
    };
    assert_eq!(fs::read(&member.path).unwrap(), request.to_bytes());
    assert_eq!(world.accept(&request), Accepted::Already(member));
    assert_eq!(world.dir.members().unwrap().all().len(), 1);
}

#[test]
fn refuses_a_request_for_another_federation() {
    let mut world = World::new();
    let other = FederationId::from_bytes([9; 32]);
    let request = request(other, "Hangzhou", &mut world.rng);
    assert_eq!(refused(&world, &request), MemberError::OtherFederation);
}

#[test]
fn refuses_a_request_whose_proof_is_for_something_else() {
    let mut world = World::new();
    let good = world.request("Hangzhou");
    let mut other = good.clone();
    other.issuer.endpoint = "https://elsewhere.example".parse().unwrap();
    assert_eq!(refused(&world, &other), MemberError::Possession);
    let mut other = good.clone();
    other.issuer.name = "Suzhou".parse().unwrap();
    assert_eq!(refused(&world, &other), MemberError::Possession);
    let mut other = good;
    other.W = world.request("Suzhou").W;
    assert_eq!(refused(&world, &other), MemberError::Possession);
}

#[test]
fn refuses_bytes_that_are_no_request() {
    let mut world = World::new();
    let good = world.request("Hangzhou").to_bytes();
    for bytes in [&b"<html>Welcome</html>"[..], &good[..good.len() / 2], b""] {
        assert!(matches!(
            refused_bytes(&world, bytes),
            MemberError::Decode(_)
        ));
    }
}

#[test]
fn a_name_is_one_issuers() {
    let mut world = World::new();
    let first = world.request("Lake Shore");
    world.accept(&first);
    let again = world.request("Lake Shore");
    let name = first.issuer.name.clone();
    assert_eq!(
        refused(&world, &again),
        MemberError::NameTaken(name.clone())
    );
    for name_alike in ["LAKE SHORE", "Lakeshore", "lake-shore"] {
        let alike = world.request(name_alike);
        assert_eq!(
            refused(&world, &alike),
            MemberError::LooksLike(name.clone())
        );
    }
}

#[test]
fn an_issuer_may_have_several_keys_and_each_is_its_own() {
    let mut world = World::new();
    let (id, schema) = (world.dir.id(), Schema::declaration().id());
    let issuer_itself = issuer("Hangzhou", &mut world.rng);
    let old = IssuerKey::generate(id, schema, &mut world.rng);
    let new = IssuerKey::generate(id, schema, &mut world.rng);
    for key in [&old, &new] {
        let request = key.request(issuer_itself.clone(), &mut world.rng);
        assert!(matches!(world.accept(&request), Accepted::New(_)));
    }
    let stolen = old.request(issuer("Suzhou", &mut world.rng), &mut world.rng);
    let name = issuer_itself.name.clone();
    assert_eq!(refused(&world, &stolen), MemberError::KeyTaken(name));
    for _ in 2..16 {
        let key = IssuerKey::generate(id, schema, &mut world.rng);
        let request = key.request(issuer_itself.clone(), &mut world.rng);
        world.accept(&request);
    }
    let key = IssuerKey::generate(id, schema, &mut world.rng);
    let one_more = key.request(issuer_itself, &mut world.rng);
    assert_eq!(refused(&world, &one_more), MemberError::TooManyKeys);
}

#[test]
fn files_that_came_in_otherwise_are_held_to_the_same() {
    let mut world = World::new();
    world.join(2);
    let folder = world.path().join("members");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();

    write("strange.txt", b"a note");
    let error = world.dir.members().unwrap_err();
    assert!(matches!(error, FederationError::StrangeFile(_)));
    fs::remove_file(folder.join("strange.txt")).unwrap();

    let mut related = world.request("Suzhou");
    related.W = related.W + related.W;
    write("related.request", &related.to_bytes());
    let error = world.dir.members().unwrap_err();
    assert!(matches!(
        error,
        FederationError::Member {
            source: MemberError::Possession,
            ..
        }
    ));
    fs::remove_file(folder.join("related.request")).unwrap();

    let copy = world.dir.members().unwrap().all()[0].request.to_bytes();
    write("copy.request", &copy);
    assert!(world.dir.members().is_err());
    fs::remove_file(folder.join("copy.request")).unwrap();
    // What a killed process left is nothing.
    write(".celadon-x.tmp", b"half");
    assert_eq!(world.dir.members().unwrap().all().len(), 2);
}

#[test]
fn who_is_removed_is_kept_on_record() {
    let mut world = World::new();
    world.join(3);
    let mut members = world.dir.members().unwrap();
    let gone = members.remove("Region 002").unwrap();
    assert_eq!(gone.len(), 1);
    assert!(matches!(
        members.remove("Region 002"),
        Err(FederationError::NoMember(_))
    ));
    assert_eq!(world.dir.members().unwrap().all().len(), 2);
    let record = world
        .path()
        .join("removed")
        .join(gone[0].path.file_name().unwrap());
    assert_eq!(fs::read(record).unwrap(), gone[0].request.to_bytes());
}
