//! Where Redis is. What is shown of its URL holds no secret.

use std::fmt;
use std::str::FromStr;

use celadon_service::SecretUrl;
use serde::{Deserialize, Deserializer};
use thiserror::Error;

/// The URL of a Redis: `redis://USER:PASSWORD@HOST:PORT/DATABASE`, or `rediss://` for TLS.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplayAddress(SecretUrl);

/// A URL that is not Redis's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "a replay store is written redis://USER:PASSWORD@HOST:PORT/DATABASE, or rediss:// for TLS, and \
     what is special in a password is escaped (@ as %40, / as %2F, # as %23)"
)]
pub struct NotRedis;

impl ReplayAddress {
    /// All of it, for the client of the server and for nothing else.
    pub(super) fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl FromStr for ReplayAddress {
    type Err = NotRedis;

    fn from_str(text: &str) -> Result<ReplayAddress, NotRedis> {
        let url: SecretUrl = text.parse().map_err(|_| NotRedis)?;
        match url.scheme() {
            "redis" | "rediss" => Ok(ReplayAddress(url)),
            _ => Err(NotRedis),
        }
    }
}

impl fmt::Display for ReplayAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ReplayAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'de> Deserialize<'de> for ReplayAddress {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<ReplayAddress, D::Error> {
        // The error names the rule and never repeats the value.
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
