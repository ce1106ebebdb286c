//! The wallet with the real issuer and the real verifier, each a process of its own.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use celadon_credential::charter::Charter;
use celadon_credential::ids::{PolicyId, VenueId};
use celadon_credential::policy::Policy;
use celadon_credential::signed::key_from_bytes;
use celadon_credential::time::Zone;
use celadon_credential::trust_list::{
    AccreditationKey, IssuerKeyRequest, SignedTrustList, Terms, TrustList,
};
use celadon_credential::venue::{Scene, VenueCertificate};
use celadon_credential::{Colour, Grid, Time};
use celadon_specimen::Specimen;
use rand::SeedableRng;
use rand::rngs::StdRng;
use reqwest::Method;
use serde_json::Value;

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/samples/rules.toml");
const DECLARATION: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../api/samples/declaration-green.toml"
);

/// A process that ends with its test.
pub struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn celadon(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_celadon"));
    command
        .args(arguments)
        .arg("--json")
        .current_dir(folder)
        .env("CELADON_PASSPHRASE", "correct horse")
        .env("CELADON_WALLET", "ada.wallet")
        .stdin(Stdio::null());
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> Value {
    let output = celadon(folder, arguments).output().unwrap();
    let failure = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {failure}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Starts a service and waits until it says where it listens.
fn serve(folder: &Path, arguments: &[&str]) -> (Serving, String) {
    let mut child = celadon(folder, arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = child.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    let listening: Value = serde_json::from_str(&line).unwrap();
    (
        Serving(child),
        listening["url"].as_str().unwrap().to_owned(),
    )
}

fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Time::from_secs(since.as_secs())
}

/// A list with this issuer on it besides the specimen's, in force now.
fn list(specimen: &Specimen, request: IssuerKeyRequest) -> SignedTrustList {
    let rng = &mut StdRng::seed_from_u64(8);
    let (_, list) = specimen.list.unverified().unwrap();
    let charter = Charter::standard(Zone::named("Asia/Shanghai").unwrap());
    let terms = Terms {
        charter: charter.with_round_interval(1).unwrap(),
        logged_at: now().minus(100),
        active_from: now().minus(100),
        valid_until: now().plus(86_400),
        online_key_until: now().plus(86_400),
        ..list.terms().clone()
    };
    let other = specimen.issuers[0].request(specimen.members[0].clone(), rng);
    let key = AccreditationKey::generate(rng);
    let list = TrustList::new(terms, &key, &[request, other]).unwrap();
    let mut signed = SignedTrustList::new(&specimen.document, &list);
    signed.sign(&specimen.root).unwrap();
    signed
}

/// Certificate and policy of a venue with this key.
fn papers(specimen: &Specimen, key: &[u8; 32], pseudonym: Option<&str>, folder: &Path) {
    let federation = specimen.document.id();
    let policy = Policy {
        federation,
        id: PolicyId::from_bytes([1; 16]),
        version: 1,
        name: "Green within the hour".parse().unwrap(),
        colours: vec![Colour::Green],
        grid: Grid::HOUR,
        pseudonym: pseudonym.map(str::to_owned),
        paper: false,
        purpose: 1,
        refused: "Please speak to the staff.".into(),
        yellow: String::new(),
        valid_until: now().plus(3_600),
    };
    let policy = policy.seal(&specimen.online).unwrap();
    let certificate = VenueCertificate {
        federation,
        venue: VenueId::from_bytes([1; 16]),
        name: "Metro line 2".parse().unwrap(),
        address: "Lakeside".parse().unwrap(),
        // A place that may ask for a pseudonym only where one is asked for.
        scene: match pseudonym {
            Some(_) => Scene::Workplace,
            None => Scene::Transport,
        },
        key: key_from_bytes(key).unwrap(),
        policy_digest: Policy::digest(&policy),
        valid_from: now().minus(3_600),
        valid_until: now().plus(3_600),
    };
    let certificate = certificate.seal(&specimen.online).unwrap();
    std::fs::write(folder.join("p.policy"), policy.to_bytes()).unwrap();
    std::fs::write(folder.join("v.venue"), certificate.to_bytes()).unwrap();
}

fn hex(text: &str) -> [u8; 32] {
    let byte = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
    core::array::from_fn(byte)
}

/// A verifier at work, with one venue.
pub struct Door {
    _verifier: Serving,
    url: String,
    api_key: String,
}

impl Door {
    /// Opens a door in a folder with the list `f.list`. Its papers are `v.venue` and `p.policy`.
    pub fn open(folder: &Path, specimen: &Specimen, pseudonym: Option<&str>) -> Door {
        let made = run(folder, &["verifier", "init", "--dir", "verifier"]);
        let key = hex(made["public_key"].as_str().unwrap());
        papers(specimen, &key, pseudonym, folder);
        let serving = ["verifier", "serve", "--dir", "verifier"];
        let arguments = [&serving[..], &PAPERS, &["--listen", "127.0.0.1:0"]].concat();
        let (verifier, url) = serve(folder, &arguments);
        Door {
            _verifier: verifier,
            url,
            api_key: made["api_key"].as_str().unwrap().to_owned(),
        }
    }

    /// A challenge, as a venue's device asks for it.
    pub fn challenge(&self) -> Value {
        self.call(Method::POST, "/v1/challenges")
    }

    /// What became of it.
    pub fn outcome(&self, challenge: &Value) -> Value {
        let id = challenge["id"].as_str().unwrap();
        self.call(Method::GET, &format!("/v1/challenges/{id}"))
    }

    fn call(&self, method: Method, path: &str) -> Value {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let request = reqwest::Client::builder()
            .no_proxy()
            .build()
            .unwrap()
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.api_key);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async { request.send().await.unwrap().json().await.unwrap() })
    }
}

const PAPERS: [&str; 6] = [
    "--trust-list",
    "f.list",
    "--venue",
    "v.venue",
    "--policy",
    "p.policy",
];

/// An issuer at work, and a wallet whose one person it has enrolled and stamped; and what the
/// wallet says of itself.
pub fn enrolled(folder: &Path, specimen: &Specimen) -> (Serving, Value) {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let listen = format!("127.0.0.1:{port}");
    let endpoint = format!("http://{listen}");
    let federation = specimen.document.id().to_string();
    let names = ["--name", "Azure Province", "--endpoint", &endpoint];
    let init = [
        "issuer",
        "init",
        "--dir",
        "issuer",
        "--federation-id",
        &federation,
    ];
    run(folder, &[&init[..], &names].concat());
    let request = std::fs::read(folder.join("issuer/accreditation.request")).unwrap();
    let list = list(specimen, IssuerKeyRequest::from_bytes(&request).unwrap());
    std::fs::write(folder.join("f.list"), list.to_bytes()).unwrap();
    let serving = [
        "issuer",
        "serve",
        "--dir",
        "issuer",
        "--trust-list",
        "f.list",
    ];
    let (issuer, _) = serve(
        folder,
        &[&serving[..], &["--rules", RULES, "--listen", &listen]].concat(),
    );
    let document = [
        "--kind",
        "passport",
        "--number",
        "E12345678",
        "--name",
        "Ada",
    ];
    let enrol = run(
        folder,
        &[&["issuer", "enrol", "--dir", "issuer"], &document[..]].concat(),
    );
    let code = enrol["code"].as_str().unwrap();

    run(folder, &["wallet", "init", "--work-factor", "10"]);
    run(folder, &["wallet", "list", "f.list"]);
    run(
        folder,
        &[
            "wallet",
            "enrol",
            "--issuer",
            "Azure Province",
            "--code",
            code,
        ],
    );
    run(folder, &["wallet", "declare", DECLARATION]);
    loop {
        run(folder, &["wallet", "sync"]);
        let status = run(folder, &["wallet", "status", "--ask-issuer"]);
        let stamped = status["stamps"].as_array().unwrap();
        if stamped.iter().all(|stamp| !stamp["colour"].is_null()) {
            return (issuer, status);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn from_the_issuers_desk_to_the_venues_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let specimen = Specimen::new(1);
    let (_issuer, status) = enrolled(folder, &specimen);
    assert_eq!(
        (&status["colour"], &status["issuers"]),
        (&"green".into(), &2.into())
    );
    assert_eq!(status["issuer_says"]["colour"], "green");

    let door = Door::open(folder, &specimen, None);
    let shown = run(folder, &["wallet", "show"]);
    let text = shown["text"].as_str().unwrap();
    let checking = [&["verifier", "check", text], &PAPERS[..]].concat();
    let verdict = run(folder, &checking);
    assert_eq!(verdict["result"], "accepted", "{verdict}");
    let challenge = door.challenge();
    for form in ["challenge", "request", "request_by_reference"] {
        let challenge = door.challenge();
        let text = challenge[form].as_str().unwrap();
        let answered = run(folder, &["wallet", "answer", text, "--yes"]);
        assert_eq!(answered["verdict"]["colour"], "green", "{answered}");
        assert_eq!(door.outcome(&challenge), answered["verdict"]);
    }
    assert_eq!(door.outcome(&challenge)["result"], "pending");
}
