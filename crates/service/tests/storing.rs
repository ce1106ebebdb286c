//! The store: what is told as done is stored, and nothing is ever deleted.

#![allow(elided_lifetimes_in_paths)] // `SchemaManager` has to stand as in the trait

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::routing::post;
use celadon_service::{OpenError, Problem, Store, StoreError, StoreOptions};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};
use sea_orm_migration::prelude::*;
use tower::ServiceExt;

mod full;

/// One table of numbers and texts.
struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(
            "CREATE TABLE thing (number INTEGER PRIMARY KEY, text TEXT NOT NULL)",
        )
        .await?;
        db.execute_unprepared(
            "CREATE TABLE part (thing INTEGER NOT NULL REFERENCES thing (number))",
        )
        .await?;
        Ok(())
    }
}

/// Makes a table and then fails.
struct Broken;

impl MigrationName for Broken {
    fn name(&self) -> &str {
        "second"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Broken {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("CREATE TABLE half (x INTEGER)")
            .await?;
        Err(DbErr::Migration("meant to fail".to_owned()))
    }
}

struct Schema;

impl MigratorTrait for Schema {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(First)]
    }
}

struct BrokenSchema;

impl MigratorTrait for BrokenSchema {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(First), Box::new(Broken)]
    }
}

struct EmptySchema;

impl MigratorTrait for EmptySchema {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![]
    }
}

const QUICK: StoreOptions = StoreOptions {
    connections: 2,
    patience: Duration::from_millis(200),
    create: true,
};

async fn open(path: &Path) -> Result<Store, OpenError> {
    Store::open::<Schema>(path, &QUICK).await
}

async fn insert(db: &DatabaseTransaction, number: u32, text: &str) -> Result<(), StoreError> {
    db.execute_raw(Statement::from_sql_and_values(
        sea_orm::DbBackend::Sqlite,
        "INSERT INTO thing VALUES (?, ?)",
        [number.into(), text.into()],
    ))
    .await?;
    Ok(())
}

async fn put(store: &Store, number: u32, text: &str) -> Result<(), StoreError> {
    store
        .write("put", async |db| insert(db, number, text).await)
        .await
}

async fn count(store: &Store) -> u32 {
    let rows = Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT count(*) FROM thing");
    let row = store.reader().query_one_raw(rows).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn pragma(store: &Store, name: &str) -> String {
    let sql = format!("SELECT CAST((SELECT * FROM pragma_{name}) AS TEXT)");
    let row = Statement::from_string(sea_orm::DbBackend::Sqlite, sql);
    let row = store.reader().query_one_raw(row).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Every file of a folder with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    all.sort();
    all
}

#[tokio::test]
async fn opens_a_durable_file_of_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    // A name that a URL would have to escape.
    let path = folder.path().join("new folder/100% ?#&.db");
    let store = open(&path).await.unwrap();
    put(&store, 1, "one").await.unwrap();
    assert_eq!(pragma(&store, "journal_mode").await, "wal");
    assert_eq!(pragma(&store, "synchronous").await, "2");
    assert_eq!(pragma(&store, "foreign_keys").await, "1");
    assert_eq!(pragma(&store, "secure_delete").await, "1");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        for (file, _) in contents(path.parent().unwrap()) {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }
    store.close().await.unwrap();
    let again = open(&path).await.unwrap();
    assert_eq!(count(&again).await, 1);
}

#[tokio::test]
async fn a_failed_write_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a.db")).await.unwrap();
    let failed = store.write("fail", async |db| {
        insert(db, 1, "one").await?;
        insert(db, 1, "again").await
    });
    assert!(matches!(failed.await, Err(StoreError::NotUnique)));
    assert_eq!(count(&store).await, 0);
    put(&store, 1, "one").await.unwrap();
    let orphan = store.write("orphan", async |db| {
        db.execute_unprepared("INSERT INTO part VALUES (7)").await?;
        Ok::<_, StoreError>(())
    });
    assert!(orphan.await.is_err_and(|error| !error.unavailable()));
}

#[tokio::test]
async fn writers_that_read_first_wait_for_each_other_also_across_processes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    // Two stores on one file are what two processes are. Sixteen writers: each reads, then writes.
    let options = StoreOptions::default();
    let stores = [
        Store::open::<Schema>(&path, &options).await.unwrap(),
        Store::open::<Schema>(&path, &options).await.unwrap(),
    ];
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..16 {
        let store = stores[writer % 2].clone();
        tasks.spawn(async move {
            for _ in 0..5 {
                let next = store.write("next", async |db| {
                    let sql = "SELECT count(*) FROM thing";
                    let row = Statement::from_string(sea_orm::DbBackend::Sqlite, sql);
                    let row = db.query_one_raw(row).await?.unwrap();
                    insert(db, row.try_get_by_index(0)?, "x").await
                });
                next.await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(count(&stores[0]).await, 80);
}

#[tokio::test]
async fn c21_a_store_that_is_held_answers_503_within_seconds_and_is_well_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = open(&path).await.unwrap();
    let app = Router::new()
        .route(
            "/put",
            post(async |State(store): State<Store>| -> Result<(), Problem> {
                Ok(put(&store, 2, "two").await?)
            }),
        )
        .with_state(store.clone());
    let call = async || {
        let request = Request::post("/put").body(Body::empty()).unwrap();
        app.clone().oneshot(request).await.unwrap()
    };
    // By this process, by another process, and with every connection taken.
    let other = open(&path).await.unwrap();
    for holder in [&store, &other] {
        let holder = holder.clone();
        let (held, mut holding) = tokio::sync::watch::channel(0);
        let task = tokio::spawn(async move {
            let hold = holder.write("hold", async |db| {
                insert(db, 1, "never committed").await?;
                held.send_replace(1);
                held.clone()
                    .subscribe()
                    .wait_for(|state| *state == 2)
                    .await
                    .unwrap();
                Err::<(), _>(StoreError::Busy)
            });
            hold.await
        });
        holding.wait_for(|state| *state == 1).await.unwrap();
        let before = Instant::now();
        let response = call().await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers().contains_key("retry-after"));
        assert!(before.elapsed() < Duration::from_secs(3));
        task.abort();
        let _ = task.await;
    }
    let taken = [
        store
            .reader()
            .get_sqlite_connection_pool()
            .acquire()
            .await
            .unwrap(),
        store
            .reader()
            .get_sqlite_connection_pool()
            .acquire()
            .await
            .unwrap(),
    ];
    let before = Instant::now();
    assert_eq!(call().await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(before.elapsed() < Duration::from_secs(3));
    drop(taken);
    assert_eq!(count(&store).await, 0);
    assert_eq!(call().await.status(), StatusCode::OK);
    assert_eq!(call().await.status(), StatusCode::CONFLICT);
    assert_eq!(count(&store).await, 1);
}

#[tokio::test]
async fn says_what_keeps_it_from_opening_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("letter.txt");
    fs::write(&text, "Dear database, ".repeat(500)).unwrap();
    let cut = folder.path().join("cut.db");
    let store = open(&folder.path().join("whole.db")).await.unwrap();
    for number in 0..200 {
        put(&store, number, &"x".repeat(100)).await.unwrap();
    }
    store.close().await.unwrap();
    let mut bytes = fs::read(folder.path().join("whole.db")).unwrap();
    bytes[4_096..20_000].fill(0xa5);
    fs::write(&cut, bytes).unwrap();
    let before = contents(folder.path());

    assert!(matches!(open(&text).await, Err(OpenError::Damaged(_))));
    assert!(matches!(open(&cut).await, Err(OpenError::Damaged(_))));
    let only_existing = StoreOptions {
        create: false,
        ..QUICK
    };
    let missing = folder.path().join("none.db");
    let error = Store::open::<Schema>(&missing, &only_existing)
        .await
        .unwrap_err();
    assert!(matches!(&error, OpenError::Missing(_)) && error.to_string().contains("none.db"));
    assert!(matches!(
        open(folder.path()).await,
        Err(OpenError::Denied(_))
    ));
    let under_a_file = open(&text.join("a.db")).await.unwrap_err();
    assert!(
        matches!(under_a_file, OpenError::Io { .. }),
        "{under_a_file:?}"
    );
    let newer = Store::open::<EmptySchema>(&folder.path().join("whole.db"), &QUICK).await;
    assert!(matches!(newer, Err(OpenError::Newer(_))));

    for (path, bytes) in before {
        assert!(
            fs::read(&path).unwrap() == bytes,
            "{} changed",
            path.display()
        );
    }
}

#[tokio::test]
async fn a_step_of_the_schema_that_fails_leaves_the_schema_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = open(&path).await.unwrap();
    put(&store, 1, "one").await.unwrap();
    store.close().await.unwrap();
    let error = Store::open::<BrokenSchema>(&path, &QUICK)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("meant to fail"), "{error}");
    let store = open(&path).await.unwrap();
    assert_eq!(count(&store).await, 1);
    let half = store
        .reader()
        .execute_unprepared("SELECT * FROM half")
        .await;
    assert!(half.is_err(), "a half-done step is visible");
}

#[tokio::test]
async fn an_opening_that_finds_another_writer_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = open(&path).await.unwrap();
    let held = store.write("hold", async |_| {
        let error = open(&path).await.unwrap_err();
        assert!(matches!(error, OpenError::Busy(_)), "{error:?}");
        Ok::<_, StoreError>(())
    });
    held.await.unwrap();
}
