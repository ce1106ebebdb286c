//! An issuer's folder, made by the binary and accredited by a specimen federation.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use celadon_api::issuer::EnrolmentResponse;
use celadon_api::sources::DeclarationSource;
use celadon_api::words::from_base64url;
use celadon_credential::issuance::{
    Credential, Declaration, IssuanceResponse, Offer, PendingCredential,
};
use celadon_credential::presentation::Federation;
use celadon_credential::record::Record;
use celadon_credential::signed::VerifyingKey;
use celadon_credential::time::Clock;
use celadon_credential::trust_list::{
    AccreditationKey, IssuerKeyRequest, KnownLists, SignedTrustList, TrustList,
};
use celadon_curve::{Scalar, Secret};
use celadon_service::SystemClock;
use celadon_specimen::Specimen;
use rand::rngs::StdRng;
use tempfile::TempDir;

const GREEN: &str = include_str!("../../../api/samples/declaration-green.toml");
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/samples/rules.toml");

pub struct Region {
    folder: TempDir,
    id: String,
    federation: Option<Federation>,
    manifest_key: Option<VerifyingKey>,
}

/// A service at work; killed when dropped.
pub struct Issuer {
    pub address: SocketAddr,
    child: Child,
}

/// A session, and the request that is sent in it.
pub struct Visit {
    session: String,
    pending: PendingCredential,
}

impl Region {
    /// Made and accredited, with a round of stamps every second.
    pub fn new() -> Region {
        let specimen = Specimen::new(1);
        let mut region = Region {
            folder: tempfile::tempdir().unwrap(),
            id: specimen.federation.list().federation().to_string(),
            federation: None,
            manifest_key: None,
        };
        let made = region.init();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let request = std::fs::read(region.folder().join("accreditation.request")).unwrap();
        let request = IssuerKeyRequest::from_bytes(&request).unwrap();

        let mut rng: StdRng = rand::make_rng();
        let now = SystemClock.now();
        let (_, list) = specimen.list.unverified().unwrap();
        let mut terms = list.terms().clone();
        terms.charter = terms.charter.with_round_interval(1).unwrap();
        terms.logged_at = now.minus(7_200);
        terms.active_from = now.minus(3_600);
        terms.valid_until = now.plus(86_400);
        terms.sunset = now.plus(40 * 86_400);
        terms.online_key_until = now.plus(40 * 86_400);
        region.manifest_key = Some(request.issuer.manifest_key);
        let key = AccreditationKey::generate(&mut rng);
        let list = TrustList::new(terms, &key, &[request]).unwrap();
        let mut list_signed = SignedTrustList::new(&specimen.document, &list);
        list_signed.sign(&specimen.root).unwrap();
        std::fs::write(region.list(), list_signed.to_bytes()).unwrap();
        let verified = list_signed
            .verify(None, &KnownLists::new(), &mut rng)
            .unwrap();
        region.federation = Some(Federation::new(verified));
        region
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("issuer")
    }

    pub fn stamps(&self) -> PathBuf {
        self.folder().join("stamps")
    }

    pub fn manifest_key(&self) -> VerifyingKey {
        self.manifest_key.unwrap()
    }

    fn list(&self) -> PathBuf {
        self.folder.path().join("trust.list")
    }

    fn federation(&self) -> &Federation {
        self.federation.as_ref().unwrap()
    }

    /// `celadon --json issuer WHAT --dir …` with the passphrase in the environment.
    pub fn command(&self, what: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_celadon"));
        command
            .args(["--json", "issuer"])
            .args(what)
            .arg("--dir")
            .arg(self.folder())
            .env("CELADON_PASSPHRASE", "a passphrase of the tests")
            .stdin(Stdio::null());
        command
    }

    pub fn init(&self) -> Output {
        self.command(&[
            "init",
            "--name",
            "Region",
            "--endpoint",
            "https://issuer.example",
        ])
        .args(["--federation-id", &self.id, "--work-factor", "10"])
        .output()
        .unwrap()
    }

    /// The exit code and the result of a command.
    pub fn json(&self, what: &[&str]) -> (i32, serde_json::Value) {
        let output = self.command(what).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let result = serde_json::from_slice(&output.stdout);
        let result = result.unwrap_or_else(|_| panic!("{error}"));
        (output.status.code().unwrap(), result)
    }

    pub fn enrol(&self, passport: &str) -> serde_json::Value {
        let document = ["--kind", "passport", "--number", passport];
        let (code, result) = self.json(&[&["enrol", "--name", "Specimen"], &document[..]].concat());
        assert_eq!(code, 0);
        result
    }

    pub fn serve_args(&self) -> Vec<PathBuf> {
        let list = self.list();
        let words = ["--listen", "127.0.0.1:0", "--rules", RULES, "--trust-list"];
        words.into_iter().map(PathBuf::from).chain([list]).collect()
    }

    pub fn serve(&self) -> Issuer {
        let mut child = self
            .command(&["serve"])
            .args(self.serve_args())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        lines.read_line(&mut line).unwrap();
        let listening: serde_json::Value = serde_json::from_str(&line).unwrap();
        Issuer {
            address: listening["address"].as_str().unwrap().parse().unwrap(),
            child,
        }
    }

    /// Shows a code, and makes a request for what is offered.
    pub fn visit(&self, address: SocketAddr, code: &str) -> Visit {
        let body = serde_json::json!({ "code": code }).to_string();
        let answer = post(
            address,
            "/v1/enrolments",
            "",
            "application/json",
            body.as_bytes(),
        );
        let enrolment: EnrolmentResponse = serde_json::from_slice(&answer.unwrap()).unwrap();
        let offer = from_base64url(&enrolment.offer, 256).unwrap();
        let mut rng: StdRng = rand::make_rng();
        let list = self.federation().list();
        let today = list.charter().zone().day_of(SystemClock.now());
        let contents = DeclarationSource::parse(GREEN).unwrap();
        let contents = contents.contents(today).unwrap();
        let records = vec![
            Record::seal(&contents.residence, &mut rng).unwrap(),
            Record::seal(&contents.travel, &mut rng).unwrap(),
            Record::seal(&contents.health, &mut rng).unwrap(),
        ];
        let parameters = self.federation().parameters();
        let (_, pending) = PendingCredential::begin(
            Offer::from_bytes(&offer).unwrap(),
            &Declaration::new(records, parameters).unwrap(),
            Secret::new(Scalar::random_nonzero(&mut rng)),
            list,
            parameters,
            &mut rng,
        )
        .unwrap();
        Visit {
            session: enrolment.session,
            pending,
        }
    }

    /// What the wallet makes of an answer.
    pub fn receive(&self, visit: &Visit, answer: &[u8]) -> Credential {
        let response = IssuanceResponse::from_bytes(answer).unwrap();
        let parameters = self.federation().parameters();
        visit.pending.receive(response, parameters).unwrap()
    }
}

impl Visit {
    /// The answer to the request; `None` if the connection breaks.
    pub fn declare(&self, address: SocketAddr) -> Option<Vec<u8>> {
        let bearer = format!("Authorization: Bearer {}\r\n", self.session);
        let octets = "application/octet-stream";
        post(
            address,
            "/v1/declarations",
            &bearer,
            octets,
            self.pending.request(),
        )
    }
}

impl Issuer {
    /// Kills it at once.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to end, and waits for it.
    pub fn end(&mut self) -> Option<i32> {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The body of a 200; `None` if the connection breaks.
fn post(address: SocketAddr, path: &str, more: &str, kind: &str, body: &[u8]) -> Option<Vec<u8>> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: issuer\r\nConnection: close\r\n{more}Content-Type: {kind}\
         \r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let body = answer.split_off(end + 4);
    assert!(
        head.starts_with("HTTP/1.1 200"),
        "{head}\n{}",
        String::from_utf8_lossy(&body)
    );
    let length = head.to_lowercase();
    let length = length.split("content-length: ").nth(1)?.lines().next()?;
    (length.parse() == Ok(body.len())).then_some(body)
}
