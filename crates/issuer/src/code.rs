//! One-time code: what a citizen gets at a counter and types into a wallet.

use core::fmt;
use std::str::FromStr;

use rand::CryptoRng;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Crockford's base32: no I, L, O, U, which people read as something else.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The longest text that is looked at, in characters.
const MAX_CHARS: usize = 64;

/// Twelve characters, 60 bits: at a thousand guesses a second against a million open codes, a hit
/// takes decades. Silent in `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct OneTimeCode([u8; OneTimeCode::SYMBOLS]);

/// Not twelve characters of the alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a code has twelve letters and digits, such as 0123-4567-89AB")]
pub struct CodeError;

impl OneTimeCode {
    /// Characters, without the hyphens.
    pub const SYMBOLS: usize = 12;

    /// Draws one.
    pub fn random(rng: &mut impl CryptoRng) -> OneTimeCode {
        let mut bytes = Zeroizing::new([0; OneTimeCode::SYMBOLS]);
        rng.fill_bytes(bytes.as_mut());
        OneTimeCode(bytes.map(|byte| ALPHABET[usize::from(byte % 32)]))
    }

    /// The characters, without hyphens.
    pub fn symbols(&self) -> &[u8; OneTimeCode::SYMBOLS] {
        &self.0
    }
}

/// As a person types it: small letters, O for 0, I and L for 1, full-width characters, hyphens and
/// white space anywhere.
impl FromStr for OneTimeCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<OneTimeCode, CodeError> {
        let mut symbols = OneTimeCode([0; OneTimeCode::SYMBOLS]);
        let mut places = symbols.0.iter_mut();
        for (number, character) in text.chars().enumerate() {
            if number == MAX_CHARS {
                return Err(CodeError);
            }
            let character = narrow(character);
            if character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}') {
                continue;
            }
            let symbol = match character.to_ascii_uppercase() {
                'O' => b'0',
                'I' | 'L' => b'1',
                other => u8::try_from(other).map_err(|_| CodeError)?,
            };
            if !ALPHABET.contains(&symbol) {
                return Err(CodeError);
            }
            *places.next().ok_or(CodeError)? = symbol;
        }
        match places.next() {
            None => Ok(symbols),
            Some(_) => Err(CodeError),
        }
    }
}

/// In three groups, for people.
impl fmt::Display for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, symbol) in self.0.iter().enumerate() {
            if number > 0 && number % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*symbol))?;
        }
        Ok(())
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(..)")
    }
}

/// The ASCII character of a full-width one, as some input methods type them.
fn narrow(character: char) -> char {
    match u32::from(character) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn is_shown_in_groups_and_read_back() {
        let mut rng = StdRng::seed_from_u64(1);
        for _ in 0..100 {
            let code = OneTimeCode::random(&mut rng);
            let text = code.to_string();
            assert_eq!(text.len(), 14);
            assert_eq!(text.parse(), Ok(code.clone()));
            assert_ne!(OneTimeCode::random(&mut rng), code);
        }
    }

    #[test]
    fn reads_what_people_type() {
        let own: OneTimeCode = "01AB-CDEF-GHJK".parse().unwrap();
        for typed in [
            "01abcdefghjk",
            " OlAB CDEF GHJK\r\n",
            "oiab—cdef—ghjk",
            "０１ＡＢ－ＣＤＥＦ－ＧＨＪＫ",
        ] {
            assert_eq!(typed.parse(), Ok(own.clone()), "{typed}");
        }
        let long = " ".repeat(65);
        for wrong in [
            "",
            "01AB-CDEF-GHJ",
            "01AB-CDEF-GHJKM",
            "U1AB-CDEF-GHJK",
            "é1AB-CDEF-GHJK",
            &long,
        ] {
            assert_eq!(wrong.parse::<OneTimeCode>(), Err(CodeError), "{wrong}");
        }
        assert_eq!(format!("{own:?}"), "OneTimeCode(..)");
    }
}
