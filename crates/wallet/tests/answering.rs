//! Challenges: what the citizen is told, what is answered, what is not.

use celadon_admission::{Judgement, NoReplay, Venue};
use celadon_credential::challenge::{Challenge, ChallengeError};
use celadon_credential::{Colour, Time};
use celadon_specimen::{NOW, Specimen, VenueSpecimen};
use celadon_wallet::{Wallet, WalletError};

use crate::world::World;

fn challenge(world: &mut World, venue: &VenueSpecimen, uri: &str, time: Time) -> Vec<u8> {
    Challenge::create(
        &venue.signed_certificate,
        &venue.signed_policy,
        time,
        60,
        uri.parse().unwrap(),
        &venue.key,
        &mut world.specimen.rng,
    )
    .unwrap()
    .1
}

const URI: &str = "https://venue.example/v1/presentations";

#[test]
fn tells_who_asks_for_what_and_answers_it() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let venue = world.specimen.venue(1, |policy| {
        policy.pseudonym = Some("To count heads.".into());
    });
    let token = challenge(&mut world, &venue, URI, NOW);
    let consent = wallet.describe(&token, NOW).unwrap();
    let told = consent.to_string();
    for part in [
        "Venue 1 asks",
        "Where: Lake Street 1 (hospital).",
        "Why: Green within the hour, to be let in.",
        ": green, and valid until 17:00 on 2027-01-15.",
        "Not who you are",
        "who issued your code",
        "it also gets a pseudonym",
        "To count heads.",
        "venue.example",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(consent.needs_asking());
    let rng = &mut world.specimen.rng;
    let answer = wallet.answer("Ada", &token, NOW, rng).unwrap().unwrap();
    assert_eq!(answer.response_uri.as_str(), URI);
    let federation = &world.specimen.federation;
    let door = Venue::new(&venue.signed_certificate, &venue.signed_policy, federation).unwrap();
    let judgement = door
        .judge_answer(
            &answer.presentation,
            &token,
            federation,
            NOW,
            &mut NoReplay,
            rng,
        )
        .unwrap();
    let Judgement::Accepted(admission) = judgement else {
        panic!("{judgement:?}");
    };
    assert_eq!(admission.valid_until, consent.valid_until);
    assert!(admission.pseudonym.is_some());
}

#[test]
fn what_is_told_does_not_depend_on_who_holds_what() {
    let mut world = World::new(2);
    let venue = world.specimen.venue(1, |_| {});
    let token = challenge(&mut world, &venue, URI, NOW);
    let nobody = world.wallet(&["Ada"]);
    let wallets = [nobody, world.ready(Colour::Green), world.ready(Colour::Red)];
    let mut told = std::collections::HashSet::new();
    for (mut wallet, answers) in wallets.into_iter().zip([false, true, false]) {
        told.insert(wallet.describe(&token, NOW).unwrap().to_string());
        let rng = &mut world.specimen.rng;
        let answer = wallet.answer("Ada", &token, NOW, rng).unwrap();
        assert_eq!(answer.is_some(), answers);
    }
    assert_eq!(told.len(), 1);
    let told = told.into_iter().next().unwrap();
    assert!(told.contains("no pseudonym"), "{told}");
}

fn refused(wallet: &mut Wallet, world: &mut World, token: &[u8], now: Time) -> WalletError {
    let described = wallet.describe(token, now).unwrap_err();
    let answered = wallet.answer("Ada", token, now, &mut world.specimen.rng);
    assert_eq!(answered.unwrap_err(), described);
    described
}

#[test]
fn refuses_a_challenge_of_another_time() {
    let mut world = World::new(1);
    let mut wallet = world.ready(Colour::Green);
    let venue = world.specimen.venue(1, |_| {});
    for (time, error) in [
        (NOW.minus(61), ChallengeError::Time),
        (NOW.plus(61), ChallengeError::Time),
        (NOW.minus(60), ChallengeError::Ended),
    ] {
        let token = challenge(&mut world, &venue, URI, time);
        let found = refused(&mut wallet, &mut world, &token, NOW);
        assert_eq!(found, WalletError::Challenge(error));
    }
    let token = challenge(&mut world, &venue, URI, NOW.plus(60));
    assert!(wallet.describe(&token, NOW).is_ok());
}

#[test]
fn refuses_another_federations_challenge_and_a_forged_one() {
    let mut world = World::new(1);
    let mut wallet = world.ready(Colour::Green);
    let venue = world.specimen.venue(1, |_| {});
    let token = challenge(&mut world, &venue, URI, NOW);
    for place in (0..token.len()).step_by(7) {
        let mut flipped = token.clone();
        flipped[place] ^= 1;
        refused(&mut wallet, &mut world, &flipped, NOW);
    }
    // Registered by a key that is not this list's.
    let mut stranger = Specimen::with_terms(1, |_| {});
    stranger.online = celadon_specimen::key(&mut stranger.rng);
    let foreign = stranger.venue(1, |_| {});
    let token = challenge(&mut world, &foreign, URI, NOW);
    let found = refused(&mut wallet, &mut world, &token, NOW);
    assert!(matches!(
        found,
        WalletError::Challenge(ChallengeError::Certificate(_))
    ));
    // A venue with another one's certificate.
    let other = world.specimen.venue(2, |_| {});
    let stolen = VenueSpecimen {
        key: other.key,
        ..venue
    };
    let token = challenge(&mut world, &stolen, URI, NOW);
    let found = refused(&mut wallet, &mut world, &token, NOW);
    assert!(matches!(
        found,
        WalletError::Challenge(ChallengeError::Signature(_))
    ));
}

#[test]
fn answers_travel_encrypted_or_not_at_all() {
    let mut world = World::new(1);
    let mut wallet = world.ready(Colour::Green);
    let venue = world.specimen.venue(1, |_| {});
    for (uri, answers) in [
        ("https://venue.example/a", true),
        ("http://127.0.0.1:8080/a", true),
        ("http://localhost:8080/a", true),
        ("http://[::1]:8080/a", true),
        ("http://venue.example/a", false),
        ("http://127.0.0.1.example/a", false),
        ("http://localhost.example/a", false),
        ("http://192.168.1.1/a", false),
    ] {
        let token = challenge(&mut world, &venue, uri, NOW);
        assert_eq!(wallet.describe(&token, NOW).is_ok(), answers, "{uri}");
        let answer = wallet.answer("Ada", &token, NOW, &mut world.specimen.rng);
        assert_eq!(answer.is_ok(), answers, "{uri}");
    }
}

#[test]
fn a_challenge_of_the_last_minute_of_a_period_is_answered_after_it() {
    let mut world = World::new(1);
    let mut wallet = world.ready(Colour::Green);
    let venue = world.specimen.venue(1, |_| {});
    let end = celadon_credential::Grid::HOUR.period_of(NOW).end();
    let token = challenge(&mut world, &venue, URI, end.minus(1));
    // A sync in between has dropped nothing that is still needed.
    let next = celadon_credential::Grid::HOUR.period_of(end);
    world.stamp(&mut wallet, "Ada", 0, next);
    let rng = &mut world.specimen.rng;
    assert!(
        wallet
            .answer("Ada", &token, end.plus(20), rng)
            .unwrap()
            .is_some()
    );
}
