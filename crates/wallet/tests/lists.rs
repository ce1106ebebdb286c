//! Which trust list is in force.

use celadon_credential::ids::{Epoch, FederationId};
use celadon_credential::trust_list::{SignedTrustList, TrustListError};
use celadon_credential::{Colour, Time};
use celadon_specimen::{NOW, Specimen};
use celadon_wallet::{Loaded, Place, Wallet, WalletError};

use crate::world::World;

const SECOND: Epoch = Epoch::new(2);

fn load(
    wallet: &mut Wallet,
    list: &SignedTrustList,
    now: Time,
    world: &mut World,
) -> Result<Loaded, WalletError> {
    wallet.load_list(&list.to_bytes(), now, &mut world.specimen.rng)
}

#[test]
fn switches_when_a_list_begins_and_not_when_it_arrives() {
    let mut world = World::new(2);
    let mut wallet = world.wallet(&[]);
    let next = world.specimen.next_list(|_| {});
    let from = NOW.plus(86_400);
    let loaded = load(&mut wallet, &next, NOW, &mut world);
    assert_eq!(
        loaded,
        Ok(Loaded::Waits {
            epoch: SECOND,
            from
        })
    );
    assert_eq!(
        load(&mut wallet, &next, NOW, &mut world),
        Ok(Loaded::Known(SECOND))
    );
    let mut wallet = world.reopened(&wallet);
    let epoch = |wallet: &mut Wallet, now| wallet.federation(now).unwrap().list().epoch();
    assert_eq!(epoch(&mut wallet, from.minus(1)), Epoch::FIRST);
    assert_eq!(
        wallet.list_status(NOW).unwrap().waiting,
        Some((SECOND, from))
    );
    assert_eq!(epoch(&mut wallet, from), SECOND);
    // Never the older one again: not by a clock that is set back, not after a restart, not by
    // loading it once more.
    let not_yet = WalletError::ListNotActive { from };
    assert_eq!(wallet.federation(NOW).unwrap_err(), not_yet);
    let mut wallet = world.reopened(&wallet);
    assert_eq!(wallet.federation(NOW).unwrap_err(), not_yet);
    let first = world.specimen.list.clone();
    let stepped_back = load(&mut wallet, &first, NOW, &mut world);
    assert!(matches!(
        stepped_back,
        Err(WalletError::List(TrustListError::StepBack { .. }))
    ));
}

#[test]
fn a_code_is_of_the_list_in_force() {
    let mut world = World::new(2);
    let mut wallet = world.ready(Colour::Green);
    let next = world.specimen.next_list(|terms| {
        terms.emergency = true;
        terms.active_from = Time::from_secs((NOW.as_secs() / 3_600 + 1) * 3_600);
    });
    load(&mut wallet, &next, NOW, &mut world).unwrap();
    let begins = Time::from_secs((NOW.as_secs() / 3_600 + 1) * 3_600);
    let next_hour = celadon_credential::Grid::HOUR.period_of(begins);
    world.stamp(&mut wallet, "Ada", 0, next_hour);
    for (now, epoch) in [(begins.minus(1), Epoch::FIRST), (begins, SECOND)] {
        let rng = &mut world.specimen.rng;
        let code = wallet
            .show("Ada", Place::Anywhere, now, rng)
            .unwrap()
            .unwrap();
        let header = celadon_credential::presentation::Presentation::peek(code.bytes()).unwrap();
        assert_eq!(header.epoch, epoch);
    }
}

#[test]
fn c12_a_bad_answer_changes_nothing() {
    let mut world = World::new(2);
    let mut wallet = world.wallet(&[]);
    let next = world.specimen.next_list(|_| {});
    let good = next.to_bytes();
    let mut forged = good.clone();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let before = wallet.to_bytes();
    for bad in [
        &b"{}"[..],
        b"<html>Log in</html>",
        &good[..good.len() / 2],
        &forged,
        b"",
    ] {
        let error = wallet.load_list(bad, NOW, &mut world.specimen.rng);
        assert!(matches!(error, Err(WalletError::List(_))));
        assert_eq!(*wallet.to_bytes(), *before);
    }
    // Another federation's, correctly signed.
    let other = Specimen::with_terms(1, |terms| terms.valid_until = NOW.plus(86_400));
    assert_ne!(other.list, world.specimen.list);
    let error = load(&mut wallet, &other.list.clone(), NOW, &mut world);
    assert!(matches!(
        error,
        Err(WalletError::List(TrustListError::Equivocation(_)))
    ));
    assert_eq!(*wallet.to_bytes(), *before);
    // Last month's, which this wallet has never seen.
    let ended = NOW.plus(30 * 86_400);
    let mut fresh = Wallet::new(None);
    let first = world.specimen.list.clone();
    assert_eq!(
        load(&mut fresh, &first, ended, &mut world),
        Err(WalletError::ListEnded { until: ended })
    );
    assert_eq!(fresh.federation_id(), None);
    // The next good answer is taken.
    assert!(load(&mut wallet, &next, NOW, &mut world).is_ok());
}

#[test]
fn is_for_the_federation_that_was_named() {
    let mut world = World::new(1);
    let other = FederationId::from_bytes([7; 32]);
    let mut wallet = Wallet::new(Some(other));
    let list = world.specimen.list.clone();
    let error = load(&mut wallet, &list, NOW, &mut world);
    assert_eq!(
        error,
        Err(WalletError::List(TrustListError::OtherFederation))
    );
    let mut wallet = Wallet::new(Some(world.specimen.document.id()));
    assert_eq!(
        load(&mut wallet, &list, NOW, &mut world),
        Ok(Loaded::InForce(Epoch::FIRST))
    );
    assert_eq!(wallet.federation_id(), Some(&world.specimen.document.id()));
}

#[test]
fn of_two_lists_that_wait_the_sooner_is_held() {
    let mut world = World::new(1);
    let mut wallet = world.wallet(&[]);
    let second = world.specimen.next_list(|_| {});
    load(&mut wallet, &second, NOW, &mut world).unwrap();
    world.specimen.list = second;
    let later = world
        .specimen
        .next_list(|terms| terms.active_from = NOW.plus(3 * 86_400));
    let sooner = world.specimen.next_list(|terms| {
        terms.emergency = true;
        terms.active_from = Time::from_secs((NOW.as_secs() / 3_600 + 1) * 3_600);
    });
    let from = NOW.plus(86_400);
    assert_eq!(
        load(&mut wallet, &later, NOW, &mut world),
        Err(WalletError::ListLater {
            waiting: SECOND,
            from
        })
    );
    assert!(load(&mut wallet.clone(), &later, from, &mut world).is_ok());
    assert!(load(&mut wallet, &sooner, NOW, &mut world).is_ok());
    let mut wallet = world.reopened(&wallet);
    assert_eq!(wallet.federation(NOW).unwrap().list().epoch(), Epoch::FIRST);
    assert_eq!(
        wallet.federation(NOW.plus(3_600)).unwrap().list().epoch(),
        Epoch::new(3)
    );
}

#[test]
fn an_ended_list_shows_nothing() {
    let mut world = World::new(1);
    let mut wallet = world.ready(Colour::Green);
    let until = NOW.plus(30 * 86_400);
    let sunset = NOW.plus(300 * 86_400);
    for (now, error) in [
        (until, WalletError::ListEnded { until }),
        (sunset, WalletError::Sunset { since: sunset }),
    ] {
        let rng = &mut world.specimen.rng;
        assert_eq!(wallet.show("Ada", Place::Anywhere, now, rng), Err(error));
    }
    assert!(
        wallet
            .list_status(NOW.plus(15 * 86_400))
            .unwrap()
            .past_half_life
    );
    assert!(!wallet.list_status(NOW).unwrap().past_half_life);
    assert_eq!(
        Wallet::new(None).federation(NOW).unwrap_err(),
        WalletError::NoList
    );
}
