//! Where a store is: a file, or a server by its URL. What is shown of a URL holds no secret.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use reqwest::Url;
use serde::{Deserialize, Deserializer};
use thiserror::Error;

/// The longest address that is read, in bytes.
const MAX_BYTES: usize = 2_048;

/// Where a store is. Written as `sqlite:PATH` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreAddress {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A server that speaks PostgreSQL's protocol.
    Postgres(SecretUrl),
}

/// An address that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AddressError {
    /// Another scheme.
    #[error("a store is written sqlite:PATH or postgres://USER@HOST:PORT/DATABASE")]
    Scheme,
    /// Not the URL of a server.
    #[error(
        "not the URL of a server: it is written SCHEME://USER:PASSWORD@HOST:PORT/DATABASE, and \
         what is special in a password is escaped (@ as %40, / as %2F, # as %23)"
    )]
    Url,
    /// Longer than any address.
    #[error("longer than {MAX_BYTES} bytes")]
    TooLong,
}

impl FromStr for StoreAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            // `sqlite://PATH` is how other programs write it.
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path.len() {
                0 => Err(AddressError::Scheme),
                1..=MAX_BYTES => Ok(Self::Sqlite(path.into())),
                _ => Err(AddressError::TooLong),
            };
        }
        match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.parse()?)),
            _ => Err(AddressError::Scheme),
        }
    }
}

impl StoreAddress {
    /// The file, if it is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

impl fmt::Display for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for StoreAddress {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        parsed(from)
    }
}

/// The URL of a server, with its password. What is shown of it, by `Debug` too, is scheme, host,
/// port and path: neither user nor password nor parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(Url);

impl SecretUrl {
    /// All of it, for the client of the server and for nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }

    /// The scheme, such as `redis`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.0.scheme()
    }
}

impl FromStr for SecretUrl {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.len() > MAX_BYTES {
            return Err(AddressError::TooLong);
        }
        // What the parser says could hold a piece of the password.
        let url = Url::parse(text).map_err(|_| AddressError::Url)?;
        if url.cannot_be_a_base() || url.fragment().is_some() {
            return Err(AddressError::Url);
        }
        Ok(Self(url))
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.0.host_str().unwrap_or_default();
        write!(f, "{}://{host}", self.0.scheme())?;
        if let Some(port) = self.0.port() {
            write!(f, ":{port}")?;
        }
        f.write_str(self.0.path())
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'de> Deserialize<'de> for SecretUrl {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        parsed(from)
    }
}

/// The error names the rule and never repeats the value.
fn parsed<'de, T: FromStr<Err = AddressError>, D: Deserializer<'de>>(
    from: D,
) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_servers_are_told_apart() {
        for (text, path) in [
            ("sqlite:a/b.sqlite", "a/b.sqlite"),
            ("sqlite:///srv/b c.sqlite", "/srv/b c.sqlite"),
            ("sqlite:/srv/b", "/srv/b"),
        ] {
            let address: StoreAddress = text.parse().unwrap();
            assert_eq!(address.path(), Some(Path::new(path)), "{text}");
        }
        for text in [
            "postgres://u@h/d",
            "postgresql://u:p@h:5433/d?sslmode=require",
        ] {
            let address: StoreAddress = text.parse().unwrap();
            assert_eq!(address.path(), None, "{text}");
        }
        for text in [
            "",
            "sqlite:",
            "mysql://h/d",
            "redis://h",
            "/srv/b",
            "postgres:x",
        ] {
            let refused = text.parse::<StoreAddress>();
            assert_eq!(refused, Err(AddressError::Scheme), "{text}");
        }
        for text in ["postgres://u:p#q@h/d", "postgres://h:port/d"] {
            assert_eq!(
                text.parse::<StoreAddress>(),
                Err(AddressError::Url),
                "{text}"
            );
        }
        let long = format!("postgres://h/{}", "d".repeat(MAX_BYTES));
        assert_eq!(long.parse::<StoreAddress>(), Err(AddressError::TooLong));
    }

    #[test]
    fn neither_user_nor_password_nor_parameter_is_shown() {
        let text = "postgres://hidden:secret%40@db.example:5433/celadon?password=secret";
        let address: StoreAddress = text.parse().unwrap();
        for shown in [address.to_string(), format!("{address:?}")] {
            assert!(
                shown.contains("postgres://db.example:5433/celadon"),
                "{shown}"
            );
            for secret in ["secret", "hidden", "password", "?"] {
                assert!(!shown.contains(secret), "{shown}");
            }
        }
        let StoreAddress::Postgres(url) = address else {
            panic!("it is a server");
        };
        assert_eq!(url.reveal(), text);
        for wrong in ["postgres://u:secret#@h/d", "postgres://u:secret@h:secret/d"] {
            let error = wrong.parse::<StoreAddress>().unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
