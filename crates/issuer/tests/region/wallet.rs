//! The wallet's side of an issuance, and of fetching stamps.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Request, StatusCode};
use celadon_api::issuer::{EnrolmentResponse, RoundsResponse};
use celadon_api::sources::DeclarationSource;
use celadon_api::words::from_base64url;
use celadon_credential::issuance::{
    Credential, Declaration, IssuanceResponse, Offer, PendingCredential,
};
use celadon_credential::record::Record;
use celadon_credential::signed::Signed;
use celadon_credential::stamp::label::LabelKey;
use celadon_credential::stamp::{Manifest, Stamp};
use celadon_credential::time::Clock;
use celadon_credential::{Colour, Period};
use celadon_curve::{Scalar, Secret};

use super::Region;

pub const GREEN: &str = include_str!("../../../api/samples/declaration-green.toml");
pub const RED: &str = include_str!("../../../api/samples/declaration-red.toml");

/// A session, and the request that will be sent in it.
pub struct Visit {
    pub session: String,
    pub pending: PendingCredential,
}

/// Who holds a credential.
pub struct Holder {
    pub session: String,
    pub credential: Credential,
}

impl Region {
    /// Shows a code.
    pub async fn show(&self, code: &str) -> (StatusCode, Vec<u8>) {
        let body = serde_json::json!({ "code": code }).to_string();
        let request = Request::post("/v1/enrolments")
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .unwrap();
        let (status, _, body) = self.call(request).await;
        (status, body)
    }

    /// Shows a code and makes a request for what it offers.
    pub async fn visit(&mut self, code: &str, declaration: &str) -> Visit {
        let (status, body) = self.show(code).await;
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        let enrolment: EnrolmentResponse = serde_json::from_slice(&body).unwrap();
        let offer = from_base64url(&enrolment.offer, 256).unwrap();
        let offer = Offer::from_bytes(&offer).unwrap();
        let zone = self.federation.list().charter().zone();
        let today = zone.day_of(self.clock.now());
        let contents = DeclarationSource::parse(declaration)
            .unwrap()
            .contents(today)
            .unwrap();
        let parameters = self.federation.parameters();
        let rng = &mut self.rng;
        let records = vec![
            Record::seal(&contents.residence, rng).unwrap(),
            Record::seal(&contents.travel, rng).unwrap(),
            Record::seal(&contents.health, rng).unwrap(),
        ];
        let declaration = Declaration::new(records, parameters).unwrap();
        let holder_secret = Secret::new(Scalar::random_nonzero(rng));
        let list = self.federation.list();
        let begun =
            PendingCredential::begin(offer, &declaration, holder_secret, list, parameters, rng);
        Visit {
            session: enrolment.session,
            pending: begun.unwrap().1,
        }
    }

    /// A request with these bytes in this session.
    pub fn declaration(session: &str, bytes: &[u8]) -> Request<Body> {
        Request::post("/v1/declarations")
            .header(AUTHORIZATION, format!("Bearer {session}"))
            .header(CONTENT_TYPE, "application/octet-stream")
            .body(Body::from(bytes.to_vec()))
            .unwrap()
    }

    /// Sends a visit's request.
    pub async fn declare(&self, visit: &Visit) -> (StatusCode, Vec<u8>) {
        let request = Region::declaration(&visit.session, visit.pending.request());
        let (status, _, body) = self.call(request).await;
        (status, body)
    }

    /// What the wallet makes of the answer.
    pub fn receive(&self, visit: &Visit, answer: &[u8]) -> Credential {
        let response = IssuanceResponse::from_bytes(answer).unwrap();
        let parameters = self.federation.parameters();
        visit.pending.receive(response, parameters).unwrap()
    }

    /// The whole way from the counter to a credential.
    pub async fn issue_to(&mut self, passport: &str, declaration: &str) -> Holder {
        let code = self.enrol(passport).await;
        let visit = self.visit(&code.to_string(), declaration).await;
        let (status, body) = self.declare(&visit).await;
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        Holder {
            credential: self.receive(&visit, &body),
            session: visit.session,
        }
    }

    /// The status that a session sees.
    pub async fn status(&self, session: &str) -> (StatusCode, Vec<u8>) {
        let request = Request::get("/v1/status")
            .header(AUTHORIZATION, format!("Bearer {session}"))
            .body(Body::empty())
            .unwrap();
        let (status, _, body) = self.call(request).await;
        (status, body)
    }

    /// How many rounds of a period are public.
    pub async fn rounds(&self, period: Period) -> u32 {
        let (grid, t) = (period.grid(), period.end().as_secs());
        let (status, _, body) = self.get(&format!("/v1/stamps/{grid}/{t}")).await;
        assert_eq!(status, StatusCode::OK);
        let rounds: RoundsResponse = serde_json::from_slice(&body).unwrap();
        rounds.rounds
    }

    /// The manifest of a round.
    pub async fn manifest(&self, period: Period, round: u32) -> (Manifest, Vec<u8>) {
        let (grid, t) = (period.grid(), period.end().as_secs());
        let path = format!("/v1/stamps/{grid}/{t}/{round}/manifest");
        let (status, _, body) = self.get(&path).await;
        assert_eq!(status, StatusCode::OK);
        let signed = Signed::from_bytes(&body).unwrap();
        let key = self.secrets.manifest_key().verifying_key();
        (Manifest::open(&signed, &key).unwrap(), body)
    }

    /// The round and the colour of a holder's stamp for a period, as its wallet finds it: every
    /// byte checked, the stamp proven to be one.
    pub async fn stamp_of(&self, holder: &Holder, period: Period) -> Option<(u32, Colour)> {
        let mut found = None;
        let labels = LabelKey::new(holder.credential.exponent());
        for round in 0..self.rounds(period).await {
            let (manifest, _) = self.manifest(period, round).await;
            assert_eq!((manifest.period, manifest.round), (period, round));
            let bucket = manifest.bucket(holder.credential.bucket_seed());
            let (grid, t) = (period.grid(), period.end().as_secs());
            let path = format!("/v1/stamps/{grid}/{t}/{round}/{bucket}");
            let (status, _, file) = self.get(&path).await;
            assert_eq!(status, StatusCode::OK);
            let rows = manifest.check(bucket, &file).unwrap();
            for colour in Colour::ALL {
                let stamp: Option<Stamp> = rows.find(&labels.label(colour, period)).unwrap();
                if let Some(stamp) = stamp {
                    let parameters = self.federation.parameters();
                    holder
                        .credential
                        .stamped(&stamp, colour, period, parameters)
                        .unwrap();
                    assert_eq!(found, None, "stamped twice");
                    found = Some((round, colour));
                }
            }
        }
        found
    }
}
