//! One credential for a code, whatever happens in between: C17 and C21.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use celadon_api::ProblemCode;
use celadon_api::issuer::StatusResponse;
use celadon_api::sources::Rules;
use celadon_credential::Colour;
use celadon_credential::issuance::IssuanceRequest;
use celadon_issuer::store::{credential, issuance};
use celadon_service::{SecretToken, Store, StoreError, StoreOptions};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::task::JoinSet;

use crate::region::{GREEN, RED, RULES, Region, Visit, call, problem};

async fn credentials(region: &Region) -> u64 {
    let db = region.office.registry().store().reader();
    credential::Entity::find().count(db).await.unwrap()
}

#[tokio::test]
async fn c17_a_retry_gets_the_same_bytes_also_after_a_restart() {
    let mut region = Region::new().await;
    let code = region.enrol("E12345678").await.to_string();
    let visit = region.visit(&code, GREEN).await;
    // The answer is lost on its way; the process is killed; the wallet asks again.
    let (status, first) = region.declare(&visit).await;
    assert_eq!(status, StatusCode::OK);
    let region = region.restarted().await;
    for _ in 0..3 {
        assert_eq!(
            region.declare(&visit).await,
            (StatusCode::OK, first.clone())
        );
    }
    region.receive(&visit, &first);
    assert_eq!(credentials(&region).await, 1);
}

#[tokio::test]
async fn c17_another_request_on_the_same_code_is_refused() {
    let mut region = Region::new().await;
    let code = region.enrol("E12345678").await.to_string();
    let visit = region.visit(&code, GREEN).await;
    let other = region.visit(&code, GREEN).await;
    let (_, first) = region.declare(&visit).await;
    // In another session of the code, and in the same one.
    let same_session = Visit {
        session: visit.session.clone(),
        pending: other.pending.clone(),
    };
    for refused in [&other, &same_session] {
        let (status, body) = region.declare(refused).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert_eq!(problem(&body), ProblemCode::AlreadyIssued);
    }
    assert_eq!(problem(&region.show(&code).await.1), ProblemCode::CodeUsed);
    assert_eq!(region.declare(&visit).await.1, first);
    // Who was second learns nothing of the first's status.
    assert_eq!(
        problem(&region.status(&other.session).await.1),
        ProblemCode::CodeUsed
    );
    assert_eq!(credentials(&region).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn c17_of_racing_wallets_one_gets_a_credential() {
    let mut region = Region::new().await;
    let code = region.enrol("E12345678").await.to_string();
    let mut visits = Vec::new();
    for _ in 0..4 {
        visits.push(region.visit(&code, GREEN).await);
    }
    let mut race = JoinSet::new();
    for (number, visit) in visits.iter().enumerate() {
        for _ in 0..3 {
            let request = Region::declaration(&visit.session, visit.pending.request());
            let router = region.router.clone();
            race.spawn(async move { (number, call(&router, request).await) });
        }
    }
    let mut winners = Vec::new();
    for (number, (status, _, body)) in race.join_all().await {
        if status == StatusCode::OK {
            winners.push((number, body));
        } else {
            assert_eq!(problem(&body), ProblemCode::AlreadyIssued);
        }
    }
    // All tries of one wallet, with one answer.
    assert_eq!(winners.len(), 3);
    assert!(winners.iter().all(|winner| *winner == winners[0]));
    region.receive(&visits[winners[0].0], &winners[0].1);
    assert_eq!(credentials(&region).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn c17_identical_requests_that_race_get_one_answer() {
    let mut region = Region::new().await;
    let code = region.enrol("E12345678").await.to_string();
    let visit = region.visit(&code, GREEN).await;
    let mut race = JoinSet::new();
    for _ in 0..12 {
        let request = Region::declaration(&visit.session, visit.pending.request());
        let router = region.router.clone();
        race.spawn(async move { call(&router, request).await });
    }
    let answers = race.join_all().await;
    assert!(answers.iter().all(|answer| answer.0 == StatusCode::OK));
    assert!(answers.iter().all(|answer| answer.2 == answers[0].2));
    assert_eq!(credentials(&region).await, 1);
}

#[tokio::test]
async fn c17_a_refused_request_does_not_burn_the_code() {
    let mut region = Region::new().await;
    let code = region.enrol("E12345678").await.to_string();
    let visit = region.visit(&code, GREEN).await;
    let good = visit.pending.request().to_vec();
    let mut forged = good.clone();
    forged[53] ^= 1; // the first byte of the proof's challenge
    let other = region.enrol("E99999999").await.to_string();
    let other = region.visit(&other, GREEN).await;
    for (bytes, code) in [
        (forged, ProblemCode::RequestProofInvalid),
        (
            other.pending.request().to_vec(),
            ProblemCode::RequestProofInvalid,
        ),
        (good[..good.len() - 1].to_vec(), ProblemCode::InvalidBody),
        (Vec::new(), ProblemCode::InvalidBody),
        (
            vec![0; IssuanceRequest::MAX_BYTES + 1],
            ProblemCode::TooLarge,
        ),
    ] {
        let request = Region::declaration(&visit.session, &bytes);
        let (_, _, body) = region.call(request).await;
        assert_eq!(problem(&body), code);
    }
    let no_type = Request::post("/v1/declarations")
        .header("authorization", format!("Bearer {}", visit.session))
        .body(Body::from(good))
        .unwrap();
    let (_, _, body) = region.call(no_type).await;
    assert_eq!(problem(&body), ProblemCode::UnsupportedMediaType);
    assert_eq!(credentials(&region).await, 0);
    assert_eq!(region.declare(&visit).await.0, StatusCode::OK);
}

/// It is 15 January in Shanghai; a declaration made before midnight may arrive after it.
#[tokio::test]
async fn a_declaration_about_another_day_is_refused() {
    let mut region = Region::new().await;
    let code = region.enrol("E12345678").await.to_string();
    for (date, accepted) in [
        ("2027-01-13", false),
        ("2027-01-17", false),
        ("2027-01-14", true),
    ] {
        let dated = GREEN.replace("# date = \"2026-11-25\"", &format!("date = \"{date}\""));
        let visit = region.visit(&code, &dated).await;
        let (status, body) = region.declare(&visit).await;
        if accepted {
            assert_eq!(status, StatusCode::OK, "{date}");
        } else {
            assert_eq!(problem(&body), ProblemCode::DeclarationInvalid, "{date}");
        }
    }
}

#[tokio::test]
async fn the_citizen_alone_is_told_colour_reason_order_and_what_to_do() {
    let mut region = Region::new().await;
    let green = region.issue_to("E12345678", GREEN).await;
    let red = region.issue_to("E12345679", RED).await;
    let rules = Rules::parse(RULES).unwrap();
    let told = async |session: &str| -> StatusResponse {
        let (status, body) = region.status(session).await;
        assert_eq!(status, StatusCode::OK);
        serde_json::from_slice(&body).unwrap()
    };
    let status = told(&green.session).await;
    assert_eq!(status.colour, Colour::Green);
    let words = (status.text.as_str(), status.next.as_str());
    assert_eq!(Some(words), rules.told(&status.reason));
    assert!(status.order.is_none());
    assert_eq!(status.valid_until.to_string(), "2027-01-28T16:00:00Z");

    let status = told(&red.session).await;
    assert_eq!(
        (status.colour, status.reason.as_str()),
        (Colour::Red, "positive_test")
    );
    let order = status.order.unwrap();
    // It is 16:16 on 15 January in Shanghai.
    assert_eq!(
        (
            order.kind.as_str(),
            order.start.as_str(),
            order.end.as_str()
        ),
        ("collective", "2027-01-15", "2027-01-29")
    );
    assert_eq!(status.valid_until.to_string(), "2027-01-28T16:00:00Z");

    // Once it has ended, the citizen is told to declare anew.
    region.clock.set(status.valid_until);
    assert!(told(&red.session).await.next.contains("declare anew"));
    region.clock.advance(8 * 86_400);
    let unknown = SecretToken::random(&mut region.rng).to_text();
    for session in ["", "short", &unknown, &red.session] {
        let (status, body) = region.status(session).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert_eq!(problem(&body), ProblemCode::Unauthenticated);
    }
}

#[tokio::test]
async fn nothing_is_told_before_it_is_issued() {
    let mut region = Region::new().await;
    let code = region.enrol("E12345678").await.to_string();
    let visit = region.visit(&code, GREEN).await;
    let (status, _) = region.status(&visit.session).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

/// Two signatures under one exponent would let their holder forge any records.
#[tokio::test]
async fn an_exponent_that_was_there_is_drawn_again() {
    let mut region = Region::new().await;
    let mut exponents = Vec::new();
    for passport in ["E12345678", "E12345679"] {
        let code = region.enrol(passport).await.to_string();
        let visit = region.visit(&code, GREEN).await;
        let token = SecretToken::from_text(&visit.session).unwrap();
        let registry = region.office.registry();
        let session = registry.session(&token, celadon_specimen::NOW).await;
        let session = session.unwrap().unwrap();
        // The same random numbers for both.
        let mut rng = StdRng::seed_from_u64(1);
        let request = visit.pending.request().to_vec();
        let answer = region
            .office
            .issue(&session, request, &mut rng)
            .await
            .unwrap();
        let credential = region.receive(&visit, &answer);
        exponents.push(credential.exponent().clone());
    }
    assert_ne!(exponents[0], exponents[1]);
    let mut first = StdRng::seed_from_u64(1);
    let mut salt = [0; 16];
    rand::Rng::fill_bytes(&mut first, &mut salt);
    let drawn = celadon_credential::issuance::Exponent::random(&mut first);
    assert_eq!(
        exponents[0], drawn,
        "the second draw was not put to the test"
    );
}

#[tokio::test]
async fn c21_a_database_that_is_held_is_a_503_and_loses_nothing() {
    let region = Region::new().await;
    let mut region = region
        .restarted_with(StoreOptions {
            patience: std::time::Duration::from_millis(200),
            ..StoreOptions::default()
        })
        .await;
    let code = region.enrol("E12345678").await.to_string();
    let visit = region.visit(&code, GREEN).await;
    let path = region
        .folder
        .path()
        .join(celadon_issuer::registry::DATABASE);
    let other = Store::open::<celadon_issuer::store::Migrator>(&path, &StoreOptions::default())
        .await
        .unwrap();
    let held = other.write("hold", async |_| {
        let request = Region::declaration(&visit.session, visit.pending.request());
        let (status, headers, body) = region.call(request).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(problem(&body), ProblemCode::StoreUnavailable);
        assert!(headers.contains_key("retry-after"));
        Ok::<_, StoreError>(())
    });
    held.await.unwrap();
    assert_eq!(credentials(&region).await, 0);
    let (status, first) = region.declare(&visit).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(region.declare(&visit).await.1, first);
    assert_eq!(credentials(&region).await, 1);
}

#[tokio::test]
async fn an_answer_is_forgotten_after_a_week_and_its_code_stays_used() {
    let mut region = Region::new().await;
    let code = region.enrol("E12345678").await.to_string();
    let visit = region.visit(&code, GREEN).await;
    region.declare(&visit).await;
    let stamper = region.stamper();
    let now = celadon_specimen::NOW;
    let kept = async |region: &Region| {
        let db = region.office.registry().store().reader();
        let with_answer = issuance::Column::Response.is_not_null();
        issuance::Entity::find()
            .filter(with_answer)
            .count(db)
            .await
            .unwrap()
    };
    stamper.sweep(now.plus(7 * 86_400)).await.unwrap();
    assert_eq!(kept(&region).await, 1);
    stamper.sweep(now.plus(7 * 86_400 + 1)).await.unwrap();
    assert_eq!(kept(&region).await, 0);
    assert_eq!(problem(&region.declare(&visit).await.1), ProblemCode::Gone);
    assert_eq!(problem(&region.show(&code).await.1), ProblemCode::CodeUsed);
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_live_credential() {
    let mut region = Region::new().await;
    region.issue_to("E12345678", GREEN).await;
    let store = region.office.registry().store();
    let row = credential::Entity::find().one(store.reader()).await;
    let copy = credential::ActiveModel {
        number: sea_orm::ActiveValue::NotSet,
        exponent_index: sea_orm::ActiveValue::Set(vec![7; 32]),
        ..sea_orm::ActiveModelTrait::reset_all(row.unwrap().unwrap().into())
    };
    let second = store.write("second", async |db| {
        credential::Entity::insert(copy).exec(db).await?;
        Ok::<_, StoreError>(())
    });
    assert!(matches!(second.await, Err(StoreError::NotUnique)));
}
