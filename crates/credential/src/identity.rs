//! The number of an identity document, in one spelling: whoever enrols twice must be found, also
//! behind a small x, full-width digits or a space.

use core::fmt;

use jiff::civil::Date;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What document a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdentityKind {
    /// A citizen identification number by GB 11643-1999: 17 digits and a check character.
    Resident = 1,
    /// A travel document number as in ICAO Doc 9303, with letters and digits.
    Passport = 2,
}

impl IdentityKind {
    /// 1 resident, 2 passport.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// Why a text is no identity number. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdentityError {
    /// Another length, or characters that do not belong there.
    #[error("not an identity number: check its length and characters")]
    Shape,
    /// The date of birth in it is no date.
    #[error("not an identity number: its date of birth does not exist")]
    Birth,
    /// The check character does not fit: a digit is wrong, or two are swapped.
    #[error("not an identity number: its check character does not fit; look for a typing error")]
    Check,
}

/// The number of an identity document in its one spelling. Compared in constant time, wiped when
/// dropped, silent in `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct IdentityNumber {
    #[zeroize(skip)]
    kind: IdentityKind,
    number: String,
}

impl IdentityNumber {
    /// Characters of the longest text that is looked at.
    const MAX_CHARS: usize = 64;

    /// A citizen identification number: full-width characters become narrow ones, white space goes,
    /// `x` becomes `X`; then date of birth and check character (MOD 11-2) must be right.
    pub fn parse(text: &str) -> Result<IdentityNumber, IdentityError> {
        let number = spelling(text)?;
        let number = IdentityNumber {
            kind: IdentityKind::Resident,
            number,
        };
        check_resident(number.number.as_bytes()).map(|()| number)
    }

    /// A travel document's number: 5 to 20 capital letters and digits, with the same tolerance.
    pub fn passport(text: &str) -> Result<IdentityNumber, IdentityError> {
        let number = IdentityNumber {
            kind: IdentityKind::Passport,
            number: spelling(text)?,
        };
        let shaped = (5..=20).contains(&number.number.len())
            && number
                .number
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if shaped {
            Ok(number)
        } else {
            Err(IdentityError::Shape)
        }
    }

    /// The kind of document.
    pub fn kind(&self) -> IdentityKind {
        self.kind
    }

    /// The one spelling. Personal data: not for logs.
    pub fn as_str(&self) -> &str {
        &self.number
    }

    pub(crate) fn from_code(code: u64, text: &str) -> Result<IdentityNumber, IdentityError> {
        match code {
            1 => IdentityNumber::parse(text),
            2 => IdentityNumber::passport(text),
            _ => Err(IdentityError::Shape),
        }
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityNumber(..)")
    }
}

impl PartialEq for IdentityNumber {
    fn eq(&self, other: &IdentityNumber) -> bool {
        self.kind == other.kind && self.number.as_bytes().ct_eq(other.number.as_bytes()).into()
    }
}

impl Eq for IdentityNumber {}

/// Narrow capitals and digits without white space; what else there is stays and is refused later.
fn spelling(text: &str) -> Result<String, IdentityError> {
    if text.chars().count() > IdentityNumber::MAX_CHARS {
        return Err(IdentityError::Shape);
    }
    // Room for all: a string that grows would leave its former self in memory.
    let mut number = String::with_capacity(text.len());
    for character in text.chars() {
        if !character.is_whitespace() {
            number.push(narrow(character).to_ascii_uppercase());
        }
    }
    Ok(number)
}

/// The ASCII character of a full-width one (U+FF01 to U+FF5E, 0xFEE0 above); others as they are.
pub(crate) fn narrow(character: char) -> char {
    match u32::from(character) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

/// GB 11643-1999: six digits of the place, eight of the date of birth, three of the order, and a
/// check character by ISO 7064 MOD 11-2.
fn check_resident(number: &[u8]) -> Result<(), IdentityError> {
    let Some((digits, [check])) = number.split_first_chunk::<17>() else {
        return Err(IdentityError::Shape);
    };
    if !digits.iter().all(u8::is_ascii_digit) || !(check.is_ascii_digit() || *check == b'X') {
        return Err(IdentityError::Shape);
    }
    let value = |range: core::ops::Range<usize>| {
        digits[range]
            .iter()
            .fold(0i16, |sum, digit| sum * 10 + i16::from(digit - b'0'))
    };
    let (month, day) = (value(10..12) as i8, value(12..14) as i8);
    Date::new(value(6..10), month, day).map_err(|_| IdentityError::Birth)?;
    // Horner's rule: each digit counts twice what the next one counts, modulo 11.
    let sum = digits
        .iter()
        .fold(0u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    let expected = match (12 - sum) % 11 {
        10 => b'X',
        digit => b'0' + digit as u8,
    };
    if *check == expected {
        Ok(())
    } else {
        Err(IdentityError::Check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "99999919000101004X";

    #[test]
    fn c18_four_spellings_are_one_person() {
        let wide: String = NUMBER
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
            .collect();
        let own = IdentityNumber::parse(NUMBER).unwrap();
        assert_eq!(own.as_str(), NUMBER);
        for spelling in [
            NUMBER.to_lowercase(),
            wide.clone(),
            wide.to_lowercase(),
            format!(" {NUMBER} "),
            format!("\u{3000}{NUMBER}\u{a0}\r\n"),
            format!("{} {} {}", &NUMBER[..6], &NUMBER[6..14], &NUMBER[14..]),
        ] {
            let other = IdentityNumber::parse(&spelling).unwrap();
            assert_eq!(other, own, "{spelling}");
            assert_eq!(other.as_str(), NUMBER);
        }
    }

    /// The weights of GB 11643, written out: 2^(17-i) modulo 11, and its table of check characters.
    #[test]
    fn the_check_character_is_that_of_the_standard() {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        for order in 0..1000 {
            let digits = format!("11010519491231{order:03}");
            let sum: u32 = digits
                .bytes()
                .zip(WEIGHTS)
                .map(|(digit, weight)| u32::from(digit - b'0') * weight)
                .sum();
            let check = char::from(b"10X98765432"[sum as usize % 11]);
            for other in "0123456789X".chars() {
                let result = IdentityNumber::parse(&format!("{digits}{other}"));
                assert_eq!(result.is_ok(), other == check, "{digits}{other}");
            }
        }
        // The example that the standard itself prints.
        assert!(IdentityNumber::parse("11010519491231002X").is_ok());
    }

    #[test]
    fn refuses_what_is_no_number_and_does_not_repeat_it() {
        for (text, error) in [
            ("", IdentityError::Shape),
            ("99999919000101004", IdentityError::Shape),
            ("99999919000101004XX", IdentityError::Shape),
            ("X9999919000101004X", IdentityError::Shape),
            ("99999919000101004Y", IdentityError::Shape),
            ("999999190002290040", IdentityError::Birth),
            ("999999190013010040", IdentityError::Birth),
            ("999999190001010049", IdentityError::Check),
            ("99999919000110004X", IdentityError::Check),
        ] {
            assert_eq!(IdentityNumber::parse(text), Err(error), "{text}");
            assert!(text.is_empty() || !error.to_string().contains(text));
        }
        let long = NUMBER.repeat(1_000);
        assert_eq!(IdentityNumber::parse(&long), Err(IdentityError::Shape));
        assert_eq!(
            format!("{:?}", IdentityNumber::parse(NUMBER)),
            "Ok(IdentityNumber(..))"
        );
    }

    #[test]
    fn a_passport_has_one_spelling_too() {
        let own = IdentityNumber::passport("E12345678").unwrap();
        assert_eq!(IdentityNumber::passport(" e1234 5678").unwrap(), own);
        assert!(IdentityNumber::passport("E-123").is_err());
        assert!(IdentityNumber::passport("E123").is_err());
        assert_ne!(
            IdentityNumber::passport(NUMBER).unwrap(),
            IdentityNumber::parse(NUMBER).unwrap()
        );
    }
}
