//! Logs and database of a whole run, searched: no presentation, no token, no key, and a pseudonym
//! only in the outcome of a challenge while that lives.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use celadon_credential::text::{self, Prefix};
use celadon_service::telemetry::{LogFormat, subscriber};
use celadon_service::{Limits, bind, serve};
use celadon_specimen::NOW;
use celadon_verifier::{router, tasks};
use data_encoding::HEXLOWER;
use serde_json::json;

use crate::storing::database;
use crate::world::{World, base64url};

/// The log of this test program, all of it, at the finest level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn log() -> Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let writer = log.clone();
        let all = subscriber("trace", LogFormat::Human, move || writer.clone()).unwrap();
        tracing::subscriber::set_global_default(all).unwrap();
        log
    })
    .clone()
}

/// Every way in which bytes could have been written down, and two parts of each, away from the
/// pseudonym in the middle of a presentation.
fn traces(bytes: &[u8]) -> Vec<Vec<u8>> {
    let hex = HEXLOWER.encode(bytes);
    let debug = format!("{bytes:?}");
    let texts = [
        base64url(bytes),
        hex.to_uppercase(),
        hex,
        text::encode(Prefix::Presentation, bytes),
        debug,
    ];
    let mut forms = vec![bytes.to_vec()];
    forms.extend(texts.map(String::into_bytes));
    forms
        .iter()
        .flat_map(|form| [form.len() / 8, form.len() * 7 / 8 - 16].map(|at| &form[at..at + 16]))
        .map(<[u8]>::to_vec)
        .collect()
}

fn assert_absent(place: &[u8], what: &str, bytes: &[u8]) {
    for trace in traces(bytes) {
        let found = place.windows(trace.len()).any(|window| window == trace);
        assert!(!found, "{what}: {}", String::from_utf8_lossy(&trace));
    }
}

fn contains(place: &[u8], bytes: &[u8]) -> bool {
    place.windows(bytes.len()).any(|window| window == bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_run_leaves_no_presentation_no_token_and_no_pseudonym() {
    let log = log();
    let mut world =
        World::with_policy(|policy| policy.pseudonym = Some("to count heads".into())).await;
    let tasks = tasks::start(&world.verifier, Duration::from_millis(20));
    let listener = bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let app = router(world.verifier.clone());
    let server = serve(app, listener, Limits::default(), std::future::pending()).unwrap();

    // Accepted, refused, used up and not judged, by each way in.
    let (id, token) = world.challenge().await;
    let answer = world.answer_to(&token);
    let told = world.present(&token, &answer).await;
    assert!(told.accepted());
    let pseudonym = told.body["pseudonym"].as_str().unwrap();
    let pseudonym = HEXLOWER.decode(pseudonym.as_bytes()).unwrap();
    world.present(&token, &answer).await.refused("replayed");
    let mut bad = answer.clone();
    *bad.last_mut().unwrap() ^= 1;
    world.present(&token, &bad).await.refused("replayed");
    let shown = world.shown(NOW);
    assert!(world.scan(&shown).await.accepted());
    world.scan(&shown).await.refused("replayed");
    let batch = json!({ "items": [{ "presentation": base64url(&shown) }] });
    world
        .device(0, "/v1/verifications/batch", Some(batch))
        .await;
    let text = text::encode(Prefix::Presentation, &shown);
    world
        .get(&format!("/v1/verifications/{text}?text={text}"))
        .await;
    let invalid = json!({ "text": text, "presentation": base64url(&shown), "more": text });
    world.device(0, "/v1/verifications", Some(invalid)).await;
    let list = world.federation().list();
    let (from, until) = (list.active_from(), list.valid_until());
    for time in [from.minus(1), until] {
        world.clock.set(time);
        assert!(!world.scan(&shown).await.accepted());
        assert!(!world.present(&token, &answer).await.accepted());
    }
    world.clock.set(NOW);
    assert!(world.outcome(&id).await.accepted());

    // While the outcome lives the pseudonym is in it, and in no other place or form.
    let key = world.api_keys[0].as_bytes().to_vec();
    let files = database(world.folder.path());
    assert!(contains(&files, &pseudonym));
    for (what, bytes) in [("answer", &answer), ("code", &shown), ("key", &key)] {
        assert_absent(&files, what, bytes);
    }

    // The scanned code's pseudonym was never written: with the outcome the last trace goes.
    world.clock.set(NOW.plus(300));
    let ledger = world.verifier.engine().ledger.clone();
    let mut purged = 0;
    for _ in 0..100 {
        purged += ledger.forget_outcomes().await.unwrap();
        if purged > 0 && !contains(&database(world.folder.path()), &pseudonym) {
            break;
        }
        world.clock.advance(1);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let files = database(world.folder.path());
    assert_absent(&files, "pseudonym", &pseudonym);
    assert_absent(&files, "token", &token);

    drop(tasks);
    server.stop();
    server.stopped().await;
    let written = log.0.lock().unwrap().clone();
    assert!(
        contains(&written, b"route=\"/v1/presentations\""),
        "nothing was logged"
    );
    assert_absent(&written, "answer", &answer);
    assert_absent(&written, "code", &shown);
    assert_absent(&written, "token", &token);
    assert_absent(&written, "key", &key);
    assert_absent(&written, "pseudonym", &pseudonym);
}
