//! A server with the routes of a federation's host, an issuer and a venue: real bytes, no store.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use celadon_admission::{Judgement, NoReplay, Venue};
use celadon_api::issuer::{EnrolmentRequest, EnrolmentResponse, RoundsResponse, StatusResponse};
use celadon_api::openid4vp::Posted;
use celadon_api::verifier::Verdict;
use celadon_api::{ProblemCode, Reason, words};
use celadon_credential::issuance::Offer;
use celadon_credential::{Colour, Period, Time};
use celadon_specimen::{NOW, Specimen, VenueSpecimen};

use crate::issuing::{Publication, World};

/// The code that a person was given.
pub const CODE: &str = "7QK4-M2ZP-0XTV";

/// What is behind the routes.
pub struct Behind {
    pub world: World,
    /// The time that every answer tells.
    pub time: Time,
    /// Method and path of each request, and whether it named who asks.
    pub asked: Vec<(String, bool)>,
    /// What the next answer to a declaration is, instead of the credential, which is signed.
    pub lose_answer: bool,
    /// The problem with the next declaration, of which nothing is signed.
    pub refuse: Option<ProblemCode>,
    /// Served instead of the list.
    pub list: Option<Response>,
    pub rounds: HashMap<(u32, u64), Vec<Publication>>,
    pub venue: Option<VenueSpecimen>,
    /// The request object behind a link.
    pub request: Option<String>,
    offers: HashMap<String, Offer>,
    answers: HashMap<String, (Vec<u8>, Vec<u8>)>,
}

pub type Shared = Arc<Mutex<Behind>>;

pub struct Server {
    pub address: SocketAddr,
    shared: Shared,
}

impl Server {
    /// Starts it, with a federation whose one issuer is this server.
    pub fn start() -> Server {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let address = listener.local_addr().unwrap();
        let specimen = Specimen::with(1, &format!("http://{address}"), |_| {});
        let shared = Arc::new(Mutex::new(Behind {
            world: World::of(specimen),
            time: NOW,
            asked: Vec::new(),
            lose_answer: false,
            refuse: None,
            list: None,
            rounds: HashMap::new(),
            venue: None,
            request: None,
            offers: HashMap::new(),
            answers: HashMap::new(),
        }));
        let app = routes(shared.clone());
        std::thread::spawn(move || {
            runtime.block_on(async { axum::serve(listener, app).await.unwrap() });
        });
        Server { address, shared }
    }

    pub fn url(&self, path: &str) -> celadon_credential::url::HttpUrl {
        format!("http://{}{path}", self.address).parse().unwrap()
    }

    pub fn behind(&self) -> MutexGuard<'_, Behind> {
        self.shared.lock().unwrap()
    }

    /// Publishes the next round of a period for everybody registered.
    pub fn publish(&self, period: Period, people: &[usize]) {
        let mut behind = self.behind();
        let key = (period.grid().as_secs(), period.end().as_secs());
        let number = behind.rounds.get(&key).map_or(0, Vec::len) as u32;
        let publication = behind.world.publish(0, period, number, people);
        behind.rounds.entry(key).or_default().push(publication);
    }
}

fn routes(shared: Shared) -> Router {
    Router::new()
        .route("/.well-known/celadon/trust-list", get(trust_list))
        .route("/v1/enrolments", post(enrol))
        .route("/v1/declarations", post(declare))
        .route("/v1/status", get(status))
        .route("/v1/stamps/{grid}/{end}", get(rounds))
        .route("/v1/stamps/{grid}/{end}/{round}/{file}", get(stamps))
        .route("/v1/presentations", post(presentation))
        .route("/request", get(request))
        .route(
            "/elsewhere",
            get(|| async { Redirect::to("/.well-known/celadon/trust-list") }),
        )
        .route("/endless", get(|| async { vec![b'x'; 2 << 20] }))
        .layer(from_fn_with_state(shared.clone(), note))
        .with_state(shared)
}

async fn note(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let named = [
        header::AUTHORIZATION,
        header::COOKIE,
        header::USER_AGENT,
        header::REFERER,
    ]
    .iter()
    .any(|name| request.headers().contains_key(name));
    let asked = format!("{} {}", request.method(), request.uri());
    shared.lock().unwrap().asked.push((asked, named));
    let mut response = next.run(request).await;
    let time = shared.lock().unwrap().time.as_secs();
    let date =
        httpdate::fmt_http_date(std::time::UNIX_EPOCH + std::time::Duration::from_secs(time));
    let date = HeaderValue::from_str(&date).unwrap();
    response.headers_mut().insert(header::DATE, date);
    response
        .headers_mut()
        .insert(header::SET_COOKIE, HeaderValue::from_static("who=you"));
    response
}

fn problem(code: ProblemCode) -> Response {
    let status = StatusCode::from_u16(code.status()).unwrap();
    (status, Json(code.document("what to do"))).into_response()
}

async fn trust_list(State(shared): State<Shared>) -> Response {
    let mut behind = shared.lock().unwrap();
    match behind.list.take() {
        Some(other) => other,
        None => behind.world.specimen.list.to_bytes().into_response(),
    }
}

async fn enrol(State(shared): State<Shared>, Json(body): Json<EnrolmentRequest>) -> Response {
    if body.code != CODE {
        return problem(ProblemCode::CodeWrong);
    }
    let mut behind = shared.lock().unwrap();
    let offer = behind.world.offer(0);
    let session = format!("session-{}", behind.offers.len());
    behind.offers.insert(session.clone(), offer.clone());
    Json(EnrolmentResponse {
        session,
        offer: words::base64url(&offer.to_bytes()),
        expires_at: NOW.plus(3_600),
    })
    .into_response()
}

fn session(headers: &HeaderMap) -> String {
    let value = headers[header::AUTHORIZATION].to_str().unwrap();
    value.strip_prefix("Bearer ").unwrap().to_owned()
}

async fn declare(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let mut behind = shared.lock().unwrap();
    assert_eq!(headers[header::CONTENT_TYPE], "application/octet-stream");
    if let Some(code) = behind.refuse.take() {
        return problem(code);
    }
    let session = session(&headers);
    let answered = behind.answers.get(&session).cloned();
    let response = match answered {
        Some((request, response)) if request == body => response,
        Some(_) => return problem(ProblemCode::AlreadyIssued),
        None => {
            let offer = behind.offers[&session].clone();
            let response = behind.world.issue(0, &offer, &body);
            let answer = (body.to_vec(), response.clone());
            behind.answers.insert(session, answer);
            response
        }
    };
    if std::mem::take(&mut behind.lose_answer) {
        return problem(ProblemCode::Timeout);
    }
    response.into_response()
}

async fn status(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let behind = shared.lock().unwrap();
    if !behind.answers.contains_key(&session(&headers)) {
        return problem(ProblemCode::Unauthenticated);
    }
    Json(StatusResponse {
        colour: Colour::Green,
        reason: "healthy".into(),
        text: "No sign of illness.".into(),
        next: "Declare again in two weeks.".into(),
        valid_until: NOW.plus(14 * 86_400),
        order: None,
    })
    .into_response()
}

async fn rounds(State(shared): State<Shared>, Path(key): Path<(u32, u64)>) -> Response {
    let behind = shared.lock().unwrap();
    match behind.rounds.get(&key) {
        None => problem(ProblemCode::NotFound),
        Some(published) => Json(RoundsResponse {
            rounds: published.len() as u32,
        })
        .into_response(),
    }
}

async fn stamps(
    State(shared): State<Shared>,
    Path((grid, end, round, file)): Path<(u32, u64, usize, String)>,
) -> Response {
    let behind = shared.lock().unwrap();
    let publication = &behind.rounds[&(grid, end)][round];
    match file.parse::<usize>() {
        Ok(bucket) => publication.files[bucket].clone().into_response(),
        Err(_) => publication.manifest.to_bytes().into_response(),
    }
}

/// The request object that a test put there.
async fn request(State(shared): State<Shared>) -> Response {
    match &shared.lock().unwrap().request {
        Some(object) => object.clone().into_response(),
        None => problem(ProblemCode::NotFound),
    }
}

async fn presentation(
    State(shared): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Json<Verdict> {
    assert_eq!(
        headers[header::CONTENT_TYPE],
        "application/x-www-form-urlencoded"
    );
    let Ok(Posted::Response(body)) = Posted::from_form(&body) else {
        panic!("no answer");
    };
    assert_eq!(body.credential_id, "green");
    let mut behind = shared.lock().unwrap();
    let Behind { world, venue, .. } = &mut *behind;
    let venue = venue.as_ref().unwrap();
    let federation = &world.specimen.federation;
    let door = Venue::new(&venue.signed_certificate, &venue.signed_policy, federation).unwrap();
    let token = words::from_base64url(&body.state, 2_048).unwrap();
    let bytes = words::from_base64url(&body.presentation, 619).unwrap();
    let rng = &mut world.specimen.rng;
    let judged = door.judge_answer(&bytes, &token, federation, NOW, &mut NoReplay, rng);
    Json(match judged.unwrap() {
        Judgement::Accepted(admission) => Verdict::Accepted {
            colour: admission.colour,
            valid_until: admission.valid_until,
            pseudonym: None,
        },
        Judgement::Refused(_) => Verdict::Refused {
            reason: Reason::ProofInvalid,
        },
    })
}
