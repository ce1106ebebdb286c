//! Names of federations, issuers, venues and policies: what a citizen is shown.

use core::fmt;
use core::str::FromStr;

use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};

/// A name: 1 to 64 bytes of UTF-8, no control characters, none that turn the direction of writing
/// or are invisible, no white space at its ends. It looks like what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// A text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a name has 1 to 64 bytes, no control or invisible characters, no white space at its ends")]
pub struct NameError;

impl Name {
    /// Bytes of the longest name.
    pub const MAX_BYTES: usize = 64;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Name {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Name, NameError> {
        let bounded = (1..=Name::MAX_BYTES).contains(&text.len());
        if bounded && text.trim() == text && !text.chars().any(is_deceptive) {
            Ok(Name(text.to_owned()))
        } else {
            Err(NameError)
        }
    }
}

/// Whether a character is one that a reader does not see.
pub(crate) fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
        )
}

impl Canonical for Name {
    const MAX_BYTES: usize = Name::MAX_BYTES + 2;
    fn write(&self, writer: &mut Writer) {
        writer.text(&self.0);
    }
    fn read(reader: &mut Reader<'_>) -> Result<Name, DecodeError> {
        reader
            .text(Name::MAX_BYTES)?
            .parse()
            .map_err(|_| DecodeError::Invalid("a name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_looks_like_what_it_is() {
        for good in ["Hangzhou", "杭州市", "St. Mary's, ward 3", &"x".repeat(64)] {
            let name: Name = good.parse().unwrap();
            assert_eq!(Name::decode(&name.encode()), Ok(name));
        }
        for bad in [
            "",
            " ",
            " Hangzhou",
            "Hangzhou\n",
            "Hang\u{0}zhou",
            "Hang\u{202e}zhou",
            "Hang\u{200b}zhou",
            &"x".repeat(65),
        ] {
            assert_eq!(bad.parse::<Name>(), Err(NameError), "{bad:?}");
            assert!(Name::decode(&Name(bad.to_owned()).encode()).is_err());
        }
    }
}
