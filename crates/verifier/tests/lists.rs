//! What cannot be judged is told to the operator and never as a visitor's refusal: list, papers,
//! clock. C12, C13, C14.

use std::fs;
use std::time::Duration;

use celadon_credential::Time;
use celadon_service::StoreOptions;
use celadon_specimen::{NOW, Specimen};
use celadon_verifier::tasks;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::json;

use crate::world::World;

/// At a time at which nothing can be judged, every route says so with the same code, and the code
/// that was shown is not used up.
async fn nothing_is_judged(world: &mut World, at: Time, code: &str) {
    let (id, token) = world.challenge().await;
    let answer = world.answer_to(&token);
    let shown = world.shown(NOW);
    world.clock.set(at);
    world.scan(&shown).await.unavailable(code);
    world.scan_text("no code at all").await.unavailable(code);
    let batch = json!({ "items": [{ "text": "CEL1" }] });
    let batch = world
        .device(0, "/v1/verifications/batch", Some(batch))
        .await;
    batch.unavailable(code);
    world.present(&token, &answer).await.unavailable(code);
    if !matches!(code, "venue_certificate" | "policy_expired") {
        // Whose it would be does not matter: there is no list.
        world.present(&[], &[]).await.unavailable(code);
    }
    let made = world.device(0, "/v1/challenges", Some(json!({}))).await;
    made.unavailable(code);
    let ready = world.get("/readyz").await;
    ready.unavailable("unavailable");
    assert_eq!(world.get("/healthz").await.body, json!({ "status": "ok" }));
    world.clock.set(NOW);
    assert_eq!(
        world.outcome(&id).await.body,
        json!({ "result": "pending" })
    );
    assert!(world.scan(&shown).await.accepted());
    assert!(world.present(&token, &answer).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn c13_outside_the_lists_time_nothing_is_judged() {
    let mut world = World::new().await;
    let list = world.federation().list();
    let (from, until, sunset) = (list.active_from(), list.valid_until(), list.sunset());
    nothing_is_judged(&mut world, from.minus(1), "list_not_yet_active").await;
    nothing_is_judged(&mut world, until, "list_expired").await;
    nothing_is_judged(&mut world, sunset, "sunset").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_papers_time_nothing_is_judged() {
    // A policy that outlives the certificate, and one that ends first.
    let mut world = World::new().await;
    let end = world.venues[0].certificate.valid_until;
    nothing_is_judged(&mut world, end, "venue_certificate").await;
    let mut world = World::with_policy(|policy| policy.valid_until = NOW.plus(3 * 86_400)).await;
    nothing_is_judged(&mut world, NOW.plus(3 * 86_400), "policy_expired").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_shows_the_earliest_end() {
    let world = World::with_policy(|policy| policy.valid_until = NOW.plus(3 * 86_400)).await;
    let ready = world.get("/readyz").await;
    let until = NOW.plus(3 * 86_400).to_string();
    assert_eq!(
        ready.body,
        json!({ "epoch": 1, "until": until, "notes": [] })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn c13_the_operator_is_told_from_half_life_on() {
    let world = World::with_policy(|policy| policy.valid_until = NOW.plus(20 * 86_400)).await;
    let list = world.federation().list();
    let half = list
        .active_from()
        .plus(list.valid_until().since(list.active_from()) / 2);
    world.clock.set(half);
    assert_eq!(world.get("/readyz").await.body["notes"], json!([]));
    world.clock.advance(1);
    let ready = world.get("/readyz").await;
    let note = ready.body["notes"][0].as_str().unwrap();
    assert!(note.contains("ends in 383 hours"), "{note}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c09_a_clock_that_runs_ahead_is_forgiven() {
    let mut world = World::new().await;
    let code = world.shown(NOW);
    assert!(world.scan(&code).await.accepted());
    let ahead = NOW.plus(100 * 86_400);
    world.clock.set(ahead);
    let tasks = tasks::start(&world.verifier, Duration::from_secs(60));
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(tasks);
    world.scan(&code).await.unavailable("list_expired");
    world.clock.set(NOW);
    world.scan(&code).await.refused("replayed");
    let another = world.shown(NOW);
    assert!(world.scan(&another).await.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn c14_half_of_what_is_needed_is_not_ready_and_says_which() {
    let mut world = World::new().await;
    // Papers by a key that is not on the list: readable, and not to be believed.
    let mut stranger = Specimen::new(1);
    stranger.online = celadon_specimen::key(&mut StdRng::seed_from_u64(7));
    let good = std::mem::replace(&mut world.venues[0], stranger.venue(1, |_| {}));
    world.reopen(StoreOptions::default()).await;
    // The other venue is served, and the note names this one.
    let ready = world.get("/readyz").await;
    let notes = ready.body["notes"].as_array().unwrap();
    assert!(notes.len() == 1 && notes[0].as_str().unwrap().starts_with("Venue 1: "));
    world
        .scan_text("CEL1")
        .await
        .unavailable("venue_certificate");
    let other = json!({ "text": "CEL1" });
    let other = world.device(1, "/v1/verifications", Some(other)).await;
    other.refused("malformed");
    world.venues[0] = good;

    // No list at all.
    fs::remove_file(world.list_file()).unwrap();
    fs::remove_file(world.folder.path().join("verifier.sqlite")).unwrap();
    for rest in ["-wal", "-shm"] {
        let _ = fs::remove_file(world.folder.path().join(format!("verifier.sqlite{rest}")));
    }
    world.reopen(StoreOptions::default()).await;
    assert!(world.verifier.engine().lists.refresh(NOW).await.is_err());
    let code = world.shown(NOW);
    world.scan(&code).await.unavailable("unavailable");
    let ready = world.get("/readyz").await;
    ready.unavailable("unavailable");
    assert!(
        ready.body["detail"]
            .as_str()
            .unwrap()
            .contains("no trust list")
    );
    fs::write(world.list_file(), world.specimen.list.to_bytes()).unwrap();
    world.verifier.engine().lists.refresh(NOW).await.unwrap();
    assert!(world.scan(&code).await.accepted());
}

/// Waits until the background has seen the file.
async fn until_told(world: &World, told: impl Fn(&serde_json::Value) -> bool) {
    for _ in 0..200 {
        if told(&world.get("/readyz").await.body) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{:?}", world.get("/readyz").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_the_background_never_replaces_a_good_list_by_a_bad_one() {
    let mut world = World::new().await;
    let tasks = tasks::start(&world.verifier, Duration::from_millis(5));
    let switch = NOW.plus(86_400 + 7);
    let second = world.specimen.next_list(|terms| {
        terms.logged_at = NOW;
        terms.active_from = switch;
    });
    let first = world.specimen.list.to_bytes();
    let good = second.to_bytes();
    let mut forged = good.clone();
    *forged.last_mut().unwrap() ^= 1;
    let noted = |body: &serde_json::Value| body["notes"].as_array().is_some_and(|n| n.len() == 1);
    let clear = |body: &serde_json::Value| body["notes"] == json!([]);
    for bad in [
        b"{}".to_vec(),
        b"<html>Please accept the terms of our guest network</html>".to_vec(),
        good[..good.len() / 2].to_vec(),
        forged,
    ] {
        fs::write(world.list_file(), bad).unwrap();
        until_told(&world, noted).await;
        let code = world.shown(NOW);
        assert!(world.scan(&code).await.accepted());
        fs::write(world.list_file(), &first).unwrap();
        until_told(&world, clear).await;
    }

    // The next good one is taken without a restart, and waits for its time.
    fs::write(world.list_file(), &good).unwrap();
    until_told(&world, clear).await;
    let newer = |world: &World| world.verifier.engine().lists.at(switch).unwrap().epoch();
    while newer(&world).as_u32() == 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let code = world.shown(NOW);
    assert!(world.scan(&code).await.accepted());
    // The first one is a step back now.
    fs::write(world.list_file(), &first).unwrap();
    until_told(&world, noted).await;

    // At its time it is in force: what was made with the old list is not taken any more.
    world.clock.set(switch);
    let old = world.shown(switch);
    world.scan(&old).await.refused("other_epoch");
    assert_eq!(world.get("/readyz").await.body["epoch"], 2);

    // Also after a restart without the list's address.
    drop(tasks);
    fs::remove_file(world.list_file()).unwrap();
    world.reopen(StoreOptions::default()).await;
    world.scan(&old).await.refused("other_epoch");
}

#[tokio::test(flavor = "multi_thread")]
async fn c09_a_clock_behind_the_ledger_stops_the_service() {
    let mut world = World::new().await;
    let code = world.shown(NOW);
    assert!(world.scan(&code).await.accepted());
    let ledger = world.verifier.engine().ledger.clone();
    world.clock.advance(7_200);
    assert_eq!(ledger.forget_spent().await.unwrap(), 1);
    // Two hours back the code would be fresh, and nobody remembers it.
    world.clock.set(NOW);
    world.scan(&code).await.unavailable("clock_wrong");
    let made = world.device(0, "/v1/challenges", Some(json!({}))).await;
    made.unavailable("clock_wrong");
    assert!(ledger.forget_spent().await.is_err());
    let ready = world.get("/readyz").await;
    assert!(ready.body["detail"].as_str().unwrap().contains("clock"));
    // Also after a restart.
    world.reopen(StoreOptions::default()).await;
    world.scan(&code).await.unavailable("clock_wrong");
    // A correction of seconds does no harm.
    world.clock.set(NOW.plus(7_200 - 59));
    world.scan(&code).await.refused("stale");
}
