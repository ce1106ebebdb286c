//! The reader for people and scanners: command line, kiosk, paste box, browser.
//!
//! White space, line ends, byte-order and direction marks are dropped wherever they are, and a
//! symbology mark (`]Q1`, ISO/IEC 15424) at the beginning. Small and full-width letters and
//! full-width digits are read as capitals and digits, and so are keyboard layouts from which the
//! way back is certain. A challenge may come in a link's fragment.

use super::keyboard::{self, Row};
use super::{OtherKind, Prefix, TextError, decode_digits, only_challenge, only_presentation};
use crate::identity::narrow;

/// Bytes of the longest text that is looked at: room for a challenge in full-width digits with a
/// no-break space after each.
pub const MAX_BYTES: usize = 32 * 1024;

/// The bytes of a typed, pasted or scanned text.
pub fn decode(text: &str) -> Result<(Prefix, Vec<u8>), TextError> {
    if text.len() > MAX_BYTES {
        let head: String = text.chars().take(64).collect();
        return Err(match version_and_body(&plain(&head)) {
            Ok(_) => TextError::Malformed,
            Err(error) => error,
        });
    }
    let text = plain(text);
    if begins_with(&text, "openid4vp:") {
        // A challenge too, in a form that is no text of this kind.
        return Err(TextError::NotAPresentation(OtherKind::Challenge));
    }
    if is_link(&text) {
        return link(&text);
    }
    let (prefix, digits) = version_and_body(&text)?;
    decode_digits(prefix, &digits).map(|bytes| (prefix, bytes))
}

/// The bytes of a presentation.
pub fn presentation(text: &str) -> Result<Vec<u8>, TextError> {
    decode(text).and_then(only_presentation)
}

/// The bytes of a challenge, bare or in a link.
pub fn challenge(text: &str) -> Result<Vec<u8>, TextError> {
    decode(text).and_then(only_challenge)
}

/// What is left without that which carries nothing, in narrow characters.
fn plain(text: &str) -> String {
    // This is a UTF-8 byte-order mark read as Latin-1.
    let text = text.strip_prefix("\u{ef}\u{bb}\u{bf}").unwrap_or(text);
    text.chars()
        .filter(|character| !carries_nothing(*character))
        .map(narrow)
        .collect()
}

fn carries_nothing(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '\u{ad}' // soft hyphen
            | '\u{200b}'..='\u{200f}' // zero width, direction
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' // byte-order mark
        )
}

/// Which kind and version of text it is, and its body in digits (or what stands there instead).
fn version_and_body(text: &str) -> Result<(Prefix, String), TextError> {
    let text = without_symbology(text);
    let rest = match text.get(..3) {
        Some(letters) if letters.eq_ignore_ascii_case("CEL") => &text[3..],
        _ => match keyboard::letters_elsewhere(text) {
            Some((Row::Digits, rest)) if rest.starts_with('1') => rest,
            Some(_) => return Err(TextError::KeyboardLayout),
            None => return Err(TextError::NotCeladon),
        },
    };
    if let Some(digits) = keyboard::french_row(rest) {
        return of_version(&digits);
    }
    // In the French layout Q stands where others have A.
    if let Some(row) = rest.strip_prefix(['A', 'a'])
        && let Some(digits) = keyboard::french_row(row)
    {
        return of_version(&format!("Q{digits}"));
    }
    if keyboard::is_another_row(rest) {
        return Err(TextError::KeyboardLayout);
    }
    of_version(rest)
}

/// Judges what follows the three letters: `1` and a body, `Q1` and a body, or something else.
fn of_version(rest: &str) -> Result<(Prefix, String), TextError> {
    let (letter, digits) = match rest.chars().next() {
        Some(letter) if letter.is_ascii_alphabetic() => {
            (Some(letter.to_ascii_uppercase()), &rest[1..])
        }
        _ => (None, rest),
    };
    let Some(version @ '1'..='9') = digits.chars().next() else {
        return Err(TextError::NotCeladon);
    };
    let body = digits[1..].to_owned();
    match (letter, version) {
        (None, '1') => Ok((Prefix::Presentation, body)),
        (Some('Q'), '1') => Ok((Prefix::Challenge, body)),
        (None | Some('Q'), _) => Err(TextError::NewerVersion),
        (Some(_), _) if body.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(TextError::NotAPresentation(OtherKind::Unknown))
        }
        (Some(_), _) => Err(TextError::NotCeladon),
    }
}

/// Drops a symbology mark: `]`, a letter and a modifier; in the French layout it is typed `$A&`.
fn without_symbology(text: &str) -> &str {
    let mut characters = text.chars();
    let mark = match (characters.next(), characters.next(), characters.next()) {
        (Some(']'), Some(code), Some(modifier)) => {
            code.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric()
        }
        (Some('$'), Some('A' | 'a'), Some('&')) => true,
        _ => false,
    };
    if mark { characters.as_str() } else { text }
}

fn is_link(text: &str) -> bool {
    begins_with(text, "http://") || begins_with(text, "https://")
}

fn begins_with(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
}

/// A link is foreign unless its fragment is a challenge, or it is the address of a trust list. A
/// presentation is never taken from a link: it would stand in logs.
fn link(link: &str) -> Result<(Prefix, Vec<u8>), TextError> {
    let (address, fragment) = link.split_once('#').unwrap_or((link, ""));
    match version_and_body(fragment) {
        Ok((Prefix::Challenge, digits)) => {
            decode_digits(Prefix::Challenge, &digits).map(|bytes| (Prefix::Challenge, bytes))
        }
        _ if address.contains("/.well-known/celadon/trust-list") => {
            Err(TextError::NotAPresentation(OtherKind::TrustList))
        }
        _ => Err(TextError::NotCeladon),
    }
}
