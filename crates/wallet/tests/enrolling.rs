//! From an offer to a credential.

use celadon_credential::Colour;
use celadon_credential::issuance::IssuanceError;
use celadon_specimen::{NOW, STREET, Specimen};
use celadon_wallet::status::Stage;
use celadon_wallet::{Wallet, WalletError};

use crate::world::{World, declared};

fn enrol(
    world: &mut World,
    wallet: &mut Wallet,
    label: &str,
) -> celadon_credential::issuance::Offer {
    let offer = world.offer(0);
    let endpoint = world.specimen.members[0].endpoint.clone();
    wallet
        .enrol(label, endpoint, "session", &offer.to_bytes(), NOW)
        .unwrap();
    offer
}

fn begin(world: &mut World, wallet: &mut Wallet, label: &str) -> Vec<u8> {
    wallet
        .begin(label, &declared(), NOW, &mut world.specimen.rng)
        .unwrap();
    wallet.person(label).unwrap().request().unwrap().to_vec()
}

#[test]
fn c19_two_people_wait_in_one_wallet_and_no_answer_is_lost() {
    let mut world = World::new(2);
    let mut wallet = world.wallet(&["Adult", "Child"]);
    let adults = enrol(&mut world, &mut wallet, "Adult");
    let adults_request = begin(&mut world, &mut wallet, "Adult");
    let childs = enrol(&mut world, &mut wallet, "Child");
    let childs_request = begin(&mut world, &mut wallet, "Child");
    let mut wallet = world.reopened(&wallet);
    // The answers arrive in the other order, with a restart between them.
    let childs = world.issue(0, &childs, &childs_request);
    wallet.receive("Child", &childs, NOW).unwrap();
    let mut wallet = world.reopened(&wallet);
    let adults = world.issue(0, &adults, &adults_request);
    assert_eq!(
        wallet.receive("Adult", &childs, NOW),
        Err(WalletError::Issuance(IssuanceError::Signature))
    );
    wallet.receive("Adult", &adults, NOW).unwrap();
    for label in ["Adult", "Child"] {
        let status = wallet.status(label, NOW).unwrap();
        assert_eq!((status.stage, status.colour()), (Stage::Ready, None));
        assert_eq!(status.issuer.unwrap().as_str(), "Region 001");
        assert_eq!(wallet.person(label).unwrap().records().len(), 4);
    }
    let (adult, child) = (
        wallet.person("Adult").unwrap(),
        wallet.person("Child").unwrap(),
    );
    assert_ne!(adult.records()[0].to_bytes(), child.records()[0].to_bytes());
}

#[test]
fn every_step_can_be_the_last_before_a_kill() {
    let mut world = World::new(1);
    let mut wallet = world.wallet(&[]);
    let stage = |wallet: &mut Wallet| wallet.status("Ada", NOW).unwrap().stage;
    wallet
        .add_person("Ada".parse().unwrap(), &mut world.specimen.rng)
        .unwrap();
    let mut wallet = world.reopened(&wallet);
    assert_eq!(stage(&mut wallet), Stage::New);
    let offer = enrol(&mut world, &mut wallet, "Ada");
    let mut wallet = world.reopened(&wallet);
    assert_eq!(stage(&mut wallet), Stage::Enrolled);
    assert_eq!(wallet.person("Ada").unwrap().session(), Some("session"));
    let request = begin(&mut world, &mut wallet, "Ada");
    // The issuer has signed, and the answer was lost: the retry is the same request.
    let response = world.issue(0, &offer, &request);
    let mut wallet = world.reopened(&wallet);
    assert_eq!(stage(&mut wallet), Stage::Waiting);
    assert_eq!(wallet.person("Ada").unwrap().request(), Some(&*request));
    wallet.receive("Ada", &response, NOW).unwrap();
    let mut wallet = world.reopened(&wallet);
    assert_eq!(stage(&mut wallet), Stage::Ready);
    let period = celadon_credential::Grid::HOUR.period_of(NOW);
    world.stamp(&mut wallet, "Ada", 0, period);
    let mut wallet = world.reopened(&wallet);
    assert_eq!(
        wallet.status("Ada", NOW).unwrap().colour(),
        Some(Colour::Green)
    );
}

#[test]
fn a_step_out_of_turn_is_refused_and_changes_nothing() {
    let mut world = World::new(1);
    let mut wallet = world.wallet(&["Ada"]);
    let ada = || "Ada".parse().unwrap();
    let rng = &mut world.specimen.rng;
    let refused = wallet.begin("Ada", &declared(), NOW, rng);
    assert_eq!(refused, Err(WalletError::NotEnrolled(ada())));
    assert_eq!(
        wallet.receive("Ada", &[], NOW),
        Err(WalletError::NotWaiting(ada()))
    );
    assert_eq!(wallet.discard("Ada"), Err(WalletError::NotWaiting(ada())));
    assert_eq!(
        wallet.wanted("Ada", NOW),
        Err(WalletError::NoCredential(ada()))
    );
    let offer = enrol(&mut world, &mut wallet, "Ada");
    let request = begin(&mut world, &mut wallet, "Ada");
    let before = wallet.to_bytes();
    let rng = &mut world.specimen.rng;
    // A second declaration would take the place of the one whose answer is under way.
    let refused = wallet.begin("Ada", &declared(), NOW, rng);
    assert_eq!(refused, Err(WalletError::Waiting(ada())));
    let endpoint = world.specimen.members[0].endpoint.clone();
    let refused = wallet.enrol("Ada", endpoint, "other", &offer.to_bytes(), NOW);
    assert_eq!(refused, Err(WalletError::Waiting(ada())));
    for response in [&b""[..], b"{}", &request] {
        assert!(wallet.receive("Ada", response, NOW).is_err());
    }
    assert_eq!(*wallet.to_bytes(), *before);
    wallet.discard("Ada").unwrap();
    assert_ne!(begin(&mut world, &mut wallet, "Ada"), request);
}

#[test]
fn an_offer_must_be_of_the_issuer_that_was_asked() {
    let mut world = World::new(2);
    let mut wallet = world.wallet(&["Ada"]);
    let offer = world.offer(0);
    let mut strange = offer.clone();
    strange.issuer_key = strange.issuer_key + strange.issuer_key;
    let mut foreign = offer.clone();
    foreign.federation = celadon_credential::ids::FederationId::from_bytes([1; 32]);
    let [first, second] = [0, 1].map(|place: usize| world.specimen.members[place].endpoint.clone());
    let elsewhere: celadon_credential::url::HttpUrl = "https://other.example".parse().unwrap();
    for (endpoint, offer) in [
        (&second, &offer),
        (&elsewhere, &offer),
        (&first, &strange),
        (&first, &foreign),
    ] {
        assert_eq!(
            wallet.enrol("Ada", endpoint.clone(), "s", &offer.to_bytes(), NOW),
            Err(WalletError::OtherIssuer(endpoint.clone()))
        );
    }
    let slashed = format!("{first}/").parse().unwrap();
    wallet
        .enrol("Ada", slashed, "s", &offer.to_bytes(), NOW)
        .unwrap();
}

#[test]
fn nobody_enrols_where_others_listen() {
    let specimen = Specimen::with(1, "http://region-{}.example", |_| {});
    let mut world = World::of(specimen);
    let mut wallet = world.wallet(&["Ada"]);
    let endpoint = world.specimen.members[0].endpoint.clone();
    assert_eq!(
        wallet.may_enrol("Ada", &endpoint, NOW),
        Err(WalletError::OpenIssuer(endpoint.clone()))
    );
    let offer = world.offer(0).to_bytes();
    assert!(
        wallet
            .enrol("Ada", endpoint, "session", &offer, NOW)
            .is_err()
    );
}

#[test]
fn the_residence_leaves_in_no_form() {
    let mut world = World::new(1);
    let mut wallet = world.wallet(&["Ada"]);
    enrol(&mut world, &mut wallet, "Ada");
    let request = begin(&mut world, &mut wallet, "Ada");
    let contains = |what: &str| {
        request
            .windows(what.len())
            .any(|window| window == what.as_bytes())
    };
    assert!(contains("Riverton") && !contains(STREET) && !contains("Lakeside"));
}

#[test]
fn a_new_credential_takes_the_place_of_the_old_with_its_stamps() {
    let mut world = World::new(1);
    let mut wallet = world.ready(Colour::Green);
    let old = wallet.person("Ada").unwrap().records()[0].to_bytes();
    world.credential(&mut wallet, "Ada", 0);
    assert_ne!(wallet.person("Ada").unwrap().records()[0].to_bytes(), old);
    assert_eq!(wallet.status("Ada", NOW).unwrap().colour(), None);
}
