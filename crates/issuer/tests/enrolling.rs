//! Codes and persons: C17 and C18.

use axum::http::StatusCode;
use celadon_api::ProblemCode;
use celadon_credential::identity::IdentityNumber;
use celadon_credential::records::Identity;
use celadon_issuer::enrol::EnrolError;
use celadon_issuer::store::{code, person};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::region::{GREEN, Region, problem};

const NUMBER: &str = "99999919000101004X";

fn identity(number: &str, name: &str) -> Identity {
    Identity {
        number: IdentityNumber::parse(number).unwrap(),
        name: name.into(),
    }
}

#[tokio::test]
async fn c18_four_spellings_are_one_person_and_the_next_credential_replaces_the_first() {
    let mut region = Region::new().await;
    let wide: String = NUMBER
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
        .collect();
    let spellings = [
        NUMBER.to_owned(),
        NUMBER.to_lowercase(),
        wide,
        format!(" {NUMBER} "),
    ];
    let mut holders = Vec::new();
    for (number, spelling) in spellings.iter().enumerate() {
        let enrolled = region.enrol_as(&identity(spelling, "Specimen")).await;
        assert_eq!(enrolled.again, number > 0, "{spelling}");
        let visit = region.visit(&enrolled.code.to_string(), GREEN).await;
        let (status, body) = region.declare(&visit).await;
        assert_eq!(status, StatusCode::OK);
        holders.push((visit.session.clone(), region.receive(&visit, &body)));
    }
    let db = region.office.registry().store().reader();
    assert_eq!(person::Entity::find().count(db).await.unwrap(), 1);
    for (number, (session, credential)) in holders.iter().enumerate() {
        assert_eq!(credential.bucket_seed(), holders[0].1.bucket_seed());
        let (status, body) = region.status(session).await;
        if number + 1 == holders.len() {
            assert_eq!(status, StatusCode::OK);
        } else {
            assert_eq!(problem(&body), ProblemCode::Gone);
        }
    }
}

#[tokio::test]
async fn c18_another_person_has_another_record_and_bucket() {
    let mut region = Region::new().await;
    let one = region.issue_to("E12345678", GREEN).await;
    let two = region.issue_to("E12345679", GREEN).await;
    assert_ne!(one.credential.bucket_seed(), two.credential.bucket_seed());
    for holder in [one, two] {
        assert_eq!(region.status(&holder.session).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn c17_a_typing_error_costs_nothing() {
    let mut region = Region::new().await;
    let code = region.enrol("E12345678").await.to_string();
    for wrong in [
        "",
        "0000-0000-0000",
        "nonsense",
        &code[..13],
        &"0".repeat(4_000),
    ] {
        for _ in 0..10 {
            let (status, body) = region.show(wrong).await;
            assert_eq!(status, StatusCode::FORBIDDEN);
            assert_eq!(problem(&body), ProblemCode::CodeWrong);
        }
    }
    let typed = format!(" {} ", code.to_lowercase().replace('-', " "));
    assert_eq!(region.show(&typed).await.0, StatusCode::OK);
    // Whoever goes on guessing is slowed down, and holds nobody else up.
    let mut last = ProblemCode::CodeWrong;
    for _ in 0..200 {
        last = problem(&region.show("0000-0000-0000").await.1);
    }
    assert_eq!(last, ProblemCode::TooManyRequests);
    assert_eq!(region.show(&code).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_code_ends_after_a_day_and_when_another_is_given() {
    let mut region = Region::new().await;
    let first = region.enrol("E12345678").await.to_string();
    let visit = region.visit(&first, GREEN).await;
    let second = region.enrol("E12345678").await.to_string();
    assert_eq!(
        problem(&region.show(&first).await.1),
        ProblemCode::CodeWrong
    );
    assert_eq!(
        problem(&region.declare(&visit).await.1),
        ProblemCode::Unauthenticated
    );
    region.clock.advance(24 * 3_600 - 1);
    assert_eq!(region.show(&second).await.0, StatusCode::OK);
    region.clock.advance(1);
    assert_eq!(problem(&region.show(&second).await.1), ProblemCode::Gone);
}

#[tokio::test]
async fn a_code_that_is_shown_too_often_is_locked() {
    let mut region = Region::new().await;
    let code = region.enrol("E12345678").await.to_string();
    for _ in 0..celadon_issuer::session::SESSIONS {
        assert_eq!(region.show(&code).await.0, StatusCode::OK);
    }
    assert_eq!(
        problem(&region.show(&code).await.1),
        ProblemCode::CodeLocked
    );
    // The way out: a new code.
    let code = region.enrol("E12345678").await.to_string();
    assert_eq!(region.show(&code).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_name_is_checked_before_anything_is_stored() {
    let region = Region::new().await;
    let mut rng: rand::rngs::StdRng = rand::make_rng();
    for name in ["", "a\u{7}b", &"x".repeat(201)] {
        let identity = identity(NUMBER, name);
        let registry = region.office.registry();
        let error = registry
            .enrol(&identity, celadon_specimen::NOW, &mut rng)
            .await;
        assert!(matches!(error, Err(EnrolError::Name)), "{name}");
    }
    let db = region.office.registry().store().reader();
    assert_eq!(person::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(code::Entity::find().count(db).await.unwrap(), 0);
}
