//! Web addresses, as far as they stand in signed objects.

use core::fmt;
use core::str::FromStr;

use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};

/// An `http` or `https` address in ASCII of at most 200 bytes: scheme in small letters, a host,
/// perhaps a port, path and query; no user, no fragment. (RFC 3986, a narrow part of it.)
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpUrl(String);

/// A text is no web address of the narrow kind that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "expected an http or https address of at most 200 ASCII characters, without user or fragment"
)]
pub struct UrlError;

impl HttpUrl {
    /// Bytes of the longest address.
    pub const MAX_BYTES: usize = 200;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is `https`.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// Whether it is this machine's own, where nobody listens on the way.
    pub fn is_this_machine(&self) -> bool {
        let authority = self.authority();
        let host = match authority
            .strip_prefix('[')
            .and_then(|v6| v6.split_once(']'))
        {
            Some((v6, _)) => v6,
            None => authority.split(':').next().unwrap_or(authority),
        };
        let loopback = |address: core::net::IpAddr| address.is_loopback();
        host == "localhost" || host.parse().is_ok_and(loopback)
    }

    /// Whether nobody on the way can read what is sent there: encrypted, or on this machine.
    pub fn is_private(&self) -> bool {
        self.is_https() || self.is_this_machine()
    }

    /// Host and port: what a user should see of it.
    pub fn authority(&self) -> &str {
        split(&self.0).map_or("", |(authority, _)| authority)
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for HttpUrl {
    type Err = UrlError;
    fn from_str(text: &str) -> Result<HttpUrl, UrlError> {
        if text.len() > HttpUrl::MAX_BYTES {
            return Err(UrlError);
        }
        let (authority, rest) = split(text).ok_or(UrlError)?;
        if is_authority(authority) && rest.bytes().all(is_path_byte) {
            Ok(HttpUrl(text.to_owned()))
        } else {
            Err(UrlError)
        }
    }
}

/// Authority and what follows it.
fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    Some(rest.split_at(end))
}

fn is_authority(authority: &str) -> bool {
    let (host, port) = match authority
        .strip_prefix('[')
        .and_then(|v6| v6.split_once(']'))
    {
        Some((host, port)) => {
            let shaped = host.contains(':')
                && host
                    .bytes()
                    .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
            (shaped, port)
        }
        None => {
            let end = authority.find(':').unwrap_or(authority.len());
            let (host, port) = authority.split_at(end);
            let shaped = host.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && label
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            });
            (shaped, port)
        }
    };
    let port = match port.strip_prefix(':') {
        Some(port) => {
            port.bytes().all(|byte| byte.is_ascii_digit())
                && port.parse::<u16>().is_ok_and(|port| port > 0)
        }
        None => port.is_empty(),
    };
    host && port
}

/// `pchar`, `/`, `?` and `%` of RFC 3986.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte)
}

impl Canonical for HttpUrl {
    const MAX_BYTES: usize = HttpUrl::MAX_BYTES + 2;
    fn write(&self, writer: &mut Writer) {
        writer.text(&self.0);
    }
    fn read(reader: &mut Reader<'_>) -> Result<HttpUrl, DecodeError> {
        reader
            .text(HttpUrl::MAX_BYTES)?
            .parse()
            .map_err(|_| DecodeError::Invalid("a web address"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_nobody_can_listen() {
        for (url, private) in [
            ("https://venue.example/a", true),
            ("http://127.0.0.1:8080/a", true),
            ("http://localhost/a", true),
            ("http://[::1]:8080/a", true),
            ("http://venue.example/a", false),
            ("http://127.0.0.1.example/a", false),
            ("http://localhost.example/a", false),
            ("http://0.0.0.0/a", false),
            ("http://192.168.1.1/a", false),
        ] {
            assert_eq!(
                url.parse::<HttpUrl>().map(|url| url.is_private()),
                Ok(private),
                "{url}"
            );
        }
    }

    #[test]
    fn takes_plain_web_addresses_and_nothing_else() {
        for (good, authority) in [
            ("https://issuer.example", "issuer.example"),
            (
                "https://issuer.example:8443/a/b?c=d%20e",
                "issuer.example:8443",
            ),
            ("http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
            ("http://localhost:1/", "localhost:1"),
            ("http://[::1]:8080/v1", "[::1]:8080"),
            ("https://issuer.example?x", "issuer.example"),
        ] {
            let url: HttpUrl = good.parse().unwrap_or_else(|_| panic!("{good}"));
            assert_eq!(url.authority(), authority);
            assert_eq!(HttpUrl::decode(&url.encode()), Ok(url));
        }
        for bad in [
            "",
            "https://",
            "https:///path",
            "ftp://issuer.example",
            "HTTPS://issuer.example",
            "javascript:alert(1)",
            "https://user@issuer.example",
            "https://user:password@issuer.example/",
            "https://issuer.example/#fragment",
            "https://issuer.example/a b",
            "https://issuer.example/\n",
            "https://issuer.example\\@other.example/",
            "https://issüer.example",
            "https://issuer.example:0/",
            "https://issuer.example:65536/",
            "https://issuer.example:+80/",
            "https://issuer.example:/",
            "https://.example",
            "https://-issuer.example",
            "https://[zz]/",
            "https://[::1",
            "https://[::1]x",
            &format!("https://issuer.example/{}", "a".repeat(200)),
        ] {
            assert_eq!(bad.parse::<HttpUrl>(), Err(UrlError), "{bad}");
        }
    }
}
