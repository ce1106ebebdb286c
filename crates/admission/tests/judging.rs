//! What is accepted, what is refused and why, and what cannot be judged.

use celadon_admission::{Code, Judgement, Reason, Unavailable, Venue};
use celadon_credential::challenge::Challenge;
use celadon_credential::presentation::{Ask, Presentation};
use celadon_credential::time::Slot;
use celadon_credential::{Colour, text};
use celadon_specimen::{Citizen, NOW, Specimen, VenueSpecimen};

use crate::memory::Memory;

struct Door {
    specimen: Specimen,
    papers: VenueSpecimen,
    venue: Venue,
    citizen: Citizen,
    store: Memory,
}

impl Door {
    fn new(issuers: usize) -> Door {
        let mut specimen = Specimen::new(issuers);
        let papers = specimen.venue(1, |_| {});
        let venue = Venue::new(
            &papers.signed_certificate,
            &papers.signed_policy,
            &specimen.federation,
        )
        .unwrap();
        let citizen = specimen.citizen(0);
        Door {
            specimen,
            papers,
            venue,
            citizen,
            store: Memory::default(),
        }
    }

    fn code(&mut self, colour: Colour) -> Vec<u8> {
        let ask = self.specimen.display(&self.papers, NOW);
        self.specimen
            .present(&self.citizen, colour, &ask)
            .to_bytes()
    }

    fn judge_at(&mut self, bytes: &[u8], now: celadon_credential::Time) -> Judgement {
        let rng = &mut self.specimen.rng;
        self.venue
            .judge(
                Code::Bytes(bytes),
                &self.specimen.federation,
                now,
                &mut self.store,
                rng,
            )
            .unwrap()
    }

    fn judge(&mut self, bytes: &[u8]) -> Judgement {
        self.judge_at(bytes, NOW)
    }
}

fn accepted(judgement: &Judgement) -> bool {
    matches!(judgement, Judgement::Accepted(_))
}

#[test]
fn admits_green_once() {
    for issuers in [1, 3] {
        let mut door = Door::new(issuers);
        let bytes = door.code(Colour::Green);
        let Judgement::Accepted(admission) = door.judge(&bytes) else {
            panic!("refused")
        };
        assert_eq!(admission.colour, Colour::Green);
        assert_eq!(admission.valid_until.as_secs() % 3_600, 0);
        assert_eq!(admission.pseudonym, None);
        assert_eq!(door.judge(&bytes), Judgement::Refused(Reason::Replayed));
        // The same person with a fresh code is admitted again: nothing links the two.
        let again = door.code(Colour::Green);
        assert!(accepted(&door.judge(&again)));
    }
}

#[test]
fn another_colour_is_no_green_before_any_arithmetic() {
    let mut door = Door::new(2);
    for colour in [Colour::Yellow, Colour::Red] {
        let mut bytes = door.code(colour);
        let refused = Judgement::Refused(Reason::NoGreen);
        assert_eq!(door.judge(&bytes), refused);
        // The proof is not looked at.
        *bytes.last_mut().unwrap() ^= 1;
        assert_eq!(door.judge(&bytes), refused);
    }
}

#[test]
fn a_code_lives_for_its_slot_and_the_neighbours() {
    let mut door = Door::new(2);
    let slot = Slot::of(NOW);
    for (now, fresh) in [
        (slot.start().minus(31), false),
        (slot.start().minus(30), true),
        (slot.end().plus(29), true),
        (slot.end().plus(30), false),
    ] {
        let bytes = door.code(Colour::Green);
        let judgement = door.judge_at(&bytes, now);
        if fresh {
            assert!(accepted(&judgement), "{now}");
        } else {
            assert_eq!(judgement, Judgement::Refused(Reason::Stale), "{now}");
        }
    }
}

#[test]
fn each_difference_has_its_reason() {
    let mut door = Door::new(2);
    let good = door.code(Colour::Green);
    let changed = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    for (at, reason) in [
        (0, Reason::Malformed),
        (1, Reason::Malformed), // a profile of another length
        (2, Reason::OtherFederation),
        (13, Reason::OtherEpoch),
        (14, Reason::PolicyMismatch),
        (19, Reason::PolicyMismatch),
        (25, Reason::PolicyMismatch),
        (30, Reason::PolicyMismatch),
        (31, Reason::WrongAudience),
        (58, Reason::ProofInvalid),
        (600 - 88, Reason::ProofInvalid),
    ] {
        let mut bytes = changed(at);
        if at == 0 {
            bytes[0] = 0; // an older version, not a newer one
        }
        let judgement = door.judge(&bytes);
        let versions = [Reason::Malformed, Reason::NewerVersion];
        match judgement {
            Judgement::Refused(got) if at == 0 => assert!(versions.contains(&got)),
            other => assert_eq!(other, Judgement::Refused(reason), "byte {at}"),
        }
    }
    // Nothing of this burnt the good code.
    assert!(accepted(&door.judge(&good)));
}

#[test]
fn answers_a_challenge_once_and_garbage_does_not_use_it_up() {
    let mut door = Door::new(2);
    let (_, token) = door.specimen.challenge(&door.papers, NOW);
    let federation = &door.specimen.federation;
    let list = federation.list();
    let opened = Challenge::open(&token, list.online_key(), list.federation()).unwrap();
    let ask = Ask::challenge(
        opened.certificate().venue,
        opened.policy(),
        opened.time(),
        &token,
        federation,
    );
    let answer = door
        .specimen
        .present(&door.citizen, Colour::Green, &ask)
        .to_bytes();
    let mut judge = |bytes: &[u8], token: &[u8], now| {
        let (rng, store) = (&mut door.specimen.rng, &mut door.store);
        door.venue
            .judge_answer(bytes, token, &door.specimen.federation, now, store, rng)
            .unwrap()
    };
    let mut garbage = answer.clone();
    garbage[300] ^= 1;
    for bytes in [&garbage[..], &answer[..100]] {
        assert!(!accepted(&judge(bytes, &token, NOW)));
    }
    assert_eq!(
        judge(&answer, &token, NOW.plus(60)),
        Judgement::Refused(Reason::Stale)
    );
    assert_eq!(
        judge(&answer, &token, NOW.minus(61)),
        Judgement::Refused(Reason::Stale)
    );
    assert!(accepted(&judge(&answer, &token, NOW.plus(59))));
    assert_eq!(
        judge(&answer, &token, NOW),
        Judgement::Refused(Reason::Replayed)
    );
}

#[test]
fn an_answer_is_for_one_challenge() {
    let mut door = Door::new(2);
    let (_, first) = door.specimen.challenge(&door.papers, NOW);
    let (_, second) = door.specimen.challenge(&door.papers, NOW);
    let policy = door.papers.policy.clone();
    let federation = &door.specimen.federation;
    let ask = Ask::challenge(door.venue.id(), &policy, NOW, &first, federation);
    let answer = door
        .specimen
        .present(&door.citizen, Colour::Green, &ask)
        .to_bytes();
    let (rng, store) = (&mut door.specimen.rng, &mut door.store);
    let judgement = door
        .venue
        .judge_answer(&answer, &second, &door.specimen.federation, NOW, store, rng)
        .unwrap();
    assert!(matches!(judgement, Judgement::Refused(_)));
}

#[test]
fn a_token_made_under_other_papers_is_refused() {
    let mut door = Door::new(2);
    // The same venue id and key, and a policy that the venue no longer has.
    let mut old = door.specimen.venue(1, |policy| policy.version = 7);
    old.key = door.papers.key.clone();
    old.certificate.key = old.key.verifying_key();
    old.signed_certificate = old.certificate.seal(&door.specimen.online).unwrap();
    let (_, token) = door.specimen.challenge(&old, NOW);
    let refused = door.venue.open(&token, &door.specimen.federation);
    assert_eq!(refused.unwrap_err(), Reason::PolicyMismatch);
}

#[test]
fn a_store_that_is_away_accepts_nobody() {
    let mut door = Door::new(2);
    let bytes = door.code(Colour::Green);
    door.store.away = true;
    let rng = &mut door.specimen.rng;
    let federation = &door.specimen.federation;
    let outcome = door
        .venue
        .judge(Code::Bytes(&bytes), federation, NOW, &mut door.store, rng);
    assert!(matches!(outcome, Err(Unavailable::ReplayStore(_))));
    door.store.away = false;
    assert!(accepted(&door.judge(&bytes)));
}

#[test]
fn c22_a_store_that_is_full_accepts_nobody_of_a_batch() {
    let mut door = Door::new(2);
    let codes: Vec<Vec<u8>> = (0..3).map(|_| door.code(Colour::Green)).collect();
    let codes: Vec<Code<'_>> = codes.iter().map(|bytes| Code::Bytes(bytes)).collect();
    let federation = &door.specimen.federation;
    let mut judge = |store: &mut Memory| {
        let rng = &mut door.specimen.rng;
        door.venue.judge_all(&codes, federation, NOW, store, rng)
    };
    door.store.full = true;
    let outcome = judge(&mut door.store);
    assert!(matches!(outcome, Err(Unavailable::ReplayStore(_))));
    door.store.full = false;
    let outcomes = judge(&mut door.store).unwrap();
    assert!(outcomes.iter().all(accepted));
}

#[test]
fn nothing_is_judged_outside_the_lists_time() {
    let mut door = Door::new(2);
    let bytes = door.code(Colour::Green);
    let list = door.specimen.federation.list();
    let (from, until, sunset) = (list.active_from(), list.valid_until(), list.sunset());
    for (now, code) in [
        (from.minus(1), "list_not_yet_active"),
        (until, "list_expired"),
        (sunset, "sunset"),
    ] {
        let rng = &mut door.specimen.rng;
        let federation = &door.specimen.federation;
        let outcome = door
            .venue
            .judge(Code::Bytes(&bytes), federation, now, &mut door.store, rng);
        assert_eq!(outcome.unwrap_err().code(), code);
    }
}

#[test]
fn c28_one_bad_code_in_a_batch_of_64_fails_alone() {
    let mut door = Door::new(2);
    let mut codes: Vec<Vec<u8>> = Vec::new();
    for _ in 0..16 {
        let code = door.code(Colour::Green);
        codes.push(code);
    }
    let good = codes[0].clone();
    // Every kind of bad one among the good: cut, grown, the identity, a changed response, a proof
    // of an unstamped credential cannot be made by the library; a doubled code.
    codes[3].pop();
    codes[5].push(0);
    codes[7][59..107].copy_from_slice(&{
        let mut identity = [0; 48];
        identity[0] = 0xc0;
        identity
    });
    let len = codes[9].len();
    codes[9][len - 1] ^= 1;
    codes[11] = good;
    let bad = [3, 5, 7, 9, 11];
    let codes: Vec<Code<'_>> = codes.iter().map(|bytes| Code::Bytes(bytes)).collect();
    let rng = &mut door.specimen.rng;
    let federation = &door.specimen.federation;
    let outcomes = door
        .venue
        .judge_all(&codes, federation, NOW, &mut door.store, rng)
        .unwrap();
    for (at, outcome) in outcomes.iter().enumerate() {
        assert_eq!(
            accepted(outcome),
            !bad.contains(&at),
            "item {at}: {outcome:?}"
        );
    }
    assert_eq!(outcomes[11], Judgement::Refused(Reason::Replayed));
}

/// Points of several codes are decoded together, and each code by itself all the same.
#[test]
fn codes_that_do_not_decode_fail_alone_in_a_batch() {
    let mut door = Door::new(3);
    let mut codes: Vec<Vec<u8>> = (0..9).map(|_| door.code(Colour::Green)).collect();
    codes[1].pop();
    // In turn: Abar, the issuer's key, its accreditation, and the last scalar.
    for (code, (from, byte)) in [
        (3, (59, 0xff)),
        (4, (155, 0xff)),
        (5, (251, 0x00)),
        (7, (539, 0xff)),
    ] {
        let code: &mut Vec<u8> = &mut codes[code];
        code[from] = byte;
    }
    let codes: Vec<Code<'_>> = codes.iter().map(|code| Code::Bytes(code)).collect();
    let rng = &mut door.specimen.rng;
    let judgements = door
        .venue
        .judge_all(&codes, &door.specimen.federation, NOW, &mut door.store, rng)
        .unwrap();
    for (at, judgement) in judgements.iter().enumerate() {
        match at {
            1 | 3 | 4 | 5 | 7 => {
                assert_eq!(*judgement, Judgement::Refused(Reason::Malformed), "{at}")
            }
            _ => assert!(accepted(judgement), "{at}"),
        }
    }
}

#[test]
fn a_code_for_any_venue_is_good_where_no_pseudonym_is_asked() {
    let mut door = Door::new(2);
    let ask = Ask::display_anywhere(Slot::of(NOW), [1; 8], &door.specimen.federation);
    let code = door
        .specimen
        .present(&door.citizen, Colour::Green, &ask)
        .to_bytes();
    assert!(accepted(&door.judge(&code)));

    let papers = door
        .specimen
        .venue(2, |policy| policy.pseudonym = Some("to count heads".into()));
    let federation = &door.specimen.federation;
    let strict = Venue::new(
        &papers.signed_certificate,
        &papers.signed_policy,
        federation,
    )
    .unwrap();
    let rng = &mut door.specimen.rng;
    let outcome = strict.judge(Code::Bytes(&code), federation, NOW, &mut door.store, rng);
    assert_eq!(outcome, Ok(Judgement::Refused(Reason::PolicyMismatch)));
}

#[test]
fn the_longest_presentation_is_within_the_budget() {
    let mut door = Door::new(3);
    let papers = door
        .specimen
        .venue(2, |policy| policy.pseudonym = Some("to count heads".into()));
    let ask = door.specimen.display(&papers, NOW);
    let presentation = door.specimen.present(&door.citizen, Colour::Green, &ask);
    let bytes = presentation.to_bytes();
    assert_eq!(bytes.len(), 619);
    assert_eq!(Presentation::from_bytes(&bytes).unwrap(), presentation);
    let text = text::encode(text::Prefix::Presentation, &bytes);
    assert_eq!(text.len(), 4 + 1_504);

    let federation = &door.specimen.federation;
    let venue = Venue::new(
        &papers.signed_certificate,
        &papers.signed_policy,
        federation,
    )
    .unwrap();
    let rng = &mut door.specimen.rng;
    let outcome = venue
        .judge(Code::Typed(&text), federation, NOW, &mut door.store, rng)
        .unwrap();
    let Judgement::Accepted(admission) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(admission.pseudonym.is_some());
}
