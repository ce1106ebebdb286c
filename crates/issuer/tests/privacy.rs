//! What an issuer receives and stores, searched for what it must not have.
//!
//! A declaration goes through the real service. Every byte that the wallet sent, every file of the
//! issuer's folder and every line of its log is searched for the residence, in all the encodings
//! in which it could hide; the database and the log for name, number, session and code as well.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use celadon_api::issuer::EnrolmentResponse;
use celadon_api::sources::Rules;
use celadon_api::words::from_base64url;
use celadon_credential::identity::IdentityNumber;
use celadon_credential::issuance::{Declaration, IssuanceResponse, Offer, PendingCredential};
use celadon_credential::presentation::Federation;
use celadon_credential::record::Record;
use celadon_credential::records::{
    HealthDeclaration, Identity, Residence, Transport, TravelHistory, Trip,
};
use celadon_credential::stamp::Kernel;
use celadon_credential::trust_list::KnownLists;
use celadon_curve::{Scalar, Secret};
use celadon_issuer::IssuerSecrets;
use celadon_issuer::service::{Config, start};
use celadon_service::telemetry::{LogFormat, subscriber};
use celadon_service::{HandClock, Limits};
use celadon_specimen::{NOW, Specimen};
use data_encoding::{BASE64, BASE64URL, HEXLOWER, HEXUPPER};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::region::raw::Raw;
use crate::region::{RULES, accredit};

const RESIDENCE: [&str; 4] = [
    "Azure Province",
    "湖畔市清水区",
    "West Shore District",
    "Willow Lane 17, stair 4, flat 301",
];
const PLACE: &str = "Riverton Harbour";
const NAME: &str = "Wang Specimen 王样本";
const NUMBER: &str = "99999919000101004X";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The encodings of a value in which it is looked for.
fn forms(value: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![
        value.to_vec(),
        HEXLOWER.encode(value).into_bytes(),
        HEXUPPER.encode(value).into_bytes(),
    ];
    // Base64 of a longer text that holds the value: three places to begin, and the characters at
    // the ends hang on the neighbours.
    for start in 0..3 {
        let padded = [&vec![0; start][..], value].concat();
        let whole = padded.len() / 3 * 3;
        for alphabet in [BASE64, BASE64URL] {
            let text = alphabet.encode(&padded[..whole]).into_bytes();
            forms.push(text[if start == 0 { 0 } else { 4 }..].to_vec());
        }
    }
    if let Ok(text) = std::str::from_utf8(value) {
        let units: Vec<u16> = text.encode_utf16().collect();
        forms.push(units.iter().flat_map(|unit| unit.to_le_bytes()).collect());
        forms.push(units.iter().flat_map(|unit| unit.to_be_bytes()).collect());
        let escape = |byte: u8| match byte {
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        forms.push(text.bytes().map(escape).collect::<String>().into_bytes());
        let json: String = (units.iter())
            .map(|unit| match u8::try_from(*unit) {
                Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
                _ => format!("\\u{unit:04x}"),
            })
            .collect();
        forms.push(json.into_bytes());
        forms.push(text.to_lowercase().into_bytes());
        forms.push(text.to_uppercase().into_bytes());
    }
    forms
}

fn holds(haystack: &[u8], value: &[u8]) -> bool {
    forms(value).iter().any(|form| {
        assert!(form.len() >= 6, "too short to be looked for");
        haystack.windows(form.len()).any(|window| window == form)
    })
}

/// Every byte of every file below a folder, and the files' names.
fn everything(folder: &Path, into: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        into.extend_from_slice(path.to_str().unwrap().as_bytes());
        if path.is_dir() {
            everything(&path, into);
        } else {
            into.extend_from_slice(&std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn the_search_finds_a_value_in_every_encoding() {
    let address = RESIDENCE[3].as_bytes();
    let around = |inner: &[u8]| [b"abcde", inner, b"xyz"].concat();
    for inner in [
        address.to_vec(),
        HEXLOWER.encode(address).into_bytes(),
        BASE64.encode(&around(address)).into_bytes(),
        BASE64URL.encode(&[b"a", address].concat()).into_bytes(),
        BASE64.encode(&[b"ab", address, b"?"].concat()).into_bytes(),
        RESIDENCE[3]
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect(),
        RESIDENCE[3]
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
        b"Willow%20Lane%2017%2C%20stair%204%2C%20flat%20301".to_vec(),
    ] {
        assert!(holds(&around(&inner), address), "{inner:?}");
    }
    assert!(holds(
        br#"{"city":"\u6e56\u7554\u5e02\u6e05\u6c34\u533a"}"#,
        RESIDENCE[1].as_bytes()
    ));
    assert!(!holds(&around(b"Willow Lane 18"), address));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_byte_that_an_issuer_receives_or_stores_is_of_the_residence() {
    let log = Log::default();
    let writer = log.clone();
    // The other tests of this program write into it as well, which does no harm.
    let filter = "trace";
    let lines = subscriber(filter, LogFormat::Human, move || writer.clone()).unwrap();
    tracing::subscriber::set_global_default(lines).unwrap();

    let specimen = Specimen::new(1);
    let mut rng = StdRng::seed_from_u64(3);
    let own = *specimen.federation.list().federation();
    let secrets = IssuerSecrets::generate(own, &mut rng);
    let endpoint = "https://issuer.example".parse().unwrap();
    let request = secrets.request("Own".parse().unwrap(), endpoint, &mut rng);
    let list = accredit(&specimen, &[request], |_| {});
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("trust.list");
    std::fs::write(&file, list.to_bytes()).unwrap();
    let clock = Arc::new(HandClock::at(NOW));
    let config = Config {
        folder: folder.path().to_owned(),
        secrets,
        rules: Rules::parse(RULES).unwrap(),
        list: file.to_str().unwrap().parse().unwrap(),
        refresh: Config::REFRESH,
        listen: ([127, 0, 0, 1], 0).into(),
        limits: Limits::default(),
        kernel: Kernel::ConstantTime,
    };
    let issuer = start(config, clock.clone()).await.unwrap();
    let identity = Identity {
        number: IdentityNumber::parse(NUMBER).unwrap(),
        name: NAME.into(),
    };
    let registry = issuer.office().registry();
    let code = registry.enrol(&identity, NOW, &mut rng).await.unwrap().code;

    let mut wallet = Raw::new(issuer.address());
    let body = format!("{{\"code\":\"{code}\"}}");
    let answer = wallet.post("/v1/enrolments", None, "application/json", body.as_bytes());
    let enrolment: EnrolmentResponse = serde_json::from_slice(&answer.await.body).unwrap();
    let offer = from_base64url(&enrolment.offer, 256).unwrap();

    let today = list
        .unverified()
        .unwrap()
        .1
        .terms()
        .charter
        .zone()
        .day_of(NOW);
    let residence = Residence {
        province: RESIDENCE[0].into(),
        city: RESIDENCE[1].into(),
        district: RESIDENCE[2].into(),
        address: RESIDENCE[3].into(),
    };
    let travel = TravelHistory {
        trips: vec![Trip {
            from: today.minus(4),
            to: today.minus(2),
            area_code: "990102".into(),
            place: PLACE.into(),
            transport: Transport::Rail,
        }],
    };
    let health = HealthDeclaration {
        date: today,
        temperature_tenths: 366,
        symptoms: vec!["a tickle in the throat".into()],
        contact_with_case: false,
        positive_test: false,
    };
    let at_home = Record::seal(&residence, &mut rng).unwrap();
    let records = vec![
        at_home.clone(),
        Record::seal(&travel, &mut rng).unwrap(),
        Record::seal(&health, &mut rng).unwrap(),
    ];
    let federation = Federation::new(list.verify(None, &KnownLists::new(), &mut rng).unwrap());
    let holder_secret = Secret::new(Scalar::random_nonzero(&mut rng));
    let (_, pending) = PendingCredential::begin(
        Offer::from_bytes(&offer).unwrap(),
        &Declaration::new(records, federation.parameters()).unwrap(),
        holder_secret.clone(),
        federation.list(),
        federation.parameters(),
        &mut rng,
    )
    .unwrap();
    let session = Some(enrolment.session.as_str());
    let octets = "application/octet-stream";
    // A retry is stored and logged like a first try.
    for _ in 0..2 {
        let answer = wallet.post("/v1/declarations", session, octets, pending.request());
        let answer = answer.await;
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        let response = IssuanceResponse::from_bytes(&answer.body).unwrap();
        pending.receive(response, federation.parameters()).unwrap();
    }
    assert_eq!(wallet.get("/v1/status", session).await.status, 200);
    // And something that is refused, since faults are what logs are full of.
    let refused = wallet.post("/v1/declarations", session, octets, &pending.request()[1..]);
    assert_ne!(refused.await.status, 200);
    clock.advance(900);
    let t = celadon_credential::Grid::HOUR
        .period_of(NOW)
        .end()
        .as_secs();
    let path = format!("/v1/stamps/3600/{t}/0/0");
    while wallet.get(&path, None).await.status != 200 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }

    // While it runs, with what is only in the write-ahead log; and once it has ended.
    let mut stored = Vec::new();
    everything(folder.path(), &mut stored);
    assert!(stored.windows(10).any(|name| name == b"sqlite-wal"));
    issuer.stop().await;
    everything(folder.path(), &mut stored);
    let logged = log.0.lock().unwrap().clone();
    assert!(logged.len() > 200, "nothing was logged");

    let received = wallet.sent;
    assert!(
        holds(&received, PLACE.as_bytes()),
        "what is reviewed is received"
    );
    let content = at_home.to_bytes();
    let message = at_home.message().to_bytes();
    for (what, bytes) in [
        ("received", &received),
        ("stored", &stored),
        ("logged", &logged),
    ] {
        for text in RESIDENCE {
            assert!(!holds(bytes, text.as_bytes()), "{text} was {what}");
        }
        assert!(!holds(bytes, &content), "the record was {what}");
        // The salt: what is before the content in the record.
        let salt = &content[content.len() - 16 - residence_bytes(&residence)..][..16];
        assert!(!holds(bytes, salt), "the salt was {what}");
        assert!(!holds(bytes, &message), "the message was {what}");
        let secret = holder_secret.expose().to_bytes();
        assert!(!holds(bytes, &secret), "the holder secret was {what}");
    }
    // The declaration is read and not kept, and nobody's name is in clear.
    for (what, bytes) in [("stored", &stored), ("logged", &logged)] {
        for text in [
            PLACE,
            "a tickle in the throat",
            NAME,
            NUMBER,
            &enrolment.session,
        ] {
            assert!(!holds(bytes, text.as_bytes()), "{text} was {what}");
        }
        assert!(
            !holds(bytes, code.to_string().as_bytes()),
            "the code was {what}"
        );
        assert!(!holds(bytes, code.symbols()), "the code was {what}");
    }
}

/// Bytes of the content and the head before it, at the end of the record.
fn residence_bytes(residence: &Residence) -> usize {
    use celadon_credential::record::Content;
    let content = residence.to_bytes().len();
    content
        + if content < 24 {
            1
        } else if content < 256 {
            2
        } else {
            3
        }
}
