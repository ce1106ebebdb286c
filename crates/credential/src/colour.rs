//! The three colours of a health code.

use core::fmt;

use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};

/// The colour of a stamp. A closed list: no issuer and no federation can add a fourth, by which a
/// citizen could be told from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// May move freely.
    Green = 1,
    /// Quarantine at home.
    Yellow = 2,
    /// Collective quarantine.
    Red = 3,
}

/// Not the code or the name of a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a colour: 1 green, 2 yellow, 3 red")]
pub struct ColourError;

impl Colour {
    /// All, by code.
    pub const ALL: [Colour; 3] = [Colour::Green, Colour::Yellow, Colour::Red];

    /// 1 green, 2 yellow, 3 red.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The colour of a code.
    pub const fn from_code(code: u8) -> Result<Colour, ColourError> {
        match code {
            1 => Ok(Colour::Green),
            2 => Ok(Colour::Yellow),
            3 => Ok(Colour::Red),
            _ => Err(ColourError),
        }
    }

    /// `green`, `yellow` or `red`.
    pub const fn name(self) -> &'static str {
        match self {
            Colour::Green => "green",
            Colour::Yellow => "yellow",
            Colour::Red => "red",
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl core::str::FromStr for Colour {
    type Err = ColourError;
    fn from_str(name: &str) -> Result<Colour, ColourError> {
        Colour::ALL
            .into_iter()
            .find(|colour| colour.name() == name)
            .ok_or(ColourError)
    }
}

/// A byte string of one byte.
impl Canonical for Colour {
    const MAX_BYTES: usize = 2;
    fn write(&self, writer: &mut Writer) {
        writer.bytes(&[self.code()]);
    }
    fn read(reader: &mut Reader<'_>) -> Result<Colour, DecodeError> {
        let [code] = reader.fixed()?;
        Colour::from_code(code).map_err(|_| DecodeError::Invalid("a colour"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_lead_back() {
        for colour in Colour::ALL {
            assert_eq!(Colour::from_code(colour.code()), Ok(colour));
            assert_eq!(colour.name().parse(), Ok(colour));
            assert_eq!(Colour::decode(&colour.encode()), Ok(colour));
        }
        for code in [0, 4, 255] {
            assert!(Colour::from_code(code).is_err());
        }
        assert!("Green".parse::<Colour>().is_err());
    }
}
