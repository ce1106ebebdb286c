//! `celadon wallet`, against a server that gives real bytes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use celadon_credential::challenge::Challenge;
use celadon_credential::text::{self, Prefix};
use celadon_credential::{Colour, Grid};
use celadon_specimen::{NOW, STREET, VenueSpecimen};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::Value;

use crate::server::{CODE, Server};

const DECLARATION: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../api/samples/declaration-green.toml"
);

/// A folder with a wallet, and the binary.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("passphrase"), "correct horse\n").unwrap();
        let desk = Desk { folder };
        desk.done(&["init", "--work-factor", "10"]);
        desk
    }

    /// One with a credential, whose server has published the stamps of now.
    fn ready(server: &Server, colour: Colour) -> Desk {
        let desk = Desk::new();
        desk.done(&["list", list_url(server).as_str()]);
        desk.done(&["enrol", "--issuer", "Region 001", "--code", CODE]);
        desk.done(&["declare", DECLARATION]);
        let place = server.behind().world.registered.len() - 1;
        server.behind().world.registered[place].colour = colour;
        for grid in [Grid::HOUR, Grid::DAY] {
            server.publish(grid.period_of(NOW), &[place]);
        }
        desk.done(&["sync"]);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_celadon"));
        command
            .arg("wallet")
            .args(arguments)
            .arg("--wallet")
            .arg(self.path("ada.wallet"))
            .arg("--passphrase-file")
            .arg(self.path("passphrase"))
            .args(["--at", &NOW.to_string()])
            .env_remove("CELADON_WALLET")
            .env_remove("CELADON_PASSPHRASE")
            .stdin(std::process::Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What it prints when it succeeds.
    fn done(&self, arguments: &[&str]) -> String {
        self.exits(arguments, 0)
    }

    /// What it prints when it exits so: results on standard output, failures on standard error.
    fn exits(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        let printed = String::from_utf8(output.stdout).unwrap();
        let failure = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {printed}{failure}"
        );
        match code {
            2 => failure,
            _ => printed,
        }
    }

    fn json(&self, arguments: &[&str], code: i32) -> Value {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.exits(&arguments, code)).unwrap()
    }

    fn papers(&self, venue: &VenueSpecimen) -> [String; 2] {
        let write = |name: &str, bytes: Vec<u8>| {
            let path = self.path(name);
            std::fs::write(&path, bytes).unwrap();
            path.to_str().unwrap().to_owned()
        };
        [
            write("v.venue", venue.signed_certificate.to_bytes()),
            write("p.policy", venue.signed_policy.to_bytes()),
        ]
    }
}

fn list_url(server: &Server) -> celadon_credential::url::HttpUrl {
    server.url("/.well-known/celadon/trust-list")
}

fn challenge(server: &Server) -> String {
    let mut behind = server.behind();
    let venue = behind.world.specimen.venue(1, |_| {});
    let (_, token) = Challenge::create(
        &venue.signed_certificate,
        &venue.signed_policy,
        NOW,
        60,
        server.url("/v1/presentations"),
        &venue.key,
        &mut behind.world.specimen.rng,
    )
    .unwrap();
    behind.venue = Some(venue);
    text::encode(Prefix::Challenge, &token)
}

#[test]
fn from_an_empty_wallet_to_a_venues_verdict() {
    let server = Server::start();
    let desk = Desk::ready(&server, Colour::Green);
    let status = desk.json(&["status", "--records", "--ask-issuer"], 0);
    assert_eq!(status["colour"], "green");
    assert_eq!(status["issuer"], "Region 001");
    assert_eq!(
        status["records"][1]["address"],
        format!("{STREET}, flat 301")
    );
    assert_eq!(status["issuer_says"]["reason"], "healthy");
    let told = desk.done(&["status"]);
    assert!(told.contains("green until 2027-01-15T09:00:00Z"), "{told}");
    assert!(!told.contains(STREET), "{told}");

    let shown = desk.done(&["show"]);
    assert!(shown.lines().next().unwrap().starts_with("CEL1"), "{shown}");
    assert!(!shown.contains("green"), "{shown}");
    let link = format!("https://venue.example/#{}", challenge(&server));
    let answered = desk.done(&["answer", &link, "--yes"]);
    assert!(
        answered.contains("Venue 1 asks for your health code."),
        "{answered}"
    );
    let verdict = desk.json(&["answer", &challenge(&server), "--yes"], 0);
    assert_eq!(verdict["verdict"]["result"], "accepted");
    let list = desk.json(&["list"], 0);
    assert_eq!(
        (&list["epoch"], &list["state"]),
        (&1.into(), &"active".into())
    );
}

#[test]
fn nothing_looks_the_same_whatever_the_reason() {
    let server = Server::start();
    let red = Desk::ready(&server, Colour::Red);
    let empty = Desk::new();
    empty.done(&["list", list_url(&server).as_str()]);
    empty.done(&["people", "--add", "me"]);
    let asked = server.behind().asked.len();
    let challenge = challenge(&server);
    for arguments in [&["show"][..], &["answer", &challenge, "--yes"]] {
        assert_eq!(red.exits(arguments, 1), empty.exits(arguments, 1));
        assert_eq!(red.json(arguments, 1)["result"], "nothing");
    }
    assert_eq!(server.behind().asked.len(), asked, "nothing was sent");
}

#[test]
fn nothing_is_sent_without_consent() {
    let server = Server::start();
    let desk = Desk::ready(&server, Colour::Green);
    let asked = server.behind().asked.len();
    let failure = desk.exits(&["answer", &challenge(&server)], 2);
    assert!(
        failure.contains("consent") && failure.contains("--yes"),
        "{failure}"
    );
    let counting = server.behind().world.specimen.venue(3, |policy| {
        policy.pseudonym = Some("To count heads.".into());
    });
    let [venue, policy] = desk.papers(&counting);
    let show = ["show", "--venue", &venue, "--policy", &policy];
    let failure = desk.exits(&show, 2);
    assert!(failure.contains("consent"), "{failure}");
    let consented: Vec<&str> = show.into_iter().chain(["--yes"]).collect();
    assert!(desk.done(&consented).contains("To count heads."));
    // Which of several colours it is, is told to nobody without asking either.
    let clinic = server.behind().world.specimen.venue(4, |policy| {
        policy.colours.push(Colour::Yellow);
        policy.yellow = "Please wear a mask.".into();
    });
    let [venue, policy] = desk.papers(&clinic);
    let show = ["show", "--venue", &venue, "--policy", &policy];
    assert!(desk.exits(&show, 2).contains("consent"));
    let plain = server.behind().world.specimen.venue(5, |_| {});
    let [venue, policy] = desk.papers(&plain);
    let told = desk.done(&["show", "--venue", &venue, "--policy", &policy]);
    assert!(told.contains("What links: nothing."), "{told}");
    assert_eq!(server.behind().asked.len(), asked);
}

#[test]
fn draws_pictures_and_pages() {
    let server = Server::start();
    let desk = Desk::ready(&server, Colour::Green);
    let (png, svg) = (desk.path("code.png"), desk.path("code.svg"));
    let name = |path: &Path| path.to_str().unwrap().to_owned();
    desk.done(&["show", "--png", &name(&png), "--svg", &name(&svg)]);
    assert!(std::fs::read(&png).unwrap().starts_with(b"\x89PNG"));
    assert!(std::fs::read_to_string(&svg).unwrap().starts_with("<svg"));
    let clinic = server.behind().world.specimen.venue(4, |policy| {
        policy.paper = true;
        policy.grid = Grid::DAY;
    });
    let [venue, policy] = desk.papers(&clinic);
    let page = desk.path("cards.html");
    let out = name(&page);
    let paper = [
        "paper", "--venue", &venue, "--policy", &policy, "--cards", "3",
    ];
    let to_file: Vec<&str> = paper.iter().copied().chain(["--out", &out]).collect();
    desk.done(&to_file);
    let page = std::fs::read_to_string(&page).unwrap();
    assert_eq!(page.matches("<svg").count(), 3);
    assert!(page.contains("Venue 4<br>Lake Street 4"));
    let cards = desk.json(&paper, 0);
    assert_eq!(cards["texts"].as_array().unwrap().len(), 3);
    assert_eq!(cards["until"], "2027-01-16T00:00:00Z");
}

#[test]
fn asks_whose_if_there_are_several() {
    let server = Server::start();
    let desk = Desk::ready(&server, Colour::Green);
    desk.done(&["people", "--add", "Child"]);
    let failure = desk.exits(&["show"], 2);
    assert!(
        failure.contains("me, Child") && failure.contains("--person"),
        "{failure}"
    );
    desk.done(&["show", "--person", "me"]);
    let people = desk.json(&["people"], 0);
    assert_eq!(people["people"][1]["name"], "Child");
    desk.exits(&["people", "--remove", "Child"], 2);
    desk.done(&["people", "--remove", "Child", "--yes"]);
    desk.done(&["show"]);
}

#[test]
fn says_what_to_do() {
    let server = Server::start();
    let desk = Desk::new();
    for (arguments, help) in [
        (&["show"][..], "nobody in this wallet"),
        (&["list"], "give the file or the address"),
        (&["list", "nowhere.list"], "nowhere.list does not exist"),
        (&["enrol", "--issuer", "X", "--code", CODE], "load one"),
        (&["init"], "exists already"),
        (&["answer", "HC1:6BF"], "not a Celadon code"),
        (&["answer", "CEL1123"], "not a challenge"),
    ] {
        let failure = desk.exits(arguments, 2);
        assert!(failure.contains(help), "{arguments:?}: {failure}");
    }
    desk.done(&["list", list_url(&server).as_str()]);
    let failure = desk.exits(&["enrol", "--issuer", "Region 002", "--code", CODE], 2);
    assert!(failure.contains("give one of: Region 001"), "{failure}");
    let failure = desk.exits(&["enrol", "--issuer", "Region 001", "--code", "wrong"], 2);
    assert!(failure.contains("refused (403)"), "{failure}");
    std::fs::write(desk.path("passphrase"), "wrong").unwrap();
    let failure = desk.exits(&["people"], 2);
    assert!(
        failure.contains("the passphrase does not open it"),
        "{failure}"
    );
    std::fs::remove_file(desk.path("ada.wallet")).unwrap();
    let failure = desk.exits(&["people"], 2);
    assert!(failure.contains("celadon wallet init"), "{failure}");
}

#[test]
fn killed_at_any_time_it_goes_on_where_it_was() {
    let server = Server::start();
    let desk = Desk::new();
    desk.done(&["list", list_url(&server).as_str()]);
    desk.done(&["enrol", "--issuer", "Region 001", "--code", CODE]);
    let mut rng = StdRng::seed_from_u64(11);
    let mut arguments = vec!["declare", DECLARATION];
    for _ in 0..10 {
        let mut child = desk
            .command(&arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(u64::from(rng.next_u32() % 120)));
        child.kill().unwrap();
        child.wait().unwrap();
        let me = &desk.json(&["people"], 0)["people"][0];
        arguments = match (&me["credential"], &me["waiting"]) {
            (Value::Bool(true), _) => break,
            (_, Value::Bool(true)) => vec!["declare"],
            _ => vec!["declare", DECLARATION],
        };
    }
    if desk.json(&["people"], 0)["people"][0]["credential"] == false {
        desk.done(&arguments);
    }
    assert_eq!(server.behind().world.registered.len(), 1, "one signature");
    server.publish(Grid::HOUR.period_of(NOW), &[0]);
    server.publish(Grid::DAY.period_of(NOW), &[0]);
    for _ in 0..6 {
        let mut child = desk
            .command(&["sync"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(u64::from(rng.next_u32() % 120)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    desk.done(&["sync"]);
    desk.done(&["show"]);
}
