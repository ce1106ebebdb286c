//! One code, offline: what is accepted, what is refused, what could not be judged, and a memory
//! that two share.

use celadon_admission::{Judgement, Reason, Unavailable};
use celadon_credential::Time;
use celadon_credential::ids::FederationId;
use celadon_credential::text::{self, Prefix};
use celadon_specimen::{NOW, Specimen};
use celadon_verifier::Papers;
use celadon_verifier::check::{Check, CheckError, Checked};

use crate::world::papers;

struct Table {
    specimen: Specimen,
    list: Vec<u8>,
    papers: Papers,
    text: String,
}

impl Table {
    fn new() -> Table {
        let mut specimen = Specimen::new(2);
        let venue = specimen.venue(1, |_| {});
        let citizen = specimen.citizen(0);
        let ask = specimen.display(&venue, NOW);
        let shown = specimen.present(&citizen, celadon_credential::Colour::Green, &ask);
        Table {
            list: specimen.list.to_bytes(),
            papers: papers(&venue),
            text: text::encode(Prefix::Presentation, &shown.to_bytes()),
            specimen,
        }
    }

    fn check<'a>(&'a self, text: &'a str, at: Time) -> Check<'a> {
        Check {
            text,
            list: &self.list,
            papers: &self.papers,
            federation: None,
            at,
        }
    }
}

fn accepted(checked: &Checked) -> bool {
    matches!(checked.judgement, Judgement::Accepted(_))
}

#[test]
fn without_memory_a_code_is_accepted_again_and_it_is_said() {
    let table = Table::new();
    let check = table.check(&table.text, NOW);
    for _ in 0..2 {
        let checked = check.once().unwrap();
        assert!(accepted(&checked) && !checked.replay_checked);
        assert_eq!(
            checked.federation,
            *table.specimen.federation.list().federation()
        );
    }
    // As a scanner or a chat program leaves it.
    let typed = format!("\u{feff}{}\r\n", table.text.replace("CEL", "cel "));
    assert!(accepted(&table.check(&typed, NOW).once().unwrap()));
    for (text, reason) in [
        ("", Reason::NotCeladon),
        ("CEL1", Reason::Malformed),
        ("CEL21", Reason::NewerVersion),
    ] {
        let checked = table.check(text, NOW).once().unwrap();
        assert_eq!(checked.judgement, Judgement::Refused(reason));
    }
    let late = table.check(&table.text, NOW.plus(90)).once().unwrap();
    assert_eq!(late.judgement, Judgement::Refused(Reason::Stale));
}

#[test]
fn with_a_memory_it_is_accepted_once() {
    let table = Table::new();
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let check = table.check(&table.text, NOW);
    let first = check.remembered(folder.path(), true, &runtime).unwrap();
    assert!(accepted(&first) && first.replay_checked);
    let second = check.remembered(folder.path(), true, &runtime).unwrap();
    assert_eq!(second.judgement, Judgement::Refused(Reason::Replayed));
    // Of many at once, one.
    let other = Table::new();
    let folder = tempfile::tempdir().unwrap();
    let accepted = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Runtime::new().unwrap();
                    let check = other.check(&other.text, NOW);
                    accepted(&check.remembered(folder.path(), false, &runtime).unwrap())
                })
            })
            .collect();
        let results = threads.into_iter().map(|thread| thread.join().unwrap());
        results.filter(|accepted| *accepted).count()
    });
    assert_eq!(accepted, 1);
}

#[test]
fn what_cannot_be_judged_is_neither() {
    let table = Table::new();
    let list = table.specimen.federation.list();
    for (at, code) in [
        (list.active_from().minus(1), "list_not_yet_active"),
        (list.valid_until(), "list_expired"),
        (list.sunset(), "sunset"),
        (NOW.plus(20 * 86_400), "venue_certificate"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        for text in [&*table.text, "no code at all"] {
            let check = table.check(text, at);
            for result in [
                check.once(),
                check.remembered(folder.path(), false, &runtime),
            ] {
                let Err(CheckError::Unavailable(unavailable)) = result else {
                    panic!("{result:?}")
                };
                let unavailable: Unavailable = unavailable;
                assert_eq!(unavailable.code(), code);
            }
        }
    }
    let cut = Check {
        list: &table.list[..100],
        ..table.check(&table.text, NOW)
    };
    assert!(matches!(cut.once(), Err(CheckError::List(_))));
    let pinned = Check {
        federation: Some(FederationId::from_bytes([1; 32])),
        ..table.check(&table.text, NOW)
    };
    assert!(matches!(pinned.once(), Err(CheckError::List(_))));
    let mut stranger = Specimen::new(1);
    stranger.online = celadon_specimen::key(&mut stranger.rng);
    let foreign = papers(&stranger.venue(1, |_| {}));
    let foreign = Check {
        papers: &foreign,
        ..table.check(&table.text, NOW)
    };
    assert!(matches!(foreign.once(), Err(CheckError::Venue(_))));
}

#[test]
fn a_memory_notices_a_clock_that_was_set_back() {
    let table = Table::new();
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let check = table.check(&table.text, NOW);
    assert!(accepted(
        &check.remembered(folder.path(), true, &runtime).unwrap()
    ));
    let later = table.check(&table.text, NOW.plus(7_200));
    let later = later.remembered(folder.path(), true, &runtime).unwrap();
    assert_eq!(later.judgement, Judgement::Refused(Reason::Stale));
    let back = check.remembered(folder.path(), true, &runtime);
    assert!(matches!(back, Err(CheckError::Ledger(_))), "{back:?}");
}
