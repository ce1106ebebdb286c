//! PostgreSQL as the store that replicas share. C21 as far as a verifier goes.

use std::time::{Duration, Instant};

use axum::http::Method;
use celadon_admission::{ReplayKey, ReplayStore};
use celadon_credential::presentation::Admission;
use celadon_credential::time::{Clock, Slot};
use celadon_credential::{Colour, text};
use celadon_service::{StoreAddress, StoreOptions};
use celadon_specimen::NOW;
use celadon_verifier::Stores;
use celadon_verifier::ledger::{MARGIN, Recorder};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use crate::servers::Postgres;
use crate::world::{Replica, World, send, try_open};

/// A door with a server, and two processes.
struct Door {
    world: World,
    server: Postgres,
    other: Replica,
}

impl Door {
    async fn new() -> Door {
        Door::on(Postgres::start()).await
    }

    async fn on(server: Postgres) -> Door {
        let mut world = World::new().await;
        world.move_to(stores(&server)).await;
        let other = world.replica(stores(&server)).await;
        Door {
            world,
            server,
            other,
        }
    }

    fn code(&mut self) -> Vec<u8> {
        let now = self.world.clock.now();
        self.world.shown(now)
    }

    async fn accepts_once(&self, code: &[u8]) {
        let first = self.world.scan(code).await;
        assert!(first.accepted(), "{first:?}");
        self.world.scan(code).await.refused("replayed");
        let other = self.world.scan_at(&self.other, code).await;
        other.refused("replayed");
    }

    /// At neither of the two, and both say so soon.
    async fn judges_nothing(&self, code: &[u8]) {
        let start = Instant::now();
        self.world.scan(code).await.unavailable("replay_store");
        let other = self.world.scan_at(&self.other, code).await;
        other.unavailable("replay_store");
        assert!(start.elapsed() < Duration::from_secs(15));
    }

    /// Until one of them has found out that the store is another: before that it may have failed
    /// on a connection that was cut.
    async fn is_fenced(&self) {
        let ledger = &self.other.verifier.engine().ledger;
        let start = Instant::now();
        while !ledger
            .ready()
            .await
            .is_ok_and(|ready| ready.raised().is_some())
        {
            assert!(start.elapsed() < Duration::from_secs(15));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn stores(server: &Postgres) -> Stores {
    Stores {
        store: server.url().parse().unwrap(),
        ..Stores::in_folder("unused".as_ref())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_share_what_was_used_and_what_became_of_challenges() {
    let mut door = Door::new().await;
    let code = door.code();
    door.accepts_once(&code).await;
    // Made by one, answered at the other.
    let (id, token) = door.world.challenge().await;
    let answer = door.world.answer_to(&token);
    std::mem::swap(&mut door.world.app, &mut door.other.app);
    assert!(door.world.present(&token, &answer).await.accepted());
    std::mem::swap(&mut door.world.app, &mut door.other.app);
    let again = door.world.present(&token, &answer).await;
    again.refused("replayed");
    assert!(door.world.outcome(&id).await.accepted());
    let (open, _) = door.world.challenge().await;
    let pending = json!({ "result": "pending" });
    assert_eq!(door.world.outcome(&open).await.body, pending);

    // What is over is forgotten, and nothing before; the mark holds for both.
    let forget = async |replica: &Replica| {
        let ledger = &replica.verifier.engine().ledger;
        let spent = ledger.forget_spent().await.unwrap();
        (spent, ledger.forget_outcomes().await.unwrap())
    };
    let until = Slot::of(NOW).end().plus(30);
    door.world.clock.set(until.plus(MARGIN - 1));
    assert_eq!(forget(&door.other).await, (0, 0));
    door.world.clock.set(NOW.plus(60 + MARGIN));
    assert_eq!(forget(&door.other).await, (2, 2));
    assert_eq!(door.world.outcome(&id).await.status.as_u16(), 404);
    door.world.clock.set(NOW.plus(60));
    door.world.scan(&code).await.refused("stale");
    door.world.clock.set(NOW.plus(59));
    door.world.scan(&code).await.unavailable("clock_wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_that_race_in_any_order_find_one_first_each() {
    let door = Door::new().await;
    let venue = door.world.venues[0].certificate.venue;
    let admission = Admission {
        colour: Colour::Green,
        valid_until: NOW.plus(600),
        pseudonym: None,
    };
    let keys: Vec<ReplayKey> = (0..60)
        .map(|number| ReplayKey {
            venue,
            digest: [number; 32],
            since: NOW,
            until: NOW.plus(60),
        })
        .collect();
    let mut tasks = Vec::new();
    for turn in 0..8 {
        let ledger = match turn % 2 {
            0 => &door.world.verifier.engine().ledger,
            _ => &door.other.verifier.engine().ledger,
        };
        let ready = ledger.ready().await.unwrap();
        let mut recorder = Recorder::new(ledger.clone(), ready, Handle::current());
        let (mut keys, admission) = (keys.clone(), admission.clone());
        if turn % 3 == 0 {
            keys.reverse();
        }
        keys.rotate_left(turn * 7);
        tasks.push(tokio::task::spawn_blocking(move || {
            let uses: Vec<_> = keys.iter().map(|key| (key, &admission)).collect();
            let firsts = recorder.insert(&uses).unwrap();
            keys.iter()
                .zip(firsts)
                .filter_map(|(key, first)| first.then_some(key.digest[0]))
                .collect::<Vec<_>>()
        }));
    }
    let mut firsts = Vec::new();
    for task in tasks {
        firsts.extend(task.await.unwrap());
    }
    firsts.sort_unstable();
    assert_eq!(firsts, (0..60).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn c21_a_server_that_is_away_locked_or_takes_no_writes_accepts_nobody() {
    let mut door = Door::new().await;
    let (used, code) = (door.code(), door.code());
    door.accepts_once(&used).await;

    for change in ["= on", "= off"] {
        door.server.sql(&format!(
            "ALTER SYSTEM SET default_transaction_read_only {change}"
        ));
        door.server.sql("SELECT pg_reload_conf()");
        if change == "= on" {
            tokio::time::sleep(Duration::from_millis(300)).await;
            door.judges_nothing(&code).await;
            door.world.scan(&used).await.refused("replayed"); // needs no write
        }
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    door.accepts_once(&code).await;

    let (used, code) = (code, door.code());
    std::thread::scope(|scope| {
        let hold = scope.spawn(|| {
            door.server
                .sql("BEGIN; LOCK TABLE spent; SELECT pg_sleep(9); COMMIT")
        });
        std::thread::sleep(Duration::from_millis(500));
        let judged = tokio::task::block_in_place(|| {
            Handle::current().block_on(async {
                let start = Instant::now();
                let answer = door.world.scan(&code).await;
                (answer, start.elapsed())
            })
        });
        judged.0.unavailable("replay_store");
        assert!(judged.1 < Duration::from_secs(7), "{:?}", judged.1);
        hold.join().unwrap();
    });
    door.accepts_once(&code).await;

    door.server.kill();
    let fresh = door.code();
    for code in [&used, &code, &fresh] {
        door.judges_nothing(code).await;
    }
    door.world.get("/readyz").await.unavailable("unavailable");
    // Many at once do not wait one for another.
    let start = Instant::now();
    let mut many = JoinSet::new();
    for _ in 0..16 {
        let body = json!({ "text": text::encode(text::Prefix::Presentation, &code) });
        let key = Some(door.world.api_keys[0].as_str());
        let request = door
            .world
            .request(Method::POST, "/v1/verifications", key, Some(body));
        many.spawn(send(door.world.app.clone(), request));
    }
    while let Some(answer) = many.join_next().await {
        answer.unwrap().unavailable("replay_store");
    }
    assert!(
        start.elapsed() < Duration::from_secs(9),
        "{:?}",
        start.elapsed()
    );
    door.server.restart();
    // Well again by itself, and nothing was forgotten.
    for code in [&used, &code] {
        door.world.scan(code).await.refused("replayed");
    }
    door.accepts_once(&fresh).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_promoted_standby_may_have_missed_is_not_accepted_again() {
    let mut door = Door::new().await;
    let (used, unused) = (door.code(), door.code());
    door.accepts_once(&used).await;
    let (_, token) = door.world.challenge().await;
    let answer = door.world.answer_to(&token);
    assert!(door.world.present(&token, &answer).await.accepted());
    // The standby has not heard of the last seconds.
    door.server.sql("DELETE FROM spent");
    door.server
        .sql("UPDATE outcome SET state = 0 WHERE state = 1");
    door.server.promote();
    for code in [&used, &unused] {
        door.judges_nothing(code).await;
    }
    let answered = door.world.present(&token, &answer).await;
    answered.unavailable("replay_store");
    door.is_fenced().await;
    door.world.clock.advance(Stores::SKEW + 90);
    door.world.scan(&used).await.refused("stale");
    let code = door.code();
    door.accepts_once(&code).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_may_lose_commits_is_refused_and_a_session_that_may_is_set_right() {
    let mut server = Postgres::with(&["fsync=off", "synchronous_commit=off"]);
    let world = World::new().await;
    let open = async |stores: Stores| {
        let (opened, _) = try_open(&world.folder, &world.clock, &world.venues, stores).await;
        opened.map_err(|error| error.to_string())
    };
    let error = open(stores(&server)).await.unwrap_err();
    assert!(error.contains("fsync = off"), "{error}");
    assert!(!error.contains(server.password()), "{error}");

    server.kill();
    server.set(&["synchronous_commit=off"]);
    server.restart();
    // Several at once on an empty database.
    let opened = tokio::join!(
        open(stores(&server)),
        open(stores(&server)),
        open(stores(&server)),
    );
    let verifier = opened.0.unwrap();
    assert!(opened.1.is_ok() && opened.2.is_ok());
    let show = Statement::from_string(DbBackend::Postgres, "SHOW synchronous_commit");
    let store = verifier.engine().ledger.store();
    let row = store.reader().query_one_raw(show).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<String>(0).unwrap(), "on");

    let wrong = server.url().replace(server.password(), "another");
    let wrong = Stores {
        store: wrong.parse::<StoreAddress>().unwrap(),
        store_options: StoreOptions::default(),
        ..stores(&server)
    };
    let error = open(wrong).await.unwrap_err();
    assert!(error.contains("check user, password"), "{error}");
    assert!(!error.contains("another"), "{error}");
}
