//! Which stamps are fetched, and what is taken.

use celadon_credential::stamp::StampError;
use celadon_credential::trust_list::IssuerKey;
use celadon_credential::{Colour, Grid};
use celadon_specimen::NOW;
use celadon_wallet::{Wallet, WalletError};

use crate::world::{World, take};

#[test]
fn wants_the_present_period_of_each_grid_and_the_next_in_the_last_quarter() {
    let mut world = World::new(1);
    let mut wallet = world.wallet(&["Ada"]);
    world.credential(&mut wallet, "Ada", 0);
    let (hour, day) = (Grid::HOUR.period_of(NOW), Grid::DAY.period_of(NOW));
    let periods = |wallet: &mut Wallet, now| -> Vec<_> {
        let wanted = wallet.wanted("Ada", now).unwrap();
        wanted.iter().map(|wanted| wanted.period).collect()
    };
    assert_eq!(periods(&mut wallet, NOW), [hour, day]);
    let late = hour.end().minus(900);
    assert_eq!(periods(&mut wallet, late.minus(1)), [hour, day]);
    assert_eq!(periods(&mut wallet, late), [hour, hour.next(), day]);
    let wanted = wallet.wanted("Ada", NOW).unwrap()[0];
    assert_eq!(
        wanted.path(),
        format!("/v1/stamps/3600/{}", hour.end().as_secs())
    );
}

#[test]
fn finds_its_own_stamp_in_every_colour() {
    for colour in Colour::ALL {
        let mut world = World::new(2);
        let mut wallet = world.wallet(&["Ada", "Bo"]);
        world.credential(&mut wallet, "Ada", 0);
        world.credential(&mut wallet, "Bo", 0);
        world.registered[0].colour = colour;
        let period = Grid::HOUR.period_of(NOW);
        let both = world.publish(0, period, 0, &[0, 1]);
        assert_eq!(
            take(&mut wallet, "Ada", period, 0, &both, NOW),
            Some(colour)
        );
        assert_eq!(wallet.status("Ada", NOW).unwrap().colour(), Some(colour));
        assert_eq!(wallet.status("Bo", NOW).unwrap().colour(), None);
        let only_bo = world.publish(0, period, 1, &[1]);
        assert_eq!(take(&mut wallet, "Ada", period, 1, &only_bo, NOW), None);
        assert_eq!(wallet.status("Ada", NOW).unwrap().colour(), Some(colour));
    }
}

#[test]
fn the_newest_round_has_the_present_colour() {
    let mut world = World::new(1);
    let mut wallet = world.ready(Colour::Green);
    let period = Grid::HOUR.period_of(NOW);
    let early = world.publish(0, period, 0, &[0]);
    world.registered[0].colour = Colour::Yellow;
    let late = world.publish(0, period, 3, &[0]);
    take(&mut wallet, "Ada", period, 3, &late, NOW).unwrap();
    assert_eq!(
        wallet.status("Ada", NOW).unwrap().colour(),
        Some(Colour::Yellow)
    );
    // An older round does not bring the old colour back.
    take(&mut wallet, "Ada", period, 0, &early, NOW).unwrap();
    assert_eq!(
        wallet.status("Ada", NOW).unwrap().colour(),
        Some(Colour::Yellow)
    );
}

#[test]
fn another_publication_than_was_asked_for_is_refused() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let period = Grid::HOUR.period_of(NOW);
    let good = world.publish(0, period, 1, &[0]);
    let other_round = world.publish(0, period, 2, &[0]);
    let other_period = world.publish(0, period.next(), 1, &[0]);
    let other_issuer = world.publish(1, period, 1, &[0]);
    let before = wallet.to_bytes();
    for other in [&other_round, &other_period] {
        let refused = wallet.bucket("Ada", period, 1, &other.manifest, NOW);
        assert_eq!(refused, Err(WalletError::OtherPublication));
    }
    let refused = wallet.bucket("Ada", period, 1, &other_issuer.manifest, NOW);
    assert!(matches!(refused, Err(WalletError::Manifest(_))));
    let bucket = wallet
        .bucket("Ada", period, 1, &good.manifest, NOW)
        .unwrap();
    let file = &good.files[bucket.index() as usize];
    let mut flipped = file.clone();
    flipped[40] ^= 1;
    let other_bucket = &good.files[1 - bucket.index() as usize];
    for bad in [&flipped, other_bucket, &file[64..].to_vec(), &Vec::new()] {
        let refused = wallet.take("Ada", period, 1, &good.manifest, bad, NOW);
        assert_eq!(refused, Err(WalletError::Stamp(StampError::OtherFile)));
    }
    let odd = wallet.take("Ada", period, 1, &good.manifest, &file[1..], NOW);
    assert!(matches!(
        odd,
        Err(WalletError::Stamp(StampError::Decode(_)))
    ));
    assert_eq!(*wallet.to_bytes(), *before);
}

#[test]
fn a_stamp_that_does_not_verify_is_refused() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let period = Grid::HOUR.period_of(NOW).next();
    // The right label over a point that another issuer's key made.
    let own = &world.specimen.issuers[0];
    let (federation, schema) = (*own.federation(), *own.schema());
    world.specimen.issuers[0] = IssuerKey::generate(federation, schema, &mut world.specimen.rng);
    let forged = world.publish(0, period, 0, &[0]);
    let bucket = wallet
        .bucket("Ada", period, 0, &forged.manifest, NOW)
        .unwrap();
    let file = &forged.files[bucket.index() as usize];
    let refused = wallet.take("Ada", period, 0, &forged.manifest, file, NOW);
    assert_eq!(
        refused,
        Err(WalletError::Stamp(StampError::OtherCredential))
    );
}

#[test]
fn what_is_over_is_dropped_and_what_was_seen_is_not_fetched_again() {
    let mut world = World::new(1);
    let mut wallet = world.ready(Colour::Green);
    let hour = Grid::HOUR.period_of(NOW);
    wallet.looked_through("Ada", hour, 5, NOW).unwrap();
    wallet.looked_through("Ada", hour, 2, NOW).unwrap();
    assert_eq!(wallet.wanted("Ada", NOW).unwrap()[0].seen, 5);
    let mut sizes = Vec::new();
    let mut period = hour;
    for _ in 0..40 {
        period = period.next();
        wallet
            .looked_through("Ada", period, 1, period.start())
            .unwrap();
        sizes.push(wallet.to_bytes().len());
    }
    assert!(sizes[39] <= sizes[2], "the wallet grows: {sizes:?}");
    // A clock that was far ahead does not fill it for good.
    for hour in 0..40 {
        let ahead = Grid::HOUR.period_of(NOW.plus(hour * 3_600));
        wallet.looked_through("Ada", ahead, 1, NOW).unwrap();
    }
    let reopened = world.reopened(&wallet);
    assert_eq!(*reopened.to_bytes(), *wallet.to_bytes());
}

#[test]
fn the_moment_of_a_sync_is_random_and_in_the_last_quarter() {
    let mut world = World::new(1);
    let mut wallet = world.wallet(&[]);
    let hour = Grid::HOUR.period_of(NOW);
    let mut moments = std::collections::BTreeSet::new();
    for _ in 0..40 {
        let rng = &mut world.specimen.rng;
        let moment = wallet.sync_moment(NOW, rng).unwrap();
        assert!(hour.in_last_quarter(moment), "{moment}");
        moments.insert(moment);
        let moment = wallet.sync_moment(hour.end().minus(1), rng).unwrap();
        assert!(hour.next().in_last_quarter(moment), "{moment}");
    }
    assert!(moments.len() > 20, "{moments:?}");
}
