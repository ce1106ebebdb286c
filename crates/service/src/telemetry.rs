//! The log. It goes to the standard error stream, so that a program's output stays its own.

use std::io;

use serde::Deserialize;
use thiserror::Error;
use tracing::Subscriber;
use tracing_subscriber::filter::{Directive, EnvFilter};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, fmt};

/// The environment variable with the filter, such as `info` or `celadon_service=debug`.
pub const FILTER_VARIABLE: &str = "CELADON_LOG";

/// The filter where none is given.
pub const DEFAULT_FILTER: &str = "info";

/// Libraries that would write addresses, headers, bodies or values into the log at their finer
/// levels. No filter opens them, for a debugging session must not become a register either.
const CAPPED: [&str; 11] = [
    "axum=warn",
    "axum::rejection=off",
    "h2=warn",
    "hyper=warn",
    "hyper_util=warn",
    "redis=warn",
    "reqwest=warn",
    "rustls=warn",
    "sea_orm=warn",
    "sqlx=warn",
    "tower_http=warn",
];

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For a person at a terminal.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

/// The log could not be set up.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The filter cannot be read.
    #[error(
        "`{0}` is not a log filter: use a level such as `info`, or `celadon_service=debug`, \
         separated by commas"
    )]
    Filter(String),
    /// The program has a log already.
    #[error("the log was set up twice")]
    Twice(#[from] TryInitError),
}

/// Sets the program's log up. The filter is `filter`, else [`FILTER_VARIABLE`], else
/// [`DEFAULT_FILTER`].
///
/// # Errors
/// See [`TelemetryError`].
pub fn init(filter: Option<&str>, format: LogFormat) -> Result<(), TelemetryError> {
    let variable = std::env::var(FILTER_VARIABLE).ok();
    let filter = filter.or(variable.as_deref()).unwrap_or(DEFAULT_FILTER);
    Ok(subscriber(filter, format, io::stderr)?.try_init()?)
}

/// What [`init`] sets up, with a writer of one's own.
///
/// # Errors
/// [`TelemetryError::Filter`].
pub fn subscriber<W>(
    filter: &str,
    format: LogFormat,
    writer: W,
) -> Result<impl Subscriber + Send + Sync + 'static, TelemetryError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let refused = || TelemetryError::Filter(filter.to_owned());
    let mut directives = EnvFilter::builder().parse(filter).map_err(|_| refused())?;
    for cap in CAPPED {
        let cap: Directive = cap.parse().expect("the list holds directives");
        directives = directives.add_directive(cap);
    }
    let lines = fmt::layer().with_writer(writer);
    let lines = match format {
        LogFormat::Human => lines.with_ansi(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    Ok(tracing_subscriber::registry().with(directives).with(lines))
}
