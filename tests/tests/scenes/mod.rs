//! Eight scenes by script, through the HTTP API of a verifier that listens: each with its shipped
//! policy, the wallets of everybody who comes, and the verdicts. docs/scenes.md is what was seen.

mod people;
mod script;
mod uniform;
mod world;

use celadon_credential::Grid;
use celadon_credential::venue::Scene;
use celadon_specimen::NOW;
use serde_json::Value;

use crate::documents::assert_section;
use people::{GREEN, RED, Standing, YELLOW};
use script::{Door, text};
use world::World;

/// What the venue learned of green, yellow, red, withdrawn and not enrolled, in this order.
fn learned(verdicts: &[Option<Value>]) -> Vec<&str> {
    let colour = |verdict: &'_ Value| -> bool { verdict["result"] == "accepted" };
    assert!(verdicts.iter().flatten().all(colour));
    let shown = verdicts.iter().map(Option::as_ref);
    shown
        .map(|verdict| verdict.map_or("nothing", |verdict| text(&verdict["colour"])))
        .collect()
}

/// A scene whose door sees everybody, and nothing else.
async fn plain(scene: Scene, heading: &str, expected: [&str; 5]) {
    let mut world = World::start(None).await;
    let mut door = Door::new(&mut world, scene);
    let verdicts = door.everybody().await;
    assert_eq!(learned(&verdicts), expected);
    assert_section("scenes.md", heading, &door.section());
}

const GREEN_ALONE: [&str; 5] = ["green", "nothing", "nothing", "nothing", "nothing"];
const AND_YELLOW: [&str; 5] = ["green", "yellow", "nothing", "nothing", "nothing"];

#[tokio::test(flavor = "multi_thread")]
async fn city_gate() {
    plain(Scene::CityGate, "City gate", AND_YELLOW).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn transport() {
    plain(Scene::Transport, "Public transport", GREEN_ALONE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn community() {
    plain(Scene::Community, "Community", AND_YELLOW).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shop() {
    plain(Scene::Shop, "Shop", GREEN_ALONE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pharmacy() {
    plain(Scene::Pharmacy, "Pharmacy", GREEN_ALONE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hospital_turns_nobody_away() {
    let everybody = ["green", "yellow", "red", "nothing", "nothing"];
    plain(Scene::Hospital, "Hospital", everybody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workplace_keeps_a_register_without_names() {
    let mut world = World::start(None).await;
    let mut door = Door::new(&mut world, Scene::Workplace);
    let verdicts = door.everybody().await;
    assert_eq!(learned(&verdicts), GREEN_ALONE);
    // A day at work: who comes twice is seen to, who comes tomorrow is not.
    let mut ada = door.world.wallet(&[("Ada", GREEN)]);
    let mut seen = Vec::new();
    for who in ["a worker", "the same worker, after lunch"] {
        let verdict = door.shows(who, &mut ada, "Ada").await.unwrap();
        seen.push(text(&verdict["pseudonym"]).to_owned());
    }
    let mut bo = door.world.wallet(&[("Bo", GREEN)]);
    let verdict = door.shows("another worker", &mut bo, "Bo").await.unwrap();
    seen.push(text(&verdict["pseudonym"]).to_owned());
    let tomorrow = NOW.plus(86_400);
    door.world.clock.set(tomorrow);
    // Registered last is who was made last, so the day's stamp is Bo's.
    let period = Grid::DAY.period_of(tomorrow);
    door.world.stamp(&mut bo, "Bo", 0, period, tomorrow);
    let who = "that other worker, the next day";
    let verdict = door.shows(who, &mut bo, "Bo").await.unwrap();
    seen.push(text(&verdict["pseudonym"]).to_owned());
    assert_eq!(seen[0], seen[1], "one person, one venue, one day");
    assert_ne!(seen[0], seen[2]);
    assert_ne!(
        seen[2], seen[3],
        "nothing follows anybody into the next day"
    );
    door.world.clock.set(NOW);
    assert_section("scenes.md", "Workplace", &door.section());
}

#[tokio::test(flavor = "multi_thread")]
async fn c19_school_takes_a_guardian_presenting_for_a_child() {
    let mut world = World::start(None).await;
    let mut door = Door::new(&mut world, Scene::School);
    let verdicts = door.everybody().await;
    assert_eq!(learned(&verdicts), GREEN_ALONE);
    // One wallet, three people: each has a credential and a secret of their own.
    let people = [("Guardian", YELLOW), ("Mei", GREEN), ("Lin", RED)];
    let mut family = door.world.wallet(&people);
    let mut told = Vec::new();
    for (who, label) in [
        ("a guardian who is yellow, for themselves", "Guardian"),
        ("the same wallet, for a child who is green", "Mei"),
        ("the same wallet, for a child who is red", "Lin"),
    ] {
        told.push(door.shows(who, &mut family, label).await);
    }
    assert_eq!(learned(&told), ["nothing", "green", "nothing"]);
    // Nothing in a code tells whose telephone it was on: it is as long and as like as another's.
    let mut alone = door.world.wallet(&[("Mei", GREEN)]);
    let ours = door.code(&mut family, "Mei", NOW).unwrap();
    let theirs = door.code(&mut alone, "Mei", NOW).unwrap();
    let header = |code: &[u8]| code[..celadon_credential::presentation::Header::BYTES - 8].to_vec();
    assert_eq!(header(&ours), header(&theirs));
    assert_eq!(ours.len(), theirs.len());
    let mut nobody = door.world.wallet(&[("Mei", Standing::NotEnrolled)]);
    assert!(door.code(&mut nobody, "Mei", NOW).is_none());
    assert_section("scenes.md", "School", &door.section());
}
