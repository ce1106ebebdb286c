//! docs/reasons.md has every code that a venue can meet, and says of each what to do.

use std::collections::BTreeSet;

use celadon_admission::{Reason, Unavailable};
use celadon_api::ProblemCode;
use celadon_credential::Time;

use crate::documents::{coded_rows, read};

/// The rows of a section, by its heading.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let text = read("reasons.md");
    let title = format!("\n## {heading}\n");
    let section = text.split_once(&title).unwrap().1;
    let section = section.split_once("\n## ").map_or(section, |(own, _)| own);
    coded_rows(section)
}

/// The codes of these rows, each there once.
fn codes(rows: &[Vec<String>]) -> BTreeSet<&str> {
    let codes: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
    let unique: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(codes.len(), unique.len(), "{codes:?}");
    unique
}

/// Every cell says something; "None" alone is no advice.
fn assert_told(rows: &[Vec<String>], cells: usize) {
    for row in rows {
        assert_eq!(row.len(), cells, "{row:?}");
        for cell in &row[1..] {
            let words = cell.split_whitespace().count();
            assert!(words >= 3, "{}: {cell:?} tells nobody what to do", row[0]);
        }
    }
}

#[test]
fn each_refusal_says_what_person_and_venue_should_do() {
    let rows = rows("What a refusal means and what to do");
    let all: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(codes(&rows), all);
    assert_told(&rows, 4);
    // No word of another colour: a refusal tells nothing of anybody's health.
    for row in &rows {
        let told = format!("{} {}", row[2], row[3]).to_lowercase();
        assert!(
            !["yellow", "red ", "quarantine", "infected"]
                .iter()
                .any(|w| told.contains(w)),
            "{row:?}"
        );
    }
}

#[test]
fn each_code_of_what_could_not_be_judged_says_what_the_operator_should_do() {
    let rows = rows("When nothing can be judged");
    let now = Time::from_secs(0);
    let engine = [
        Unavailable::ListNotYetActive { from: now },
        Unavailable::ListExpired { until: now },
        Unavailable::Sunset { since: now },
        Unavailable::VenueCertificate,
        Unavailable::PolicyExpired { until: now },
        Unavailable::ReplayStore(String::new()),
    ];
    // A member that is new here is a row that is missing there.
    for unavailable in &engine {
        match unavailable {
            Unavailable::ListNotYetActive { .. }
            | Unavailable::ListExpired { .. }
            | Unavailable::Sunset { .. }
            | Unavailable::VenueCertificate
            | Unavailable::PolicyExpired { .. }
            | Unavailable::ReplayStore(_) => {}
        }
    }
    let mut all: BTreeSet<&str> = engine.iter().map(Unavailable::code).collect();
    // What a service adds to the engine's.
    let service = [
        ProblemCode::ClockWrong,
        ProblemCode::Overloaded,
        ProblemCode::Timeout,
        ProblemCode::Unavailable,
    ];
    all.extend(service.map(ProblemCode::code));
    assert_eq!(codes(&rows), all);
    assert_told(&rows, 3);
    for code in &all {
        let problem = ProblemCode::from_code(code).unwrap();
        assert_eq!(problem.status(), 503, "{code}");
    }
}

#[test]
fn the_problems_of_the_api_have_the_status_that_is_told() {
    let text = read("api.md");
    let table = text.split_once("\n## Problems\n").unwrap().1;
    let mut told = 0;
    for line in table.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        let Ok(status) = cells[0].trim().parse::<u16>() else {
            continue;
        };
        for code in cells[1].split(", ") {
            let problem = ProblemCode::from_code(code.trim().trim_matches('`'));
            assert_eq!(problem.map(ProblemCode::status), Some(status), "{code}");
            told += 1;
        }
    }
    assert!(told >= 20, "{told}");
}
