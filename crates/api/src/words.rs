//! Small values as the words that stand in JSON.

use celadon_credential::{Colour, Time};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// A colour by its name.
pub mod colour {
    use super::*;

    /// Writes `green`, `yellow` or `red`.
    pub fn serialize<S: Serializer>(colour: &Colour, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(colour.name())
    }

    /// Reads such a name.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Colour, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        name.parse().map_err(D::Error::custom)
    }
}

/// A time as RFC 3339 in UTC, whole seconds.
pub mod time {
    use super::*;

    /// Writes such as `2026-11-25T08:00:00Z`.
    pub fn serialize<S: Serializer>(time: &Time, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(time)
    }

    /// Reads such a time.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Bytes as base64url without padding, in its one canonical form.
pub fn base64url(bytes: &[u8]) -> String {
    data_encoding::BASE64URL_NOPAD.encode(bytes)
}

/// Bytes of a base64url text that has at most `max` bytes; `None` for anything else.
pub fn from_base64url(text: &str, max: usize) -> Option<Vec<u8>> {
    if text.len() > max.div_ceil(3) * 4 {
        return None;
    }
    let bytes = data_encoding::BASE64URL_NOPAD
        .decode(text.as_bytes())
        .ok()?;
    (bytes.len() <= max).then_some(bytes)
}
