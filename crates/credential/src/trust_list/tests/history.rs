//! Which list may follow which, and when it holds.

use super::*;

#[test]
fn a_list_is_active_between_its_dates() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let verified = federation.verify(&list).unwrap();
    let day = 86_400;
    for (seconds, state) in [
        (START - 1, ListState::NotYetActive),
        (START, ListState::Active),
        (START + 30 * day - 1, ListState::Active),
        (START + 30 * day, ListState::Expired),
        (START + 365 * day - 1, ListState::Expired),
        (START + 365 * day, ListState::Sunset),
    ] {
        assert_eq!(verified.state(Time::from_secs(seconds)), state);
    }
}

#[test]
fn dates_have_an_order() {
    let mut federation = Federation::new(1);
    let good = federation.first();
    type Change = fn(&mut Terms);
    let changes: [Change; 4] = [
        |terms| terms.logged_at = terms.active_from.plus(1),
        |terms| terms.valid_until = terms.active_from,
        |terms| terms.sunset = terms.valid_until.minus(1),
        |terms| terms.online_key_until = terms.active_from,
    ];
    for change in changes {
        let mut list = good.clone();
        change(&mut list.terms);
        assert_eq!(federation.verify(&list), Err(TrustListError::Dates));
    }
}

#[test]
fn a_list_waits_for_its_delay_unless_first_or_in_an_emergency() {
    let mut federation = Federation::new(1);
    let (first, known, second) = federation.two_lists();
    let logged = second.terms.logged_at;
    let begins = |seconds: u64, emergency: bool| {
        let mut list = second.clone();
        list.terms.active_from = logged.plus(seconds);
        list.terms.emergency = emergency;
        list
    };
    assert!(
        federation
            .verify_after(&begins(86_400, false), &known)
            .is_ok()
    );
    let too_soon = |seconds| {
        Err(TrustListError::TooSoon {
            earliest: logged.plus(seconds),
        })
    };
    let refused = federation.verify_after(&begins(86_399, false), &known);
    assert_eq!(refused, too_soon(86_400));
    // The log's time is a full hour: the next one is an hour later.
    assert!(
        federation
            .verify_after(&begins(3_600, true), &known)
            .is_ok()
    );
    let refused = federation.verify_after(&begins(3_599, true), &known);
    assert_eq!(refused, too_soon(3_600));
    // A list cannot shorten its own delay against the known one's.
    let mut hasty = begins(3_600, false);
    let charter = hasty.terms.charter.clone();
    hasty.terms.charter = charter.with_activation_delay(0).unwrap();
    assert_eq!(federation.verify_after(&hasty, &known), too_soon(86_400));
    assert!(first.terms.is_first());
}

#[test]
fn only_the_first_list_has_no_predecessor() {
    let mut federation = Federation::new(1);
    let good = federation.first();
    for (epoch, predecessor) in [(0, [0; 32]), (2, [0; 32]), (1, [7; 32]), (0, [7; 32])] {
        let mut list = good.clone();
        list.terms.epoch = Epoch::new(epoch);
        list.terms.predecessor = predecessor;
        assert_eq!(federation.verify(&list), Err(TrustListError::Beginning));
    }
}

#[test]
fn steps_back_second_lists_and_strangers_are_refused() {
    let mut federation = Federation::new(1);
    let (first, mut known, second) = federation.two_lists();
    let verified = federation.verify_after(&second, &known).unwrap();
    // A list that is known may come again.
    assert!(federation.verify_after(&first, &known).is_ok());
    known.remember(&verified);
    assert!(federation.verify_after(&second, &known).is_ok());
    assert_eq!(
        federation.verify_after(&first, &known),
        Err(TrustListError::StepBack {
            known: Epoch::new(2),
            offered: Epoch::new(1)
        })
    );
    let terms = federation.following(&first);
    let other_second = federation.list(terms);
    assert_eq!(
        federation.verify_after(&other_second, &known),
        Err(TrustListError::Equivocation(Epoch::new(2)))
    );
    let terms = Terms {
        predecessor: first.digest(),
        ..federation.following(&second)
    };
    let other_third = federation.list(terms);
    assert_eq!(
        federation.verify_after(&other_third, &known),
        Err(TrustListError::Predecessor)
    );
    // Who missed some lists takes the newest.
    let terms = Terms {
        epoch: Epoch::new(9),
        predecessor: [9; 32],
        ..federation.following(&second)
    };
    let ninth = federation.list(terms);
    assert!(federation.verify_after(&ninth, &known).is_ok());
}

#[test]
fn an_accreditation_key_serves_one_epoch() {
    let mut federation = Federation::new(1);
    let key = AccreditationKey::generate(&mut federation.rng);
    let first = TrustList::new(federation.terms(), &key, &federation.requests).unwrap();
    let mut known = KnownLists::new();
    known.remember(&federation.verify(&first).unwrap());
    let terms = federation.following(&first);
    let second = TrustList::new(terms, &key, &federation.requests).unwrap();
    let reused = Err(TrustListError::ReusedAccreditationKey);
    assert_eq!(federation.verify_after(&second, &known), reused);
    // Also after others have come between.
    let terms = federation.following(&first);
    let second = federation.list(terms);
    known.remember(&federation.verify_after(&second, &known).unwrap());
    let terms = federation.following(&second);
    let third = TrustList::new(terms, &key, &federation.requests).unwrap();
    assert_eq!(federation.verify_after(&third, &known), reused);
}

#[test]
fn a_stored_list_is_reopened_only_if_it_is_remembered() {
    let mut federation = Federation::new(1);
    let (first, mut known, second) = federation.two_lists();
    let second = federation.sign(&second);
    let id = federation.id();
    let refused = second.reopen(&known, &mut federation.rng);
    assert_eq!(refused, Err(TrustListError::NotRemembered));
    let verified = second
        .verify(Some(&id), &known, &mut federation.rng)
        .unwrap();
    known.remember(&verified);
    assert_eq!(second.reopen(&known, &mut federation.rng), Ok(verified));
    // The list that is still in force, though a newer one is there.
    let first = federation.sign(&first);
    assert!(first.reopen(&known, &mut federation.rng).is_ok());
}

#[test]
fn known_lists_are_ordered_and_bounded() {
    let mut federation = Federation::new(1);
    let (_, known, _) = federation.two_lists();
    assert_eq!(known.newest(), Some(Epoch::FIRST));
    assert_eq!(known.federation(), Some(&federation.id()));
    let empty = KnownLists::new();
    for lists in [&known, &empty] {
        assert_eq!(
            KnownLists::from_bytes(&lists.to_bytes()).as_ref(),
            Ok(lists)
        );
    }
    let bytes = known.to_bytes();
    for cut in 0..bytes.len() {
        assert!(KnownLists::from_bytes(&bytes[..cut]).is_err());
    }
}
