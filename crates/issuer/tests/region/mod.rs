//! A region with an issuer on a trust list, and wallets that speak to its routes.

pub mod raw;
mod wallet;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use celadon_api::ProblemCode;
use celadon_api::problem::ProblemDocument;
use celadon_api::sources::Rules;
use celadon_credential::identity::IdentityNumber;
use celadon_credential::presentation::Federation;
use celadon_credential::records::Identity;
use celadon_credential::trust_list::{
    AccreditationKey, IssuerKeyRequest, KnownLists, SignedTrustList, Terms, TrustList,
};
use celadon_issuer::{IssuerSecrets, Office, OneTimeCode, Registry, Stamper};
use celadon_service::lists::Lists;
use celadon_service::{HandClock, Limits, StoreOptions, with_layers};
use celadon_specimen::{NOW, Specimen};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tempfile::TempDir;
use tower::ServiceExt;

pub use wallet::{GREEN, RED, Visit};

pub const RULES: &str = include_str!("../../../api/samples/rules.toml");

/// An issuer with its federation, at [`NOW`].
pub struct Region {
    pub folder: TempDir,
    pub secrets: IssuerSecrets,
    pub list: SignedTrustList,
    /// What wallets hold.
    pub federation: Federation,
    pub clock: Arc<HandClock>,
    pub office: Arc<Office>,
    pub router: Router,
    pub rng: StdRng,
}

impl Region {
    pub async fn new() -> Region {
        Region::with_terms(|_| {}).await
    }

    /// The same, after a change of the list's terms.
    pub async fn with_terms(change: impl FnOnce(&mut Terms)) -> Region {
        let specimen = Specimen::new(1);
        let mut rng = StdRng::seed_from_u64(7);
        let federation = *specimen.federation.list().federation();
        let secrets = IssuerSecrets::generate(federation, &mut rng);
        let own = secrets.request(
            "Region of the tests".parse().unwrap(),
            "https://issuer.example".parse().unwrap(),
            &mut rng,
        );
        let list = accredit(&specimen, &[own], change);
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock::at(NOW));
        let office = open(&folder, &secrets, &list, &clock, StoreOptions::default()).await;
        let verified = list
            .verify(None, &KnownLists::new(), &mut rng)
            .expect("a good list");
        Region {
            folder,
            secrets,
            federation: Federation::new(verified),
            list,
            clock,
            router: router(&office),
            office,
            rng,
        }
    }

    /// The same folder, opened again, as after a kill.
    pub async fn restarted(self) -> Region {
        self.restarted_with(StoreOptions::default()).await
    }

    pub async fn restarted_with(mut self, options: StoreOptions) -> Region {
        let store = self.office.registry().store().clone();
        store.close().await.unwrap();
        self.office = open(
            &self.folder,
            &self.secrets,
            &self.list,
            &self.clock,
            options,
        )
        .await;
        self.router = router(&self.office);
        self
    }

    /// Enrols somebody by passport.
    pub async fn enrol(&mut self, passport: &str) -> OneTimeCode {
        let identity = Identity {
            number: IdentityNumber::passport(passport).unwrap(),
            name: "Specimen".into(),
        };
        self.enrol_as(&identity).await.code
    }

    pub async fn enrol_as(&mut self, identity: &Identity) -> celadon_issuer::enrol::Enrolled {
        use celadon_credential::time::Clock;
        let now = self.clock.now();
        let registry = self.office.registry();
        registry.enrol(identity, now, &mut self.rng).await.unwrap()
    }

    pub fn stamper(&self) -> Stamper {
        Stamper::new(self.office.clone())
    }

    pub fn stamps(&self) -> PathBuf {
        self.folder.path().join("stamps")
    }

    /// One request, and all that comes back.
    pub async fn call(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        call(&self.router, request).await
    }

    pub async fn get(&self, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        self.call(Request::get(path).body(Body::empty()).unwrap())
            .await
    }
}

pub async fn call(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 8 << 20).await.unwrap();
    (parts.status, parts.headers, bytes.to_vec())
}

/// The code of a problem document.
pub fn problem(body: &[u8]) -> ProblemCode {
    let document: ProblemDocument = serde_json::from_slice(body)
        .unwrap_or_else(|_| panic!("no problem: {}", String::from_utf8_lossy(body)));
    document.code().unwrap()
}

/// The specimen's list with others on it besides the specimen's issuer.
pub fn accredit(
    specimen: &Specimen,
    others: &[IssuerKeyRequest],
    change: impl FnOnce(&mut Terms),
) -> SignedTrustList {
    let mut rng = StdRng::seed_from_u64(8);
    let (_, list) = specimen.list.unverified().unwrap();
    let mut terms = list.terms().clone();
    change(&mut terms);
    let mut requests = others.to_vec();
    for (key, member) in specimen.issuers.iter().zip(&specimen.members) {
        requests.push(key.request(member.clone(), &mut rng));
    }
    let key = AccreditationKey::generate(&mut rng);
    let list = TrustList::new(terms, &key, &requests).unwrap();
    let mut signed = SignedTrustList::new(&specimen.document, &list);
    signed.sign(&specimen.root).unwrap();
    signed
}

async fn open(
    folder: &TempDir,
    secrets: &IssuerSecrets,
    list: &SignedTrustList,
    clock: &Arc<HandClock>,
    options: StoreOptions,
) -> Arc<Office> {
    let registry = Registry::open(folder.path(), secrets, &options)
        .await
        .unwrap();
    let source = "nowhere.list".parse().unwrap();
    let lists = Lists::open(registry.store().clone(), source, None)
        .await
        .unwrap();
    lists.take(list.to_bytes(), NOW).await.unwrap();
    let rules = Rules::parse(RULES).unwrap();
    let clock = clock.clone();
    let office = Office::new(
        folder.path(),
        registry,
        secrets.clone(),
        rules,
        lists,
        clock,
    );
    Arc::new(office)
}

fn router(office: &Arc<Office>) -> Router {
    with_layers(
        celadon_issuer::http::router(office.clone()),
        &Limits::default(),
    )
}
