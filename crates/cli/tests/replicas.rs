//! Three processes of one verifier and the real server that they share, which is killed, started
//! again, emptied and replaced while codes are shown at all three. Nobody is let in twice, and nobody
//! while it is away. And a process that is killed right after it let somebody in.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use celadon_api::openid4vp::AuthorizationResponse;
use celadon_credential::Colour;
use celadon_credential::challenge::Challenge;
use celadon_credential::presentation::Ask;
use celadon_credential::time::Clock;
use celadon_service::SystemClock;
use serde_json::{Value, json};

use crate::servers::{Postgres, Redis};
use crate::verifier::{Door, door_of_today};

/// A process, which ends with the test.
struct Process {
    child: Child,
    address: String,
}

impl Process {
    /// Starts one with a configuration, and waits until it listens.
    fn start(door: &Door, config: Option<&PathBuf>) -> Process {
        let mut command = door.serve();
        if let Some(config) = config {
            command.arg("--config").arg(config);
        }
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(door.path("log"));
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(log.unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let listening: Value = serde_json::from_str(&line).unwrap_or_default();
        let Some(address) = listening["address"].as_str() else {
            panic!("{}", fs::read_to_string(door.path("log")).unwrap());
        };
        Process {
            child,
            address: address.to_owned(),
        }
    }

    /// SIGKILL.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a request came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Accepted,
    Refused(String),
    /// 503.
    Unavailable,
    /// Turned away before anything was judged, and told after how many seconds to come back.
    Overloaded(u64),
    Other(String),
}

/// What a request was answered. Status 0 is no answer.
#[derive(Debug, Default)]
pub struct Answered {
    pub status: u16,
    retry_after: Option<u64>,
    body: Value,
}

/// One request over a connection of its own, for another address by the word of a header.
pub fn post(
    address: &str,
    path: &str,
    key: Option<&str>,
    (kind, body): (&str, &str),
    forwarded: Option<&str>,
) -> Answered {
    let exchange = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let key = key.map_or(String::new(), |key| {
            format!("authorization: Bearer {key}\r\n")
        });
        let forwarded = forwarded.map_or(String::new(), |by| format!("x-forwarded-for: {by}\r\n"));
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{key}{forwarded}\
             content-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    let answer = exchange().unwrap_or_default();
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return Answered::default();
    };
    let retry = head
        .lines()
        .find_map(|line| line.strip_prefix("retry-after: "));
    Answered {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        retry_after: retry.map(|seconds| seconds.parse().unwrap()),
        body: serde_json::from_str(body).unwrap_or_default(),
    }
}

fn told(answered: &Answered) -> Told {
    let body = &answered.body;
    let overloaded = body["type"] == "urn:celadon:problem:overloaded";
    let words = (body["result"].as_str(), body["reason"].as_str());
    match (answered.status, words) {
        (200, (Some("accepted"), _)) => Told::Accepted,
        (200, (Some("refused"), Some(reason))) => Told::Refused(reason.into()),
        (429, _) => Told::Overloaded(answered.retry_after.unwrap()),
        (503, _) if overloaded => Told::Overloaded(answered.retry_after.unwrap()),
        (503, _) => Told::Unavailable,
        (status, _) => Told::Other(format!("{status} {body}")),
    }
}

/// What is shown at a door, as often as one likes.
#[derive(Clone)]
pub struct Shown {
    path: &'static str,
    key: Option<String>,
    kind: &'static str,
    body: String,
}

impl Shown {
    pub fn at(&self, address: &str) -> Told {
        let key = self.key.as_deref();
        let body = (self.kind, self.body.as_str());
        told(&post(address, self.path, key, body, None))
    }
}

/// A door with several processes.
pub struct Hall {
    door: Door,
    key: String,
    replicas: Vec<Process>,
}

impl Hall {
    /// Of three processes; `config` is what the configuration says.
    fn new(config: &str) -> Hall {
        Hall::of(3, config)
    }

    /// Of one process, with the file of its folder.
    pub fn alone() -> Hall {
        Hall::of(1, "")
    }

    fn of(number: usize, config: &str) -> Hall {
        let mut door = door_of_today();
        let key = door.make_verifier();
        let file = door.path("verifier.toml");
        fs::write(&file, config).unwrap();
        let replicas = (0..number).map(|_| Process::start(&door, Some(&file)));
        Hall {
            replicas: replicas.collect(),
            door,
            key,
        }
    }

    pub fn addresses(&self) -> Vec<String> {
        let addresses = self.replicas.iter().map(|process| &process.address);
        addresses.cloned().collect()
    }

    /// Codes that are good for another minute.
    pub fn codes(&mut self, number: usize) -> Vec<Shown> {
        let soon = SystemClock.now().plus(30);
        (0..number)
            .map(|_| Shown {
                path: "/v1/verifications",
                key: Some(self.key.clone()),
                kind: "application/json",
                body: json!({ "text": self.door.code(Colour::Green, soon) }).to_string(),
            })
            .collect()
    }

    /// A challenge that a replica makes, and a wallet's answer to it.
    pub fn answer(&mut self, replica: usize) -> Shown {
        let address = &self.replicas[replica].address;
        let key = Some(self.key.as_str());
        let body = ("application/json", "{}");
        let made = post(address, "/v1/challenges", key, body, None);
        assert_eq!(made.status, 201, "{made:?}");
        let token = made.body["token"].as_str().unwrap().as_bytes();
        let token = data_encoding::BASE64URL_NOPAD.decode(token).unwrap();
        let federation = &self.door.specimen.federation;
        let list = federation.list();
        let opened = Challenge::open(&token, list.online_key(), list.federation()).unwrap();
        let venue = opened.certificate().venue;
        let ask = Ask::challenge(venue, opened.policy(), opened.time(), &token, federation);
        let specimen = &mut self.door.specimen;
        let presented = specimen.present(&self.door.citizen, Colour::Green, &ask);
        let answer = AuthorizationResponse {
            credential_id: "green".into(),
            presentation: data_encoding::BASE64URL_NOPAD.encode(&presented.to_bytes()),
            state: data_encoding::BASE64URL_NOPAD.encode(&token),
        };
        Shown {
            path: "/v1/presentations",
            key: None,
            kind: "application/x-www-form-urlencoded",
            body: answer.to_form(),
        }
    }

    /// Shows one thing at all three at the same moment.
    fn race(&self, shown: &Shown) -> Vec<Told> {
        let threads: Vec<JoinHandle<Told>> = self
            .addresses()
            .into_iter()
            .map(|address| {
                let shown = shown.clone();
                std::thread::spawn(move || shown.at(&address))
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    }

    /// No password and no code stands in what the processes have written.
    fn log_is_silent(&self, password: &str) {
        let log = fs::read_to_string(self.door.path("log")).unwrap();
        assert!(!log.contains(password), "a password is in the log");
        assert!(!log.contains("CEL1"), "a code is in the log");
        assert!(!log.contains("panicked"), "{log}");
    }
}

/// Whoever shows codes again and again at all replicas.
struct Crowd {
    codes: Arc<Vec<Shown>>,
    /// The first so many are shown.
    open: Arc<AtomicUsize>,
    end: Arc<AtomicBool>,
    /// For each code, when an acceptance was asked for and told.
    accepted: Arc<Mutex<Vec<(usize, Instant, Instant)>>>,
    refused: Arc<AtomicUsize>,
    unavailable: Arc<AtomicUsize>,
    threads: Vec<JoinHandle<()>>,
}

impl Crowd {
    fn new(hall: &Hall, codes: Vec<Shown>) -> Crowd {
        let mut crowd = Crowd {
            codes: Arc::new(codes),
            open: Arc::default(),
            end: Arc::default(),
            accepted: Arc::default(),
            refused: Arc::default(),
            unavailable: Arc::default(),
            threads: Vec::new(),
        };
        for address in hall.addresses() {
            crowd.threads.push(crowd.shows(address));
        }
        crowd
    }

    fn shows(&self, address: String) -> JoinHandle<()> {
        let (codes, open, end) = (self.codes.clone(), self.open.clone(), self.end.clone());
        let (accepted, refused) = (self.accepted.clone(), self.refused.clone());
        let unavailable = self.unavailable.clone();
        std::thread::spawn(move || {
            while !end.load(Ordering::SeqCst) {
                let open = open.load(Ordering::SeqCst);
                // The newest first: they are what is undecided.
                for (number, code) in codes.iter().enumerate().take(open).rev() {
                    let asked = Instant::now();
                    match code.at(&address) {
                        Told::Accepted => {
                            let told = (number, asked, Instant::now());
                            accepted.lock().unwrap().push(told);
                        }
                        Told::Refused(reason) => {
                            assert!(reason == "replayed" || reason == "stale", "{reason}");
                            refused.fetch_add(1, Ordering::SeqCst);
                        }
                        Told::Unavailable | Told::Overloaded(_) => {
                            unavailable.fetch_add(1, Ordering::SeqCst);
                        }
                        // A connection that was cut.
                        Told::Other(other) => assert!(other.starts_with("0 "), "{other}"),
                    }
                }
                sleep(Duration::from_millis(10));
            }
        })
    }

    /// Shows so many more codes.
    fn show(&self, more: usize) {
        self.open.fetch_add(more, Ordering::SeqCst);
    }

    /// Waits until each shown code is decided: at least this many accepted.
    fn wait_for(&self, accepted: usize) {
        let start = Instant::now();
        while self.accepted.lock().unwrap().len() < accepted {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "{} of {accepted} were accepted",
                self.accepted.lock().unwrap().len()
            );
            sleep(Duration::from_millis(20));
        }
    }

    /// All that was accepted: never one twice, and none that was asked for and told while the store
    /// was away.
    fn end(self, away: &[(Instant, Instant)]) -> usize {
        self.end.store(true, Ordering::SeqCst);
        for thread in self.threads {
            thread.join().unwrap();
        }
        let accepted = self.accepted.lock().unwrap();
        let mut numbers: Vec<usize> = accepted.iter().map(|(number, ..)| *number).collect();
        numbers.sort_unstable();
        let before = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), before, "a code was accepted twice");
        for (number, asked, told) in accepted.iter() {
            let while_away = |(from, until): &&(Instant, Instant)| asked >= from && told <= until;
            assert!(
                away.iter().find(while_away).is_none(),
                "code {number} was accepted while the store was away"
            );
        }
        println!(
            "accepted {before}, refused {}, unavailable {}",
            self.refused.load(Ordering::SeqCst),
            self.unavailable.load(Ordering::SeqCst)
        );
        before
    }
}

#[test]
fn three_replicas_on_a_postgres_that_is_killed_accept_nothing_twice() {
    let mut server = Postgres::start();
    let mut hall = Hall::new(&format!("store = \"{}\"\n", server.url()));
    let codes = hall.codes(24);
    let crowd = Crowd::new(&hall, codes);
    crowd.show(6);
    crowd.wait_for(6);
    let mut away = Vec::new();
    for round in 1..=3 {
        // Some are on their way when it is killed; what they came to nobody knows.
        crowd.show(2);
        server.kill();
        let from = Instant::now();
        crowd.show(4);
        sleep(Duration::from_secs(2));
        away.push((from, Instant::now()));
        server.restart();
        crowd.wait_for(6 + 4 * round);
    }
    let unavailable = crowd.unavailable.load(Ordering::SeqCst);
    let accepted = crowd.end(&away);
    assert!(accepted <= 24 && unavailable > 0);
    hall.log_is_silent(server.password());
}

#[test]
fn three_replicas_on_a_redis_that_forgets_accept_nothing_twice() {
    let mut redis = Redis::start();
    let config = format!("replay = \"{}\"\nclock_skew_seconds = 1\n", redis.url());
    let mut hall = Hall::new(&config);
    let codes = hall.codes(10);
    let crowd = Crowd::new(&hall, codes);
    crowd.show(6);
    crowd.wait_for(6);

    let mut away = Vec::new();
    type Fault = fn(&mut Redis);
    let faults: [(&str, Fault); 4] = [
        ("killed and started again", |redis| {
            redis.kill();
            sleep(Duration::from_secs(2));
            redis.restart();
        }),
        ("emptied", |redis| _ = redis.ask("FLUSHALL")),
        ("replaced by an empty one", Redis::replace),
        ("set to drop keys", |redis| {
            redis.ask("CONFIG SET maxmemory-policy allkeys-lru");
            sleep(Duration::from_secs(1));
            redis.ask("FLUSHALL");
            redis.ask("CONFIG SET maxmemory-policy noeviction");
        }),
    ];
    for (replica, (fault, make)) in faults.into_iter().enumerate() {
        let before = hall.answer(replica % 3);
        let told = hall.race(&before);
        let first = told.iter().filter(|told| **told == Told::Accepted).count();
        assert_eq!(first, 1, "{told:?}");
        let unused = hall.answer(replica % 3);
        println!("Redis is {fault}");
        // Codes of before, used and unused, are shown at all three all the time.
        crowd.show(1);
        let from = Instant::now();
        make(&mut redis);
        for shown in [&before, &unused] {
            let told = hall.race(shown);
            assert!(!told.contains(&Told::Accepted), "{told:?}");
        }
        // By now all have noticed: what is good since before is good no more.
        away.push((from, Instant::now()));
        sleep(Duration::from_millis(2_100));
        let later = hall.answer((replica + 1) % 3);
        let told = hall.race(&later);
        let first = told.iter().filter(|told| **told == Told::Accepted).count();
        assert_eq!(first, 1, "{told:?}");
    }
    let unavailable = crowd.unavailable.load(Ordering::SeqCst);
    // The first six, and none of those that were good before it forgot; but those that were shown
    // before the first fault was made may have been in time.
    let accepted = crowd.end(&away[1..]);
    assert!((6..=7).contains(&accepted) && unavailable > 0, "{accepted}");
    hall.log_is_silent(redis.password());
}

/// A process lets somebody in, and dies before it does anything else.
fn killed_right_after(door: &mut Door, key: &str, config: Option<&PathBuf>) {
    let now = SystemClock.now().plus(30);
    let mut process = Process::start(door, config);
    for _ in 0..3 {
        let code = Shown {
            path: "/v1/verifications",
            key: Some(key.to_owned()),
            kind: "application/json",
            body: json!({ "text": door.code(Colour::Green, now) }).to_string(),
        };
        assert_eq!(code.at(&process.address), Told::Accepted);
        process.kill();
        process = Process::start(door, config);
        assert_eq!(code.at(&process.address), Told::Refused("replayed".into()));
    }
}

#[test]
fn a_verifier_that_is_killed_after_an_acceptance_refuses_the_code_afterwards() {
    let mut door = door_of_today();
    let key = door.make_verifier();
    killed_right_after(&mut door, &key, None);

    let server = Postgres::start();
    let file = door.path("verifier.toml");
    fs::write(&file, format!("store = \"{}\"\n", server.url())).unwrap();
    killed_right_after(&mut door, &key, Some(&file));
}
