//! Codes and cards, judged by the engine that the venues run.

use celadon_admission::{Code as Scanned, Judgement, NoReplay, Reason, Venue};
use celadon_credential::policy::Policy;
use celadon_credential::presentation::{Mode, Presentation};
use celadon_credential::time::Slot;
use celadon_credential::{Colour, Time};
use celadon_specimen::{NOW, VenueSpecimen};
use celadon_wallet::{Place, Wallet, WalletError};

use crate::world::World;

fn place(venue: &VenueSpecimen) -> Place<'_> {
    Place::Venue {
        certificate: &venue.signed_certificate,
        policy: &venue.signed_policy,
    }
}

fn judge(world: &mut World, venue: &VenueSpecimen, text: &str, now: Time) -> Judgement {
    let federation = &world.specimen.federation;
    let venue = Venue::new(&venue.signed_certificate, &venue.signed_policy, federation).unwrap();
    let code = Scanned::Strict(text);
    venue
        .judge(
            code,
            federation,
            now,
            &mut NoReplay,
            &mut world.specimen.rng,
        )
        .unwrap()
}

fn accepted(judgement: Judgement) -> celadon_credential::presentation::Admission {
    match judgement {
        Judgement::Accepted(admission) => admission,
        Judgement::Refused(reason) => panic!("refused: {reason}"),
    }
}

#[test]
fn a_code_for_any_venue_is_admitted() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let venue = world.specimen.venue(1, |_| {});
    let rng = &mut world.specimen.rng;
    let code = wallet
        .show("Ada", Place::Anywhere, NOW, rng)
        .unwrap()
        .unwrap();
    let admission = accepted(judge(&mut world, &venue, &code.text(), NOW));
    assert_eq!(
        (admission.colour, admission.pseudonym),
        (Colour::Green, None)
    );
    // To the last second that was promised, and no longer.
    accepted(judge(
        &mut world,
        &venue,
        &code.text(),
        code.until().minus(1),
    ));
    let late = judge(&mut world, &venue, &code.text(), code.until());
    assert_eq!(late, Judgement::Refused(Reason::Stale));
}

#[test]
fn a_code_for_one_venue_carries_a_pseudonym_only_where_its_policy_asks() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let plain = world.specimen.venue(1, |_| {});
    let counting = world.specimen.venue(2, |policy| {
        policy.pseudonym = Some("To count heads.".into());
    });
    for (venue, pseudonym) in [(&plain, false), (&counting, true)] {
        let rng = &mut world.specimen.rng;
        let code = wallet.show("Ada", place(venue), NOW, rng).unwrap().unwrap();
        let admission = accepted(judge(&mut world, venue, &code.text(), NOW));
        assert_eq!(admission.pseudonym.is_some(), pseudonym);
    }
    let other = judge(&mut world, &plain, &code_text(&mut wallet, &counting), NOW);
    assert_eq!(other, Judgement::Refused(Reason::WrongAudience));
}

fn code_text(wallet: &mut Wallet, venue: &VenueSpecimen) -> String {
    let mut rng = rand::make_rng::<rand::rngs::StdRng>();
    wallet
        .show("Ada", place(venue), NOW, &mut rng)
        .unwrap()
        .unwrap()
        .text()
}

#[test]
fn c25_whoever_holds_no_admitted_colour_shows_nothing() {
    let mut world = World::new(2);
    let green = world.specimen.venue(1, |_| {});
    let yellow = world.specimen.venue(2, |policy| {
        policy.colours = vec![Colour::Green, Colour::Yellow];
        policy.yellow = "Please wear a mask.".into();
    });
    let mut no_code = world.wallet(&["Ada"]);
    let mut no_stamp = world.wallet(&["Ada"]);
    world.credential(&mut no_stamp, "Ada", 0);
    let mut wallets: Vec<(Wallet, [bool; 3])> = vec![
        (no_code, [false; 3]),
        (no_stamp, [false; 3]),
        (world.ready(Colour::Green), [true, true, true]),
        (world.ready(Colour::Yellow), [false, false, true]),
        (world.ready(Colour::Red), [false; 3]),
    ];
    let places = [Place::Anywhere, place(&green), place(&yellow)];
    for (wallet, shows) in &mut wallets {
        for (place, shows) in places.iter().zip(*shows) {
            let rng = &mut world.specimen.rng;
            let code = wallet.show("Ada", *place, NOW, rng).unwrap();
            assert_eq!(code.is_some(), shows);
        }
    }
    no_code = wallets.remove(0).0;
    // After the period of the stamps there is nothing either.
    let mut green = wallets.remove(1).0;
    let later = NOW.plus(3_600);
    for wallet in [&mut green, &mut no_code] {
        let rng = &mut world.specimen.rng;
        assert_eq!(wallet.show("Ada", Place::Anywhere, later, rng), Ok(None));
    }
}

#[test]
fn every_code_has_the_same_length_and_no_finer_time_than_its_slot() {
    let mut world = World::new(3);
    let mut codes = Vec::new();
    for issuer in 0..2 {
        let mut wallet = world.wallet(&["Ada"]);
        world.credential(&mut wallet, "Ada", issuer);
        let period = celadon_credential::Grid::HOUR.period_of(NOW);
        world.stamp(&mut wallet, "Ada", issuer, period);
        let slot = Slot::of(NOW);
        for now in [slot.start(), slot.end().minus(1)] {
            let rng = &mut world.specimen.rng;
            let code = wallet.show("Ada", Place::Anywhere, now, rng).unwrap();
            codes.push(code.unwrap());
        }
    }
    let headers: Vec<_> = codes
        .iter()
        .map(|code| {
            let mut header = Presentation::peek(code.bytes()).unwrap();
            header.nonce = [0; 8];
            (header, code.text().len(), code.until())
        })
        .collect();
    assert!(headers.windows(2).all(|two| two[0] == two[1]));
    let nonce = |code: &celadon_wallet::Code| Presentation::peek(code.bytes()).unwrap().nonce;
    assert_ne!(nonce(&codes[0]), nonce(&codes[1]));
}

#[test]
fn cards_are_for_one_visit_each_until_the_period_ends() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let paper = |policy: &mut Policy| {
        policy.paper = true;
        policy.grid = celadon_credential::Grid::DAY;
    };
    let venue = world.specimen.venue(1, paper);
    let screens_only = world.specimen.venue(2, |_| {});
    let sheet = |wallet: &mut Wallet, venue: &VenueSpecimen, cards, world: &mut World| {
        let (certificate, policy) = (&venue.signed_certificate, &venue.signed_policy);
        wallet.paper(
            "Ada",
            certificate,
            policy,
            cards,
            NOW,
            &mut world.specimen.rng,
        )
    };
    let cards = sheet(&mut wallet, &venue, 3, &mut world).unwrap();
    let day_end = celadon_credential::Grid::DAY.period_of(NOW).end();
    let mut texts = std::collections::HashSet::new();
    for card in &cards {
        assert_eq!(Presentation::peek(card.bytes()).unwrap().mode, Mode::Paper);
        assert_eq!(card.until(), day_end);
        accepted(judge(&mut world, &venue, &card.text(), day_end.minus(1)));
        assert!(texts.insert(card.text()));
    }
    let refused = sheet(&mut wallet, &screens_only, 1, &mut world);
    assert_eq!(refused, Err(WalletError::NoPaper));
    for cards in [0, Wallet::MAX_CARDS + 1] {
        let refused = sheet(&mut wallet, &venue, cards, &mut world);
        assert_eq!(refused, Err(WalletError::TooManyCards));
    }
    let mut red = world.ready(Colour::Red);
    assert_eq!(sheet(&mut red, &venue, 2, &mut world), Ok(vec![]));
}

#[test]
fn papers_that_do_not_hold_are_refused() {
    let mut world = World::new(1);
    let mut wallet = world.ready(Colour::Green);
    let one = world.specimen.venue(1, |_| {});
    let two = world.specimen.venue(2, |policy| policy.version = 2);
    let rng = &mut world.specimen.rng;
    let mixed = Place::Venue {
        certificate: &one.signed_certificate,
        policy: &two.signed_policy,
    };
    assert_eq!(
        wallet.show("Ada", mixed, NOW, rng),
        Err(WalletError::OtherPolicy)
    );
    let over = NOW.plus(20 * 86_400);
    assert_eq!(
        wallet.show("Ada", place(&one), over, rng),
        Err(WalletError::VenueEnded)
    );
    let early = NOW.minus(86_401);
    assert_eq!(
        wallet.show("Ada", place(&one), early, rng),
        Err(WalletError::VenueEnded)
    );
    let crossed = Place::Venue {
        certificate: &one.signed_policy,
        policy: &one.signed_certificate,
    };
    let refused = wallet.show("Ada", crossed, NOW, rng);
    assert!(matches!(refused, Err(WalletError::Certificate(_))));
}
