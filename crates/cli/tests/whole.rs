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
use serde_json::Value;

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/samples/rules.toml");
const DECLARATION: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../api/samples/declaration-green.toml"
);

/// A process that ends with its test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn celadon(folder: &Path, arguments: &[&str]) -> Command {
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

fn run(folder: &Path, arguments: &[&str]) -> Value {
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
fn papers(specimen: &Specimen, key: &[u8; 32], folder: &Path) {
    let federation = specimen.document.id();
    let policy = Policy {
        federation,
        id: PolicyId::from_bytes([1; 16]),
        version: 1,
        name: "Green within the hour".parse().unwrap(),
        colours: vec![Colour::Green],
        grid: Grid::HOUR,
        pseudonym: None,
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
        scene: Scene::Transport,
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

/// A challenge of the verifier, as a venue's device asks for it.
fn challenge(verifier: &str, api_key: &str) -> Value {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let request = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .post(format!("{verifier}/v1/challenges"))
        .bearer_auth(api_key)
        .json(&serde_json::json!({}));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { request.send().await.unwrap().json().await.unwrap() })
}

#[test]
fn from_the_issuers_desk_to_the_venues_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let specimen = Specimen::new(1);
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
    let list = list(&specimen, IssuerKeyRequest::from_bytes(&request).unwrap());
    std::fs::write(folder.join("f.list"), list.to_bytes()).unwrap();
    let serving = [
        "issuer",
        "serve",
        "--dir",
        "issuer",
        "--trust-list",
        "f.list",
    ];
    let (_issuer, _) = serve(
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
    let status = loop {
        run(folder, &["wallet", "sync"]);
        let status = run(folder, &["wallet", "status", "--ask-issuer"]);
        let stamped = status["stamps"].as_array().unwrap();
        if stamped.iter().all(|stamp| !stamp["colour"].is_null()) {
            break status;
        }
        std::thread::sleep(Duration::from_millis(200));
    };
    assert_eq!(
        (&status["colour"], &status["issuers"]),
        (&"green".into(), &2.into())
    );
    assert_eq!(status["issuer_says"]["colour"], "green");

    let made = run(folder, &["verifier", "init", "--dir", "verifier"]);
    papers(
        &specimen,
        &hex(made["public_key"].as_str().unwrap()),
        folder,
    );
    let papers = [
        "--trust-list",
        "f.list",
        "--venue",
        "v.venue",
        "--policy",
        "p.policy",
    ];
    let shown = run(folder, &["wallet", "show"]);
    let text = shown["text"].as_str().unwrap();
    let verdict = run(
        folder,
        &[&["verifier", "check", text], &papers[..]].concat(),
    );
    assert_eq!(verdict["result"], "accepted", "{verdict}");
    let serving = [
        "verifier",
        "serve",
        "--dir",
        "verifier",
        "--listen",
        "127.0.0.1:0",
    ];
    let (_verifier, url) = serve(folder, &[&serving[..], &papers].concat());
    let challenge = challenge(&url, made["api_key"].as_str().unwrap());
    let text = challenge["challenge"].as_str().unwrap();
    let answered = run(folder, &["wallet", "answer", text, "--yes"]);
    assert_eq!(answered["verdict"]["colour"], "green", "{answered}");
}
