//! `celadon verifier`: exit codes that mean something, a memory that processes share, a service
//! that starts and stops.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use celadon_credential::text::{self, Prefix};
use celadon_credential::time::{Clock, Slot, Time};
use celadon_credential::{Colour, presentation::Ask};
use celadon_service::SystemClock;
use celadon_specimen::{Citizen, NOW, Specimen, VenueSpecimen};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A door with its files in a folder.
pub struct Door {
    folder: TempDir,
    pub specimen: Specimen,
    pub venue: VenueSpecimen,
    pub citizen: Citizen,
}

impl Door {
    fn new() -> Door {
        Door::of(Specimen::new(2))
    }

    fn of(mut specimen: Specimen) -> Door {
        let door = Door {
            folder: tempfile::tempdir().unwrap(),
            venue: specimen.venue(1, |_| {}),
            citizen: specimen.citizen(0),
            specimen,
        };
        fs::write(door.path("list"), door.specimen.list.to_bytes()).unwrap();
        door.write_papers();
        door
    }

    fn write_papers(&self) {
        let venue = &self.venue;
        fs::write(self.path("venue"), venue.signed_certificate.to_bytes()).unwrap();
        fs::write(self.path("policy"), venue.signed_policy.to_bytes()).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn code(&mut self, colour: Colour, now: Time) -> String {
        let ask: Ask = self.specimen.display(&self.venue, now);
        let shown = self.specimen.present(&self.citizen, colour, &ask);
        text::encode(Prefix::Presentation, &shown.to_bytes())
    }

    /// Makes a verifier's folder and the certificate of its key; the API key of its devices.
    pub fn make_verifier(&mut self) -> String {
        let made = init(&self.path("verifier"));
        let hex = made["public_key"].as_str().unwrap();
        let mut public = [0; 32];
        for (byte, pair) in public.iter_mut().zip(hex.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        }
        self.venue.certificate.key = celadon_credential::signed::key_from_bytes(&public).unwrap();
        let certificate = self.venue.certificate.seal(&self.specimen.online);
        self.venue.signed_certificate = certificate.unwrap();
        self.write_papers();
        made["api_key"].as_str().unwrap().to_owned()
    }

    /// `celadon verifier serve` on a free port.
    pub fn serve(&self) -> Command {
        let mut command = celadon();
        command
            .args(["--json", "verifier", "serve", "--listen", "127.0.0.1:0"])
            .arg("--dir")
            .arg(self.path("verifier"))
            .arg("--trust-list")
            .arg(self.path("list"))
            .arg("--venue")
            .arg(self.path("venue"))
            .arg("--policy")
            .arg(self.path("policy"))
            .env("CELADON_PASSPHRASE", "a passphrase of a test");
        command
    }

    /// `celadon verifier check` at [`NOW`], with more arguments.
    fn check(&self, text: &str, more: &[&str]) -> Command {
        let mut command = celadon();
        command
            .args(["verifier", "check", text])
            .arg("--trust-list")
            .arg(self.path("list"))
            .arg("--policy")
            .arg(self.path("policy"))
            .arg("--venue")
            .arg(self.path("venue"))
            .args(more);
        command
    }

    fn checked(&self, text: &str, more: &[&str]) -> Output {
        let at = NOW.as_secs().to_string();
        let mut command = self.check(text, more);
        if !more.contains(&"--at") {
            command.args(["--at", &at]);
        }
        command.output().unwrap()
    }
}

pub fn celadon() -> Command {
    Command::new(env!("CARGO_BIN_EXE_celadon"))
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn told(output: &Output) -> (i32, String) {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    (output.status.code().unwrap(), text)
}

#[test]
fn exit_codes_say_accepted_refused_or_not_judged() {
    let mut door = Door::new();
    let green = door.code(Colour::Green, NOW);
    let red = door.code(Colour::Red, NOW);

    let (exit, text) = told(&door.checked(&green, &[]));
    assert_eq!(exit, 0, "{text}");
    assert!(
        text.starts_with("accepted: green until 2027-01-15T09:00:00Z\n"),
        "{text}"
    );
    assert!(text.contains("Replay was not checked"), "{text}");

    for (code, reason) in [
        (red.as_str(), "refused: no_green"),
        ("CEL1", "refused: malformed"),
        ("https://menu.example/", "not judged: not_celadon"),
    ] {
        let (exit, text) = told(&door.checked(code, &[]));
        assert_eq!(exit, 1, "{text}");
        assert!(text.starts_with(reason), "{text}");
        // The policy's word for whoever has no accepted colour, and for nobody else.
        let told = text.contains("Tell the visitor: Please speak to the staff.");
        assert_eq!(told, reason.ends_with("no_green"), "{text}");
    }

    let list = door.specimen.federation.list();
    let ends = [
        list.active_from().minus(1),
        list.valid_until(),
        list.sunset(),
    ];
    for at in ends.map(|at| at.to_string()) {
        let output = door.checked(&green, &["--at", &at]);
        assert_eq!(output.status.code(), Some(2), "{at}");
        assert!(output.stdout.is_empty());
        assert!(output.stderr.starts_with(b"error: the "), "{output:?}");
    }
    fs::write(door.path("list"), b"{}").unwrap();
    assert_eq!(door.checked(&green, &[]).status.code(), Some(2));
    fs::remove_file(door.path("policy")).unwrap();
    assert_eq!(door.checked(&green, &[]).status.code(), Some(2));
    assert_eq!(door.checked(&green, &["--no-such"]).status.code(), Some(2));
}

#[test]
fn json_has_these_keys_and_no_other() {
    let mut door = Door::new();
    let green = door.code(Colour::Green, NOW);
    let federation = door.specimen.federation.list().federation().to_string();
    let pin = ["--json", "--federation", federation.as_str()];
    let accepted = json!({
        "result": "accepted",
        "colour": "green",
        "valid_until": "2027-01-15T09:00:00Z",
        "replay_checked": false,
        "federation": federation,
        "epoch": 1,
    });
    assert_eq!(json_of(&door.checked(&green, &pin)), accepted);
    let refused = json!({
        "result": "refused",
        "reason": "malformed",
        "replay_checked": false,
        "federation": federation,
        "epoch": 1,
    });
    assert_eq!(json_of(&door.checked("CEL1", &pin)), refused);
    let other = "11".repeat(32);
    let output = door.checked(&green, &["--json", "--federation", &other]);
    assert_eq!(output.status.code(), Some(2));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert!(
        error["error"]
            .as_str()
            .unwrap()
            .contains("another federation"),
        "{error}"
    );
}

#[test]
fn c02_c06_standard_input_is_read_as_a_scanner_types_it() {
    let mut door = Door::new();
    let text = door.code(Colour::Green, NOW);
    let wrapped: Vec<&str> = text
        .as_bytes()
        .chunks(76)
        .map(|c| std::str::from_utf8(c).unwrap())
        .collect();
    let spaced: Vec<&str> = text
        .as_bytes()
        .chunks(17)
        .map(|c| std::str::from_utf8(c).unwrap())
        .collect();
    for typed in [
        format!("{text}\r\n"),
        format!("\r\n{text}\t"),
        text.to_lowercase(),
        wrapped.join("\r\n"),
        spaced.join(" "),
        format!("  {}\u{a0}\t{}  ", &text[..100], &text[100..]),
    ] {
        let mut child = door
            .check("-", &["--at", &NOW.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(typed.as_bytes())
            .unwrap();
        let (exit, told) = told(&child.wait_with_output().unwrap());
        assert_eq!(exit, 0, "{told}");
    }
}

#[test]
fn a_code_is_accepted_once_by_processes_that_run_at_the_same_time() {
    let mut door = Door::new();
    let state = door.path("state");
    let state = state.to_str().unwrap().to_owned();
    for _ in 0..2 {
        let text = door.code(Colour::Green, NOW);
        let at = NOW.to_string();
        let children: Vec<Child> = (0..6)
            .map(|_| {
                door.check(&text, &["--json", "--at", &at, "--state", &state])
                    .stdout(Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let mut exits: Vec<i32> = children
            .into_iter()
            .map(|child| {
                let output = child.wait_with_output().unwrap();
                let json = json_of(&output);
                assert_eq!(json["replay_checked"], true);
                let exit = output.status.code().unwrap();
                assert!(exit == 0 || json["reason"] == "replayed", "{json}");
                exit
            })
            .collect();
        exits.sort_unstable();
        assert_eq!(exits, [0, 1, 1, 1, 1, 1]);
    }
}

/// A door of today, for a service that has the system's clock.
pub fn door_of_today() -> Door {
    let now = SystemClock.now();
    let day = 86_400;
    let mut door = Door::of(Specimen::with_terms(2, |terms| {
        terms.logged_at = now.minus(2 * day);
        terms.active_from = now.minus(day);
        terms.valid_until = now.plus(10 * day);
        terms.sunset = now.plus(100 * day);
        terms.online_key_until = now.plus(200 * day);
    }));
    let policy = &mut door.venue.policy;
    policy.valid_until = now.plus(10 * day);
    door.venue.signed_policy = policy.seal(&door.specimen.online).unwrap();
    let certificate = &mut door.venue.certificate;
    certificate.valid_from = now.minus(day);
    certificate.valid_until = now.plus(10 * day);
    certificate.policy_digest =
        celadon_credential::policy::Policy::digest(&door.venue.signed_policy);
    door
}

/// One request over a connection of its own: the status and the JSON body.
fn http(address: &str, head: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let request = format!(
        "{head}host: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

fn init(folder: &Path) -> Value {
    let output = celadon()
        .args(["--json", "verifier", "init", "--dir"])
        .arg(folder)
        .env("CELADON_PASSPHRASE", "a passphrase of a test")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    json_of(&output)
}

#[cfg(unix)]
#[test]
fn a_verifier_is_made_serves_and_stops() {
    let mut door = door_of_today();
    let key = door.make_verifier();
    let mut child = door
        .serve()
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let listening: Value = serde_json::from_str(&line).unwrap();
    let address = listening["address"].as_str().unwrap();

    let (status, ready) = http(address, "GET /readyz HTTP/1.1\r\n", "");
    assert_eq!((status, &ready["epoch"]), (200, &json!(1)));
    let head = format!("POST /v1/challenges HTTP/1.1\r\nauthorization: Bearer {key}\r\n");
    let (status, made) = http(address, &head, "{}");
    assert_eq!(status, 201, "{made}");
    let uri = format!("http://{address}/v1/presentations");
    assert_eq!(made["response_uri"], uri);
    let now = Slot::of(SystemClock.now()).start();
    let text = door.code(Colour::Green, now);
    let head = format!("POST /v1/verifications HTTP/1.1\r\nauthorization: Bearer {key}\r\n");
    let body = json!({ "text": text }).to_string();
    let (_, first) = http(address, &head, &body);
    assert_eq!(first["result"], "accepted", "{first}");
    let (_, second) = http(address, &head, &body);
    assert_eq!(second, json!({ "result": "refused", "reason": "replayed" }));

    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_certificate_for_another_folders_key_is_told() {
    let door = Door::new();
    let folder = door.path("verifier");
    init(&folder);
    let output = celadon()
        .args(["verifier", "serve", "--listen", "127.0.0.1:0", "--dir"])
        .arg(&folder)
        .arg("--trust-list")
        .arg(door.path("list"))
        .arg("--venue")
        .arg(door.path("venue"))
        .arg("--policy")
        .arg(door.path("policy"))
        .env("CELADON_PASSPHRASE", "a passphrase of a test")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("Venue 1") && error.contains("not in the folder"),
        "{error}"
    );
}

/// A pipe that was closed, a disk that is full: the exit code still says what became of the code.
#[test]
#[cfg(target_os = "linux")]
fn a_verdict_that_cannot_be_written_is_told_by_the_exit_code() {
    let mut door = Door::new();
    let code = door.code(Colour::Green, NOW);
    let full = || {
        fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let exit = |text: &str| {
        let at = NOW.as_secs().to_string();
        let mut check = door.check(text, &["--at", &at]);
        check.stdout(full()).status().unwrap().code()
    };
    assert_eq!(exit(&code), Some(0));
    assert_eq!(exit("CEL1123"), Some(1));
}

#[test]
fn a_configuration_is_checked_and_shown_without_passwords() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verifier.toml");
    let check = |text: &str, store: Option<&str>| {
        fs::write(&file, text).unwrap();
        let mut command = celadon();
        command
            .args(["--json", "verifier", "config", "check", "--config"])
            .arg(&file);
        command.envs(store.map(|store| ("CELADON_VERIFIER_STORE", store)));
        command.output().unwrap()
    };
    let sample = include_str!("../../api/samples/verifier.toml");
    let used = json_of(&check(sample, None));
    assert_eq!(used["store"], "sqlite:./verifier.sqlite");
    assert_eq!(used["replay"], Value::Null);
    let text = "replay = \"redis://:secret@cache:6380/1\"";
    let used = json_of(&check(text, Some("postgres://me:secret@db/celadon")));
    assert_eq!(used["store"], "postgres://db/celadon");
    assert_eq!(used["replay"], "redis://cache:6380/1");
    let wrong = check(text, Some("postgres://me:secret@db:secret/celadon"));
    assert_eq!(wrong.status.code(), Some(2));
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert!(told.contains("SCHEME://USER:PASSWORD@HOST:PORT"), "{told}");
    assert!(!told.contains("secret"), "{told}");
}
