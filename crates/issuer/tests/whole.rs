//! The service as a whole: one for a folder, stopped in order, started again.

use std::sync::Arc;
use std::time::Duration;

use celadon_api::sources::Rules;
use celadon_credential::Grid;
use celadon_credential::identity::IdentityNumber;
use celadon_credential::records::Identity;
use celadon_credential::stamp::Kernel;
use celadon_issuer::service::{Config, Running, StartError, start};
use celadon_issuer::{IssuerSecrets, Registry};
use celadon_service::{Drained, HandClock, Limits, StoreOptions};
use celadon_specimen::{NOW, Specimen};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tempfile::TempDir;

use crate::region::raw::Raw;
use crate::region::{RULES, accredit};

struct Whole {
    folder: TempDir,
    secrets: IssuerSecrets,
    list: Vec<u8>,
    clock: Arc<HandClock>,
}

impl Whole {
    fn new() -> Whole {
        let specimen = Specimen::new(1);
        let mut rng = StdRng::seed_from_u64(5);
        let own = *specimen.federation.list().federation();
        let secrets = IssuerSecrets::generate(own, &mut rng);
        let endpoint = "https://issuer.example".parse().unwrap();
        let request = secrets.request("Own".parse().unwrap(), endpoint, &mut rng);
        Whole {
            folder: tempfile::tempdir().unwrap(),
            list: accredit(&specimen, &[request], |_| {}).to_bytes(),
            secrets,
            clock: Arc::new(HandClock::at(NOW)),
        }
    }

    async fn start(&self) -> Result<Running, StartError> {
        let list = self.folder.path().join("trust.list");
        let config = Config {
            folder: self.folder.path().to_owned(),
            secrets: self.secrets.clone(),
            rules: Rules::parse(RULES).unwrap(),
            list: list.to_str().unwrap().parse().unwrap(),
            refresh: Duration::from_millis(50),
            listen: ([127, 0, 0, 1], 0).into(),
            limits: Limits::default(),
            kernel: Kernel::ConstantTime,
        };
        start(config, self.clock.clone()).await
    }
}

async fn until(raw: &mut Raw, path: &str, status: u16) {
    for _ in 0..500 {
        if raw.get(path, None).await.status == status {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{path} never answered {status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_without_a_list_and_is_well_as_soon_as_there_is_one() {
    let whole = Whole::new();
    let issuer = whole.start().await.unwrap();
    let mut raw = Raw::new(issuer.address());
    assert_eq!(raw.get("/healthz", None).await.status, 200);
    assert_eq!(raw.get("/readyz", None).await.status, 503);
    std::fs::write(whole.folder.path().join("trust.list"), &whole.list).unwrap();
    until(&mut raw, "/readyz", 200).await;
    // A bad list later on changes nothing, and neither does a restart without one.
    std::fs::write(whole.folder.path().join("trust.list"), "{}").unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(raw.get("/readyz", None).await.status, 200);
    assert_eq!(issuer.stop().await, Drained::Whole);
    let issuer = whole.start().await.unwrap();
    assert_eq!(
        Raw::new(issuer.address()).get("/readyz", None).await.status,
        200
    );
    issuer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_issuer_serves_a_folder_and_a_counter_enrols_beside_it() {
    let whole = Whole::new();
    std::fs::write(whole.folder.path().join("trust.list"), &whole.list).unwrap();
    let issuer = whole.start().await.unwrap();
    assert!(matches!(whole.start().await, Err(StartError::Running(_))));
    // Another process, by its own connections.
    let folder = whole.folder.path();
    let options = StoreOptions::default();
    let counter = Registry::open(folder, &whole.secrets, &options)
        .await
        .unwrap();
    let identity = Identity {
        number: IdentityNumber::passport("E12345678").unwrap(),
        name: "Specimen".into(),
    };
    let mut rng: StdRng = rand::make_rng();
    let code = counter.enrol(&identity, NOW, &mut rng).await.unwrap().code;
    let mut raw = Raw::new(issuer.address());
    let body = format!("{{\"code\":\"{code}\"}}");
    let shown = raw.post("/v1/enrolments", None, "application/json", body.as_bytes());
    assert_eq!(shown.await.status, 200);
    issuer.stop().await;
    // Enrolment needs no service.
    counter.enrol(&identity, NOW, &mut rng).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn stamps_by_itself_and_again_after_a_restart() {
    let whole = Whole::new();
    std::fs::write(whole.folder.path().join("trust.list"), &whole.list).unwrap();
    let period = Grid::HOUR.period_of(NOW);
    let path = format!("/v1/stamps/3600/{}/0/manifest", period.end().as_secs());
    let issuer = whole.start().await.unwrap();
    let mut raw = Raw::new(issuer.address());
    until(&mut raw, &path, 200).await;
    let manifest = raw.get(&path, None).await.body;
    issuer.stop().await;
    let file = whole.folder.path().join(path.replacen("/v1/", "", 1));
    std::fs::remove_file(file).unwrap();
    let issuer = whole.start().await.unwrap();
    let mut raw = Raw::new(issuer.address());
    until(&mut raw, &path, 200).await;
    assert_eq!(raw.get(&path, None).await.body, manifest);
    issuer.stop().await;
}
