//! The wallet with file and HTTP, against a server that gives real bytes.

use std::path::PathBuf;

use axum::response::IntoResponse;
use celadon_api::ProblemCode;
use celadon_api::verifier::Verdict;
use celadon_credential::challenge::Challenge;
use celadon_credential::ids::Epoch;
use celadon_credential::time::Slot;
use celadon_credential::{Colour, Grid, Time};
use celadon_specimen::NOW;
use celadon_vault::WorkFactor;
use celadon_wallet::client::{Client, ClientError};
use celadon_wallet::online::{Online, OnlineError};
use celadon_wallet::{FileError, Loaded, Place, Reading, Steady, Wallet, WalletError, WalletFile};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::files::passphrase;
use crate::server::{CODE, Server};
use crate::world::declared;

/// A citizen at home: a file, a network, a clock.
pub struct Home {
    _folder: tempfile::TempDir,
    path: PathBuf,
    file: WalletFile,
    client: Client,
    pub rng: StdRng,
    clock: Reading,
}

impl Home {
    pub fn new() -> Home {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ada.wallet");
        let wallet = Wallet::new(None);
        let file = WalletFile::create(&path, passphrase(), WorkFactor::LOW, wallet).unwrap();
        let mut home = Home {
            _folder: folder,
            path,
            file,
            client: Client::new().unwrap(),
            rng: StdRng::seed_from_u64(3),
            clock: Reading {
                wall: NOW,
                steady: None,
            },
        };
        home.change(|wallet, rng| wallet.add_person("Ada".parse().unwrap(), rng));
        home
    }

    /// One whose wallet has the list, and Ada a credential.
    pub fn with_credential(server: &Server) -> Home {
        let mut home = Home::new();
        home.online().load_list(&list_url(server)).unwrap();
        home.online().enrol("Ada", &server.url(""), CODE).unwrap();
        home.online().declare("Ada", &declared()).unwrap();
        home
    }

    pub fn online(&mut self) -> Online<'_, StdRng, impl Fn() -> Reading + use<>> {
        let clock = self.clock;
        Online {
            file: &mut self.file,
            client: &self.client,
            rng: &mut self.rng,
            clock: move || clock,
        }
    }

    fn change<T>(
        &mut self,
        step: impl FnOnce(&mut Wallet, &mut StdRng) -> Result<T, celadon_wallet::WalletError>,
    ) -> T {
        self.file.change(&mut self.rng, step).unwrap()
    }

    fn wallet(&mut self) -> Wallet {
        self.file.read(&mut self.rng).unwrap()
    }

    /// As if the program had been killed and started again.
    fn restart(&mut self) {
        self.file = WalletFile::open(&self.path, passphrase(), &mut self.rng).unwrap();
    }
}

pub fn list_url(server: &Server) -> celadon_credential::url::HttpUrl {
    server.url("/.well-known/celadon/trust-list")
}

#[test]
fn the_whole_ceremony_over_http() {
    let server = Server::start();
    let mut home = Home::new();
    let loaded = home.online().load_list(&list_url(&server)).unwrap();
    assert_eq!(loaded, Loaded::InForce(Epoch::FIRST));
    home.online().enrol("Ada", &server.url(""), CODE).unwrap();
    home.online().declare("Ada", &declared()).unwrap();
    let (hour, day) = (Grid::HOUR.period_of(NOW), Grid::DAY.period_of(NOW));
    server.publish(hour, &[0]);
    server.publish(day, &[0]);
    let synced = home.online().sync("Ada", None).unwrap();
    let found: Vec<_> = synced.iter().map(|one| (one.period, one.found)).collect();
    assert_eq!(
        found,
        [(hour, Some(Colour::Green)), (day, Some(Colour::Green))]
    );
    let status = home.online().issuer_status("Ada").unwrap();
    assert_eq!((status.colour, &*status.reason), (Colour::Green, "healthy"));

    let venue = server.behind().world.specimen.venue(1, |_| {});
    let token = Challenge::create(
        &venue.signed_certificate,
        &venue.signed_policy,
        NOW,
        60,
        server.url("/v1/presentations"),
        &venue.key,
        &mut home.rng,
    );
    let (_, token) = token.unwrap();
    server.behind().venue = Some(venue);
    let verdict = home.online().answer("Ada", &token).unwrap();
    let (colour, valid_until) = (Colour::Green, hour.end());
    let accepted = Verdict::Accepted {
        colour,
        valid_until,
        pseudonym: None,
    };
    assert_eq!(verdict.map(|told| told.verdict), Some(accepted));

    // Nothing but the two steps of the issuance and the status names who asks.
    for (asked, named) in &server.behind().asked {
        let session = ["POST /v1/declarations", "GET /v1/status"];
        assert_eq!(*named, session.contains(&asked.as_str()), "{asked}");
    }
}

#[test]
fn c25_whoever_holds_another_colour_sends_nothing() {
    let server = Server::start();
    let mut home = Home::with_credential(&server);
    server.behind().world.registered[0].colour = Colour::Red;
    server.publish(Grid::HOUR.period_of(NOW), &[0]);
    home.online().sync("Ada", None).unwrap();
    let venue = server.behind().world.specimen.venue(1, |_| {});
    let token = Challenge::create(
        &venue.signed_certificate,
        &venue.signed_policy,
        NOW,
        60,
        server.url("/v1/presentations"),
        &venue.key,
        &mut home.rng,
    );
    let before = server.behind().asked.len();
    assert_eq!(
        home.online().answer("Ada", &token.unwrap().1).unwrap(),
        None
    );
    assert_eq!(server.behind().asked.len(), before);
}

#[test]
fn c17_an_answer_that_was_lost_is_asked_for_again() {
    let server = Server::start();
    let mut home = Home::new();
    home.online().load_list(&list_url(&server)).unwrap();
    home.online().enrol("Ada", &server.url(""), CODE).unwrap();
    server.behind().lose_answer = true;
    let lost = home.online().declare("Ada", &declared()).unwrap_err();
    assert!(
        matches!(&lost, OnlineError::Client(error) if error.problem() == Some(ProblemCode::Timeout))
    );
    home.restart();
    assert!(home.wallet().person("Ada").unwrap().request().is_some());
    home.online().resume("Ada").unwrap();
    home.restart();
    assert!(home.wallet().person("Ada").unwrap().has_credential());
    assert_eq!(server.behind().world.registered.len(), 1, "one signature");
}

#[test]
fn a_wrong_code_and_a_bad_declaration_can_be_mended() {
    let server = Server::start();
    let mut home = Home::new();
    home.online().load_list(&list_url(&server)).unwrap();
    let wrong = home
        .online()
        .enrol("Ada", &server.url(""), "WRONG")
        .unwrap_err();
    assert!(
        matches!(&wrong, OnlineError::Client(error) if error.problem() == Some(ProblemCode::CodeWrong))
    );
    home.online().enrol("Ada", &server.url(""), CODE).unwrap();
    server.behind().refuse = Some(ProblemCode::DeclarationInvalid);
    let refused = home.online().declare("Ada", &declared()).unwrap_err();
    assert!(refused.to_string().contains("what to do"), "{refused}");
    assert!(home.wallet().person("Ada").unwrap().request().is_none());
    // Overloaded is no verdict on the declaration: it waits.
    server.behind().refuse = Some(ProblemCode::Overloaded);
    home.online().declare("Ada", &declared()).unwrap_err();
    assert!(home.wallet().person("Ada").unwrap().request().is_some());
    home.online().resume("Ada").unwrap();
    assert!(home.wallet().person("Ada").unwrap().has_credential());
}

#[test]
fn a_code_goes_to_an_issuer_on_the_list_only() {
    let server = Server::start();
    let stranger = Server::start();
    let mut home = Home::new();
    let url = stranger.url("");
    let early = home.online().enrol("Ada", &server.url(""), CODE);
    assert!(matches!(
        early,
        Err(OnlineError::File(FileError::Wallet(WalletError::NoList)))
    ));
    home.online().load_list(&list_url(&server)).unwrap();
    let refused = home.online().enrol("Ada", &url, CODE);
    assert!(matches!(
        refused,
        Err(OnlineError::File(FileError::Wallet(WalletError::OtherIssuer(other)))) if other == url
    ));
    let unknown = home.online().enrol("Bo", &server.url(""), CODE);
    assert!(matches!(
        unknown,
        Err(OnlineError::File(FileError::Wallet(
            WalletError::UnknownPerson(_)
        )))
    ));
    assert!(stranger.behind().asked.is_empty());
    let asked = server.behind().asked.clone();
    assert!(
        !asked.iter().any(|(asked, _)| asked.contains("enrolments")),
        "{asked:?}"
    );
}

#[test]
fn looks_through_every_new_round_wherever_the_stamp_is() {
    let server = Server::start();
    let mut home = Home::with_credential(&server);
    let hour = Grid::HOUR.period_of(NOW);
    for people in [&[0][..], &[], &[0], &[]] {
        server.publish(hour, people);
    }
    let asked = |server: &Server| -> Vec<String> {
        let mut behind = server.behind();
        std::mem::take(&mut behind.asked)
            .into_iter()
            .map(|(asked, _)| {
                asked.replace(&format!("/v1/stamps/3600/{}", hour.end().as_secs()), "")
            })
            .filter(|asked| asked.ends_with("manifest"))
            .collect()
    };
    asked(&server);
    home.online().sync("Ada", None).unwrap();
    // Not down to the one with the stamp: that would tell whose colour has changed.
    let all = [3, 2, 1, 0].map(|round| format!("GET /{round}/manifest"));
    assert_eq!(asked(&server), all);
    home.online().sync("Ada", None).unwrap();
    assert!(asked(&server).is_empty());
    // The colour changes, and the next round has it.
    server.behind().world.registered[0].colour = Colour::Yellow;
    server.publish(hour, &[]);
    server.publish(hour, &[0]);
    home.restart();
    let synced = home.online().sync("Ada", None).unwrap();
    assert_eq!(
        (synced[0].rounds, synced[0].found),
        (6, Some(Colour::Yellow))
    );
    assert_eq!(asked(&server), ["GET /5/manifest", "GET /4/manifest"]);
    let status = home.change(|wallet, _| wallet.status("Ada", NOW));
    assert_eq!(status.colour(), Some(Colour::Yellow));
}

#[test]
fn what_was_found_is_kept_when_another_period_fails() {
    let server = Server::start();
    let mut home = Home::with_credential(&server);
    let (hour, day) = (Grid::HOUR.period_of(NOW), Grid::DAY.period_of(NOW));
    server.publish(hour, &[0]);
    server.publish(day, &[0]);
    let key = (86_400, day.end().as_secs());
    for file in &mut server.behind().rounds.get_mut(&key).unwrap()[0].files {
        file[50] ^= 1;
    }
    assert!(home.online().sync("Ada", None).is_err());
    let status = home.change(|wallet, _| wallet.status("Ada", NOW));
    let colours: Vec<_> = status.stamps.iter().map(|stamp| stamp.colour).collect();
    assert_eq!(colours, [Some(Colour::Green), None]);
    // The day's round counts as not seen.
    assert_eq!(home.wallet().wanted("Ada", NOW).unwrap()[1].seen, 0);
}

#[test]
fn a_stamp_is_kept_when_an_older_round_fails() {
    let server = Server::start();
    let mut home = Home::with_credential(&server);
    let hour = Grid::HOUR.period_of(NOW);
    server.publish(hour, &[]);
    server.publish(hour, &[0]);
    let key = (3_600, hour.end().as_secs());
    let honest = server.behind().rounds[&key].clone();
    for file in &mut server.behind().rounds.get_mut(&key).unwrap()[0].files {
        file[50] ^= 1;
    }
    assert!(home.online().sync("Ada", None).is_err());
    let status = home.change(|wallet, _| wallet.status("Ada", NOW));
    assert_eq!(status.colour(), Some(Colour::Green));
    // None of the rounds counts as seen: the next sync asks for what everybody's would.
    assert_eq!(home.wallet().wanted("Ada", NOW).unwrap()[0].seen, 0);
    server.behind().rounds.insert(key, honest);
    home.online().sync("Ada", None).unwrap();
    assert_eq!(home.wallet().wanted("Ada", NOW).unwrap()[0].seen, 2);
}

#[test]
fn a_mirror_does_as_well() {
    let server = Server::start();
    let mirror = Server::start();
    let mut home = Home::with_credential(&server);
    let hour = Grid::HOUR.period_of(NOW);
    server.publish(hour, &[0]);
    let copies = server.behind().rounds.clone();
    mirror.behind().rounds = copies;
    server.behind().asked.clear();
    let synced = home.online().sync("Ada", Some(&mirror.url("/"))).unwrap();
    assert_eq!(synced[0].found, Some(Colour::Green));
    assert!(server.behind().asked.is_empty());
}

#[test]
fn c08_a_wrong_clock_is_corrected_by_one_contact() {
    for wrong in [NOW.plus(75), NOW.minus(75)] {
        let server = Server::start();
        let mut home = Home::new();
        home.clock.wall = wrong;
        let origin = [1; 16];
        home.clock.steady = Some(Steady {
            origin,
            seconds: 50,
        });
        home.online().load_list(&list_url(&server)).unwrap();
        assert!(home.wallet().has_learned_time());
        let slot_at = |home: &mut Home, clock: Reading| Slot::of(home.wallet().now(clock));
        let later = Reading {
            wall: wrong.plus(40),
            steady: Some(Steady {
                origin,
                seconds: 90,
            }),
        };
        assert_eq!(slot_at(&mut home, later), Slot::of(NOW.plus(40)));
        // Offline still, its owner sets the clock right.
        let set_right = Reading {
            wall: NOW.plus(40),
            ..later
        };
        assert_eq!(slot_at(&mut home, set_right), Slot::of(NOW.plus(40)));
    }
    // A fresh start that never met a server still shows a code, by its own clock.
    let server = Server::start();
    let mut offline = Home::new();
    let list = server.behind().world.specimen.list.to_bytes();
    offline.change(|wallet, rng| wallet.load_list(&list, NOW, rng));
    assert!(!offline.wallet().has_learned_time());
    let rng = &mut StdRng::seed_from_u64(1);
    let shown = offline
        .wallet()
        .show("Ada", Place::Anywhere, NOW.plus(75), rng);
    assert!(shown.is_ok());
}

#[test]
fn c12_a_bad_answer_keeps_list_and_time_and_the_next_good_one_is_taken() {
    let server = Server::start();
    let mut home = Home::new();
    home.online().load_list(&list_url(&server)).unwrap();
    let before = home.wallet().to_bytes();
    let next = server.behind().world.specimen.next_list(|_| {});
    let half = next.to_bytes()[..500].to_vec();
    for bad in [
        "{}".into_response(),
        "<html>Log in</html>".into_response(),
        half.into_response(),
        vec![0u8; 2 << 20].into_response(),
        axum::http::StatusCode::BAD_GATEWAY.into_response(),
    ] {
        server.behind().list = Some(bad);
        server.behind().time = NOW.plus(86_400);
        let error = home.online().load_list(&list_url(&server)).unwrap_err();
        assert!(matches!(
            error,
            OnlineError::File(FileError::Wallet(_)) | OnlineError::Client(_)
        ));
        assert_eq!(*home.wallet().to_bytes(), *before);
    }
    server.behind().time = NOW;
    server.behind().world.specimen.list = next;
    let loaded = home.online().load_list(&list_url(&server)).unwrap();
    assert!(matches!(loaded, Loaded::Waits { .. }));
}

#[test]
fn no_two_requests_share_a_connection() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let tell = tell.clone();
            std::thread::spawn(move || serve(&stream.unwrap(), number, &tell));
        }
    });
    let client = Client::new().unwrap();
    let url = url.parse().unwrap();
    for _ in 0..2 {
        client.trust_list(&url).unwrap();
    }
    // A server that leaves connections open could tell that two answers are one wallet's.
    assert_eq!([told.recv().unwrap(), told.recv().unwrap()], [0, 1]);
}

/// Answers every request of a connection, and tells the connection's number each time.
fn serve(stream: &std::net::TcpStream, number: usize, tell: &std::sync::mpsc::Sender<usize>) {
    use std::io::{BufRead, BufReader, Write};
    let mut stream = stream;
    for line in BufReader::new(stream).lines() {
        if line.unwrap().is_empty() {
            tell.send(number).unwrap();
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                .unwrap();
        }
    }
}

#[test]
fn what_is_no_answer_is_said_so() {
    let server = Server::start();
    let client = Client::new().unwrap();
    let redirected = client.trust_list(&server.url("/elsewhere"));
    assert!(matches!(redirected, Err(ClientError::Redirected { .. })));
    let endless = client.trust_list(&server.url("/endless"));
    assert!(matches!(endless, Err(ClientError::Unreadable { .. })));
    let absent = client.trust_list(&server.url("/nothing"));
    assert!(matches!(
        absent,
        Err(ClientError::Refused { status: 404, .. })
    ));
    let queried = client.enrol(&server.url("/?a=b"), CODE);
    assert!(matches!(queried, Err(ClientError::Address(_))));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let url = format!("http://{address}/secret-path").parse().unwrap();
    let error = client.trust_list(&url).unwrap_err().to_string();
    assert!(error.contains(&address.to_string()), "{error}");
    assert!(!error.contains("secret-path"), "{error}");
    let at: Option<Time> = client.trust_list(&list_url(&server)).unwrap().date;
    assert_eq!(at, Some(NOW));
}
