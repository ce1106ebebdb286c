//! The ledger: full, forgetting, and what stands in its files. C22.

use std::fs;
use std::path::Path;
use std::time::Duration;

use celadon_credential::time::Slot;
use celadon_service::StoreOptions;
use celadon_specimen::NOW;
use celadon_verifier::ledger::{MARGIN, Purged};
use sea_orm::ConnectionTrait;
use serde_json::json;

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
    assert_eq!(ledger.purge().await.unwrap(), Purged::default());
    // The code was good until the end of the slot after its own.
    let until = Slot::of(NOW).end().plus(30);
    world.clock.set(until.plus(MARGIN - 1));
    assert_eq!(ledger.purge().await.unwrap(), Purged::default());
    world.clock.advance(1);
    let gone = ledger.purge().await.unwrap();
    assert_eq!((gone.spent, gone.outcomes), (1, 0));
    // The challenges live for a minute.
    world.clock.set(NOW.plus(60 + MARGIN - 1));
    assert_eq!(ledger.purge().await.unwrap(), Purged::default());
    assert!(world.outcome(&answered).await.accepted());
    world.clock.advance(1);
    let gone = ledger.purge().await.unwrap();
    assert_eq!((gone.spent, gone.outcomes), (1, 2));
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
    assert_eq!(ledger.purge().await.unwrap().spent, 1_234);
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
