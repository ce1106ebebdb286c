//! The canonical bytes of a wallet.

use celadon_credential::{Colour, DecodeError};
use celadon_specimen::STREET;
use celadon_wallet::{Wallet, WalletError};

use crate::world::{World, declared};

/// A wallet with everything that one can hold: people at each stage, stamps, a time.
fn full(world: &mut World) -> Wallet {
    let mut wallet = world.ready(Colour::Green);
    let rng = &mut world.specimen.rng;
    wallet.add_person("Bo".parse().unwrap(), rng).unwrap();
    wallet.add_person("Cy".parse().unwrap(), rng).unwrap();
    let endpoint = world.specimen.members[0].endpoint.clone();
    let offer = world.offer(0).to_bytes();
    let now = celadon_specimen::NOW;
    wallet
        .enrol("Bo", endpoint, "session", &offer, now)
        .unwrap();
    wallet
        .begin("Bo", &declared(), now, &mut world.specimen.rng)
        .unwrap();
    wallet.set_list_source("https://federation.example/list".parse().unwrap());
    let at = celadon_wallet::Reading {
        wall: now,
        steady: None,
    };
    wallet.learn_time(celadon_wallet::Source::Issuer, now.plus(4), at);
    wallet
}

#[test]
fn comes_back_as_it_was() {
    let mut world = World::new(2);
    let wallet = full(&mut world);
    let again = world.reopened(&wallet);
    assert_eq!(*again.to_bytes(), *wallet.to_bytes());
    assert_eq!(again.people().len(), 3);
    assert!(again.person("Ada").unwrap().has_credential());
    assert!(again.person("Bo").unwrap().request().is_some());
    assert!(again.has_learned_time());
    assert_eq!(again.list_source(), wallet.list_source());
}

#[test]
fn other_bytes_are_no_wallet() {
    let mut world = World::new(1);
    let wallet = full(&mut world);
    let bytes = wallet.to_bytes();
    let rng = &mut world.specimen.rng;
    for cut in (0..bytes.len()).step_by(61) {
        assert!(Wallet::from_bytes(&bytes[..cut], rng).is_err(), "cut {cut}");
    }
    let mut grown = bytes.to_vec();
    grown.push(0);
    assert!(Wallet::from_bytes(&grown, rng).is_err());
    let mut newer = bytes.to_vec();
    newer[1] = 2;
    let error = Wallet::from_bytes(&newer, rng).unwrap_err();
    assert_eq!(error, WalletError::Decode(DecodeError::Version(2)));
    let error = Wallet::from_bytes(&vec![0; Wallet::MAX_BYTES + 1], rng).unwrap_err();
    let limit = Wallet::MAX_BYTES;
    assert_eq!(error, WalletError::Decode(DecodeError::TooLong { limit }));
}

#[test]
fn people_have_names_of_their_own() {
    let mut world = World::new(1);
    let mut wallet = world.wallet(&["Ada", "Bo"]);
    let rng = &mut world.specimen.rng;
    assert_eq!(
        wallet.add_person("Ada".parse().unwrap(), rng),
        Err(WalletError::PersonExists("Ada".parse().unwrap()))
    );
    wallet.remove_person("Ada").unwrap();
    assert_eq!(
        wallet.remove_person("Ada"),
        Err(WalletError::UnknownPerson("Ada".into()))
    );
    wallet.add_person("Ada".parse().unwrap(), rng).unwrap();
    for number in 2..Wallet::MAX_PEOPLE {
        let label = format!("Person {number}").parse().unwrap();
        wallet.add_person(label, rng).unwrap();
    }
    assert_eq!(
        wallet.add_person("One more".parse().unwrap(), rng),
        Err(WalletError::TooManyPeople)
    );
}

#[test]
fn debug_is_silent() {
    let mut world = World::new(1);
    let wallet = full(&mut world);
    let shown = format!("{wallet:?}{:?}", wallet.person("Bo").unwrap());
    for secret in [STREET, "session", "Specimen", "999999"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("Ada"));
}
