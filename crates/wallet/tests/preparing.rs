//! Presentations computed ahead: each used once, none after what it depends on has changed.

use std::collections::HashSet;

use celadon_admission::{Judgement, NoReplay, Venue};
use celadon_credential::presentation::{Admission, Header};
use celadon_credential::{Colour, Grid, Time, VenueId};
use celadon_specimen::{NOW, VenueSpecimen};
use celadon_wallet::{Place, Wallet, WalletError};

use crate::world::{World, take};

const HOUR_END: Time = Time::from_secs(1_800_003_600);
/// Midnight in the federation's zone, within the day of the `day` grid.
const MIDNIGHT: Time = Time::from_secs(1_800_028_800);

fn prepare(world: &mut World, wallet: &mut Wallet, venue: Option<VenueId>, now: Time) -> usize {
    let made = wallet.prepare("Ada", venue, now, &mut world.specimen.rng);
    made.unwrap()
}

/// Answers a fresh challenge of the venue, which accepts it.
fn answer(world: &mut World, wallet: &mut Wallet, venue: &VenueSpecimen) -> (Vec<u8>, Admission) {
    let (_, token) = world.specimen.challenge(venue, NOW);
    let rng = &mut world.specimen.rng;
    let answer = wallet.answer("Ada", &token, NOW, rng).unwrap().unwrap();
    let federation = &world.specimen.federation;
    let door = Venue::new(&venue.signed_certificate, &venue.signed_policy, federation).unwrap();
    let presentation = answer.presentation;
    let judgement = door.judge_answer(&presentation, &token, federation, NOW, &mut NoReplay, rng);
    match judgement.unwrap() {
        Judgement::Accepted(admission) => (presentation, admission),
        Judgement::Refused(reason) => panic!("refused: {reason}"),
    }
}

#[test]
fn each_is_used_once_and_no_two_answers_share_a_point() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let venue = world.specimen.venue(1, |_| {});
    assert_eq!(
        prepare(&mut world, &mut wallet, None, NOW),
        2,
        "hour and day"
    );
    assert_eq!(
        prepare(&mut world, &mut wallet, None, NOW),
        0,
        "they are ready"
    );
    assert_eq!(wallet.ready(), 2);

    let mut seen: HashSet<Vec<u8>> = HashSet::new();
    for ready in [1, 1, 1, 1] {
        let (presentation, admission) = answer(&mut world, &mut wallet, &venue);
        assert_eq!(admission.pseudonym, None);
        assert_eq!(wallet.ready(), ready);
        for window in presentation[Header::BYTES..].windows(8) {
            assert!(seen.insert(window.to_vec()));
        }
    }
    assert_eq!(prepare(&mut world, &mut wallet, None, NOW), 1);
}

#[test]
fn a_pseudonym_is_the_same_whether_it_was_ready_or_not() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let counting = |policy: &mut celadon_credential::policy::Policy| {
        policy.pseudonym = Some("To count heads.".into());
    };
    let venue = world.specimen.venue(1, counting);
    let other = world.specimen.venue(2, counting);
    let id = venue.certificate.venue;
    let (_, at_once) = answer(&mut world, &mut wallet, &venue);

    assert_eq!(prepare(&mut world, &mut wallet, Some(id), NOW), 2);
    assert_eq!(prepare(&mut world, &mut wallet, None, NOW), 2);
    let (_, ready) = answer(&mut world, &mut wallet, &venue);
    let (_, added) = answer(&mut world, &mut wallet, &venue);
    assert_eq!(wallet.ready(), 2, "those for the hour are used");
    assert_eq!((&ready, &added), (&at_once, &at_once));

    // The other venue gets its own, and not the points that were made for the first.
    assert_eq!(prepare(&mut world, &mut wallet, Some(id), NOW), 1);
    let (_, elsewhere) = answer(&mut world, &mut wallet, &other);
    assert_ne!(elsewhere.pseudonym, at_once.pseudonym);
    assert_eq!(wallet.ready(), 3);
    // A venue that asks for none does not get it either.
    let plain = world.specimen.venue(1, |_| {});
    let (_, without) = answer(&mut world, &mut wallet, &plain);
    assert_eq!(without.pseudonym, None);
    assert_eq!(wallet.ready(), 3);
}

#[test]
fn codes_and_cards_use_them_too() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let venue = world.specimen.venue(1, |policy| {
        policy.paper = true;
        policy.grid = Grid::DAY;
    });
    prepare(&mut world, &mut wallet, None, NOW);
    let rng = &mut world.specimen.rng;
    let code = wallet.show("Ada", Place::Anywhere, NOW, rng).unwrap();
    assert!(code.is_some());
    assert_eq!(wallet.ready(), 1);
    let (certificate, policy) = (&venue.signed_certificate, &venue.signed_policy);
    let cards = wallet
        .paper("Ada", certificate, policy, 2, NOW, rng)
        .unwrap();
    assert_eq!((cards.len(), wallet.ready()), (2, 0));
    assert_ne!(
        cards[0].bytes()[Header::BYTES..],
        cards[1].bytes()[Header::BYTES..]
    );
}

/// Green was ready; since then the issuer stamped red.
#[test]
fn a_new_colour_drops_the_old_one() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    prepare(&mut world, &mut wallet, None, NOW);
    world.registered[0].colour = Colour::Red;
    let period = Grid::HOUR.period_of(NOW);
    let publication = world.publish(0, period, 1, &[0]);
    take(&mut wallet, "Ada", period, 1, &publication, NOW).unwrap();
    let rng = &mut world.specimen.rng;
    assert_eq!(wallet.show("Ada", Place::Anywhere, NOW, rng), Ok(None));
    assert_eq!(wallet.ready(), 1, "the day's");
}

#[test]
fn periods_and_days_end() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let venue = VenueId::from_bytes([1; 16]);
    let all = |world: &mut World, wallet: &mut Wallet| {
        prepare(world, wallet, None, NOW);
        prepare(world, wallet, Some(venue), NOW);
        assert_eq!(wallet.ready(), 4);
    };
    for (later, ready) in [(HOUR_END.minus(1), 4), (HOUR_END, 2), (MIDNIGHT, 1)] {
        all(&mut world, &mut wallet);
        let rng = &mut world.specimen.rng;
        // To look is enough; there is no code of the next hour.
        let shown = wallet.show("Ada", Place::Anywhere, later, rng).unwrap();
        let used = usize::from(shown.is_some());
        assert_eq!(wallet.ready(), ready - used, "{later}");
    }
}

#[test]
fn another_list_or_person_drops_them() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    prepare(&mut world, &mut wallet, None, NOW);
    let next = world.specimen.next_list(|terms| {
        terms.emergency = true;
        terms.active_from = HOUR_END;
    });
    let rng = &mut world.specimen.rng;
    wallet.load_list(&next.to_bytes(), NOW, rng).unwrap();
    assert_eq!(wallet.ready(), 2, "the list waits");
    wallet.show("Ada", Place::Anywhere, HOUR_END, rng).unwrap();
    assert_eq!(wallet.ready(), 0);

    let mut wallet = world.ready(Colour::Green);
    prepare(&mut world, &mut wallet, None, NOW);
    wallet.remove_person("Ada").unwrap();
    let rng = &mut world.specimen.rng;
    wallet.add_person("Bo".parse().unwrap(), rng).unwrap();
    assert_eq!(wallet.prepare("Bo", None, NOW, rng), Ok(0), "no credential");
    assert_eq!(wallet.ready(), 0);
    let unknown = wallet.prepare("Ada", None, NOW, rng);
    assert!(matches!(unknown, Err(WalletError::UnknownPerson(_))));
}

/// Two places with the same points would show them twice.
#[test]
fn they_are_in_no_copy_of_a_wallet() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let before = wallet.to_bytes();
    prepare(&mut world, &mut wallet, None, NOW);
    assert_eq!(wallet.ready(), 2);
    assert_eq!(wallet.to_bytes(), before);
    assert_eq!(wallet.clone().ready(), 0);
    assert_eq!(world.reopened(&wallet).ready(), 0);
    let text = format!("{wallet:?}");
    assert!(!text.contains("Prepared"), "{text}");
}

#[test]
fn they_are_bounded_and_the_oldest_makes_room() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    for venue in 1..=5 {
        let venue = Some(VenueId::from_bytes([venue; 16]));
        assert_eq!(prepare(&mut world, &mut wallet, venue, NOW), 2);
    }
    assert_eq!(wallet.ready(), Wallet::MAX_READY);
    let first = Some(VenueId::from_bytes([1; 16]));
    assert_eq!(prepare(&mut world, &mut wallet, first, NOW), 2, "gone");
}
