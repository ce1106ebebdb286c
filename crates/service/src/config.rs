//! Configuration: a TOML file, over which the environment goes.
//!
//! A service's own struct derives `Deserialize` with `#[serde(deny_unknown_fields)]`, has units in
//! its names (`request_seconds`) and a named constant for each default. A secret is not a value
//! but the name of a file ([`PassphraseSource`](crate::PassphraseSource)).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format, Toml};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::layers::Limits;

/// The largest configuration file, in bytes.
pub const MAX_CONFIG_BYTES: u64 = 256 * 1024;

/// What separates the parts of a nested key in an environment variable: `limits.in_flight` is
/// `CELADON_VERIFIER_LIMITS__IN_FLIGHT`.
pub const NESTING: &str = "__";

/// A configuration that is not one.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("cannot read the configuration {path}: {source}", path = .0.display(), source = .1)]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// The file is too large to be one.
    #[error("{} is larger than {MAX_CONFIG_BYTES} bytes: is it the right file?", .0.display())]
    TooLarge(PathBuf),
    /// A key or a value is not right. Each line names the key, where it stands and what may stand
    /// there.
    #[error("the configuration is not right; mend each and start again:\n{0}")]
    Wrong(String),
}

/// Reads a configuration from `file`, if there is one, and from the environment variables that
/// begin with `prefix`, such as `CELADON_VERIFIER_`.
///
/// # Errors
/// [`ConfigError`].
pub fn load<T: DeserializeOwned>(file: Option<&Path>, prefix: &str) -> Result<T, ConfigError> {
    let mut figment = Figment::new();
    if let Some(path) = file {
        let unreadable = |error| ConfigError::Unreadable(path.to_owned(), error);
        if fs::metadata(path).map_err(unreadable)?.len() > MAX_CONFIG_BYTES {
            return Err(ConfigError::TooLarge(path.to_owned()));
        }
        figment = figment.merge(Toml::file_exact(path));
    }
    figment
        .merge(Env::prefixed(prefix).split(NESTING))
        .extract()
        .map_err(|errors| {
            let lines: Vec<String> = errors.into_iter().map(|error| line(&error)).collect();
            ConfigError::Wrong(lines.join("\n"))
        })
}

fn line(error: &figment::Error) -> String {
    let place = error
        .metadata
        .as_ref()
        .map_or(String::new(), |metadata| match &metadata.source {
            Some(source) => format!("{source}: "),
            None => format!("{}: ", metadata.name),
        });
    let mut key = error.path.join(".");
    let fault = match &error.kind {
        Kind::UnknownField(_, allowed) => format!("no such key; there are {}", list(allowed)),
        Kind::UnknownVariant(_, allowed) => format!("no such choice; there are {}", list(allowed)),
        Kind::MissingField(name) => {
            let parent = if key.is_empty() { "" } else { "." };
            key = format!("{key}{parent}{name}");
            "missing".to_owned()
        }
        other => other.to_string().trim_end().to_owned(),
    };
    let colon = if key.is_empty() { "" } else { ": " };
    format!("  {place}{key}{colon}{fault}")
}

fn list(allowed: &[&str]) -> String {
    allowed.join(", ")
}

/// [`Limits`] as a table of a configuration. Each has its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// See [`Limits::body_bytes`].
    pub body_bytes: usize,
    /// See [`Limits::body_time`].
    pub body_seconds: u32,
    /// See [`Limits::received_bytes`].
    pub received_bytes: usize,
    /// See [`Limits::request_time`].
    pub request_seconds: u32,
    /// See [`Limits::in_flight`].
    pub in_flight: usize,
    /// See [`Limits::connections`].
    pub connections: usize,
    /// See [`Limits::header_time`].
    pub header_seconds: u32,
    /// See [`Limits::write_time`].
    pub write_seconds: u32,
    /// See [`Limits::drain_time`].
    pub drain_seconds: u32,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        let seconds =
            |time: Duration| u32::try_from(time.as_secs()).expect("the defaults are a few seconds");
        Self {
            body_bytes: Limits::BODY_BYTES,
            body_seconds: seconds(Limits::BODY_TIME),
            received_bytes: Limits::RECEIVED_BYTES,
            request_seconds: seconds(Limits::REQUEST_TIME),
            in_flight: Limits::IN_FLIGHT,
            connections: Limits::CONNECTIONS,
            header_seconds: seconds(Limits::HEADER_TIME),
            write_seconds: seconds(Limits::WRITE_TIME),
            drain_seconds: seconds(Limits::DRAIN_TIME),
        }
    }
}

impl From<LimitsConfig> for Limits {
    fn from(config: LimitsConfig) -> Self {
        let time = |seconds| Duration::from_secs(u64::from(seconds));
        Self {
            body_bytes: config.body_bytes,
            body_time: time(config.body_seconds),
            received_bytes: config.received_bytes,
            request_time: time(config.request_seconds),
            in_flight: config.in_flight,
            connections: config.connections,
            header_time: time(config.header_seconds),
            write_time: time(config.write_seconds),
            drain_time: time(config.drain_seconds),
        }
    }
}
