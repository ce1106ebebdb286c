//! What may stand in the log, whatever the filter.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use celadon_service::telemetry::{LogFormat, TelemetryError, subscriber};

/// Where a test's log goes.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn logged(filter: &str, format: LogFormat, work: impl FnOnce()) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = subscriber(filter, format, move || writer.clone()).unwrap();
    tracing::subscriber::with_default(subscriber, work);
    log.text()
}

#[test]
fn no_filter_opens_the_libraries_that_would_tell_too_much() {
    for filter in [
        "trace",
        "axum::rejection=trace,hyper=trace,sqlx=debug,trace",
    ] {
        let text = logged(filter, LogFormat::Human, || {
            tracing::trace!(target: "axum::rejection", "visitor");
            tracing::debug!(target: "hyper::proto::h1", "visitor");
            tracing::debug!(target: "sqlx::query", "visitor");
            tracing::trace!(target: "celadon_service", "ours");
            tracing::error!(target: "sqlx::pool", "away");
        });
        assert!(!text.contains("visitor"), "{filter}: {text}");
        assert!(
            text.contains("ours") && text.contains("away"),
            "{filter}: {text}"
        );
    }
}

#[test]
fn writes_json_for_machines() {
    let text = logged("info", LogFormat::Json, || {
        let span = tracing::info_span!("request", route = "/v1/gate");
        span.in_scope(|| tracing::info!(code = 204, "answered"));
        tracing::debug!("too fine");
    });
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(line["message"], "answered");
    assert_eq!(line["code"], 204);
    assert_eq!(line["span"]["route"], "/v1/gate");
}

#[test]
fn says_how_a_filter_looks() {
    let Err(error) = subscriber("celadon=loud", LogFormat::Human, io::stderr) else {
        panic!("it was taken");
    };
    assert!(matches!(&error, TelemetryError::Filter(text) if text == "celadon=loud"));
}
