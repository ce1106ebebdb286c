//! The ledger: full, forgetting, and what stands in its files. C22.

use std::fs;
use std::path::Path;
use std::time::Duration;

use celadon_admission::{ReplayKey, ReplayStore};
use celadon_credential::Colour;
use celadon_credential::ids::{ChallengeId, VenueId};
use celadon_credential::presentation::Admission;
use celadon_credential::time::Slot;
use celadon_service::StoreOptions;
use celadon_specimen::NOW;
use celadon_verifier::ledger::{Ledger, MARGIN, OpenChallenge, Outcome, Recorder};
use sea_orm::ConnectionTrait;
use serde_json::json;
use tokio::runtime::Handle;

use crate::world::World;

/// One connection, for the bound of its pages belongs to a connection.
const ONE: StoreOptions = StoreOptions {
    connections: 1,
    patience: Duration::from_secs(2),
    create: true,
};

async fn pragma(world: &World, text: &str) {
    let store = world.verifier.engine().ledger.store();
    store.reader().execute_unprepared(text).await.unwrap();
}

/// No use can be recorded: there is no free page, and no room in those that are there.
async fn fill(world: &World) {
    pragma(world, "VACUUM").await;
    pragma(world, "PRAGMA max_page_count = 1").await; // it is never below what there is
    let store = world.verifier.engine().ledger.store();
    // At random places of each index, so that at last the table itself is full.
    let row =
        "INSERT INTO spent VALUES (randomblob(16), randomblob(32), abs(random() % 4000000000))";
    let mut failures = 0;
    while failures < 300 {
        match store.reader().execute_unprepared(row).await {
            Ok(_) => failures = 0,
            Err(_) => failures += 1,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c22_a_full_store_accepts_nobody_and_keeps_what_it_has() {
    let mut world = World::new().await;
    world.reopen(ONE).await;
    let used = world.shown(NOW);
    assert!(world.scan(&used).await.accepted());
    let (id, token) = world.challenge().await;
    let answer = world.answer_to(&token);
    fill(&world).await;

    let code = world.shown(NOW);
    world.scan(&code).await.unavailable("replay_store");
    world
        .present(&token, &answer)
        .await
        .unavailable("replay_store");
    // What needs no record goes on.
    world.scan(&used).await.refused("replayed");
    assert_eq!(
        world.outcome(&id).await.body,
        json!({ "result": "pending" })
    );

    // Space again: what was refused then was not used up.
    pragma(&world, "PRAGMA max_page_count = 100000").await;
    assert!(world.scan(&code).await.accepted());
    assert!(world.present(&token, &answer).await.accepted());
    world.reopen(StoreOptions::default()).await;
    for code in [&used, &code] {
        world.scan(code).await.refused("replayed");
    }
    assert!(world.outcome(&id).await.accepted());
}

/// How many used codes and outcomes are forgotten.
async fn forget(ledger: &Ledger) -> (u64, u64) {
    let outcomes = ledger.forget_outcomes().await.unwrap();
    (ledger.forget_spent().await.unwrap(), outcomes)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_is_forgotten_and_nothing_before() {
    let mut world = World::new().await;
    let code = world.shown(NOW);
    assert!(world.scan(&code).await.accepted());
    let (answered, token) = world.challenge().await;
    let answer = world.answer_to(&token);
    assert!(world.present(&token, &answer).await.accepted());
    let (open, _) = world.challenge().await;

    let ledger = world.verifier.engine().ledger.clone();
    assert_eq!(forget(&ledger).await, (0, 0));
    // The code was good until the end of the slot after its own.
    let until = Slot::of(NOW).end().plus(30);
    world.clock.set(until.plus(MARGIN - 1));
    assert_eq!(forget(&ledger).await, (0, 0));
    world.clock.advance(1);
    assert_eq!(forget(&ledger).await, (1, 0));
    // The challenges live for a minute.
    world.clock.set(NOW.plus(60 + MARGIN - 1));
    assert_eq!(forget(&ledger).await, (0, 0));
    assert!(world.outcome(&answered).await.accepted());
    world.clock.advance(1);
    assert_eq!(forget(&ledger).await, (1, 2));
    for id in [answered, open] {
        assert_eq!(world.outcome(&id).await.status.as_u16(), 404);
    }
    let rows = "SELECT (SELECT count(*) FROM spent) + (SELECT count(*) FROM outcome)";
    let rows = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, rows);
    let store = ledger.store().reader();
    let rows: i64 = store
        .query_one_raw(rows)
        .await
        .unwrap()
        .unwrap()
        .try_get_by_index(0)
        .unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_recorded_after_the_end_is_too_late() {
    let world = World::new().await;
    let ledger = world.verifier.engine().ledger.clone();
    let venue = world.venues[0].certificate.venue;
    let admission = Admission {
        colour: Colour::Green,
        valid_until: NOW.plus(600),
        pseudonym: None,
    };
    let id = ChallengeId::from_bytes([7; 16]);
    ledger.open_challenge(opened(id, venue)).await.unwrap();
    let key = ReplayKey {
        venue,
        digest: [1; 32],
        since: NOW,
        until: NOW.plus(60),
    };
    let record = async |now| {
        world.clock.set(now);
        let ready = ledger.ready().await.unwrap();
        let mut recorder =
            Recorder::of_challenge(ledger.clone(), ready, Handle::current(), id, None);
        let (key, admission) = (key.clone(), admission.clone());
        let recorded = move || (recorder.insert(&[(&key, &admission)]).unwrap(), recorder);
        let (firsts, recorder) = tokio::task::spawn_blocking(recorded).await.unwrap();
        (firsts, recorder.ended())
    };
    // It was judged in time, and others were before it in the queue.
    assert_eq!(record(NOW.plus(60)).await, (vec![false], true));
    assert_eq!(
        ledger.outcome(id, venue).await.unwrap().unwrap().outcome,
        Outcome::Unanswered
    );
    // Nothing of it stays: the token was not used up either.
    let id = ChallengeId::from_bytes([8; 16]);
    world.clock.set(NOW);
    ledger.open_challenge(opened(id, venue)).await.unwrap();
    let ready = ledger.ready().await.unwrap();
    let mut recorder = Recorder::of_challenge(ledger.clone(), ready, Handle::current(), id, None);
    let (key, expected) = (key.clone(), admission.clone());
    let recorded = move || recorder.insert(&[(&key, &admission)]).unwrap();
    assert_eq!(tokio::task::spawn_blocking(recorded).await.unwrap(), [true]);
    let record = ledger.outcome(id, venue).await.unwrap().unwrap();
    assert_eq!(record.outcome, Outcome::Accepted(expected));
}

fn opened(id: ChallengeId, venue: VenueId) -> OpenChallenge<'static> {
    OpenChallenge {
        id,
        venue,
        expiry: NOW.plus(60),
        token: b"token",
        redirect_uri: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_rows_are_forgotten_in_several_steps() {
    let world = World::new().await;
    let ledger = world.verifier.engine().ledger.clone();
    let many = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1234) \
                INSERT INTO spent SELECT zeroblob(16), CAST(printf('%032d', x) AS BLOB), 5 FROM n";
    ledger
        .store()
        .reader()
        .execute_unprepared(many)
        .await
        .unwrap();
    assert_eq!(ledger.forget_spent().await.unwrap(), 1_234);
}

/// The bytes of every file of a verifier's database.
pub fn database(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with("verifier.sqlite") {
            all.extend(fs::read(&path).unwrap());
        }
    }
    all
}
