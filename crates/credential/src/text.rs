//! The text of a QR code: a prefix and decimal digits.
//!
//! `CEL1` and digits are a presentation, `CELQ1` and digits a challenge. Every 7 bytes, big-endian,
//! are 17 digits; a last group of 1 to 6 bytes is 3, 5, 8, 10, 13 or 15 digits. Digits fill a QR
//! code's numeric mode and survive links, form fields, shells, chat programs and foreign keyboards,
//! which letters and signs do not (SMART Health Cards chose digits for the same reasons).
//!
//! Two readers: [`strict`] takes the one canonical text, for programs; [`typed`] takes what people,
//! scanners and paste boxes make of it.

mod keyboard;
pub mod strict;
pub mod typed;

use core::fmt;

use thiserror::Error;

/// Bytes of the longest presentation.
pub const MAX_PRESENTATION: usize = 619;
/// Bytes of the longest challenge.
pub const MAX_CHALLENGE: usize = 2_048;

/// What a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Prefix {
    /// `CEL1`: a holder's answer or code.
    Presentation,
    /// `CELQ1`: a venue's question.
    Challenge,
}

impl Prefix {
    /// The letters and the version.
    pub const fn as_str(self) -> &'static str {
        match self {
            Prefix::Presentation => "CEL1",
            Prefix::Challenge => "CELQ1",
        }
    }

    /// The most bytes that its digits may hold.
    pub const fn max_bytes(self) -> usize {
        match self {
            Prefix::Presentation => MAX_PRESENTATION,
            Prefix::Challenge => MAX_CHALLENGE,
        }
    }
}

/// What a Celadon text is, that is no presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtherKind {
    /// A venue's challenge, as digits or in a link.
    Challenge,
    /// The address of a trust list.
    TrustList,
    /// A kind that is not known here.
    Unknown,
}

impl fmt::Display for OtherKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OtherKind::Challenge => "a venue's challenge",
            OtherKind::TrustList => "the address of a trust list",
            OtherKind::Unknown => "another kind of Celadon code",
        })
    }
}

/// Why a text is not read. None of these is a judgement of who shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextError {
    /// Any other code: a web address, a Wi-Fi code, nothing at all.
    #[error("not a Celadon code")]
    NotCeladon,
    /// `CEL2` and above.
    #[error("made by a newer version: update this program")]
    NewerVersion,
    /// A Celadon text where a presentation was expected.
    #[error("this is not a presentation, but {0}")]
    NotAPresentation(OtherKind),
    /// A presentation where a challenge was expected.
    #[error("this is not a challenge, but a presentation")]
    NotAChallenge,
    /// A scanner types on a keyboard of another layout, and the way back is not certain.
    #[error(
        "the scanner types on a keyboard of another layout: set the scanner or the computer to \
         the US layout"
    )]
    KeyboardLayout,
    /// Not the digits of any bytes: cut, grown, out of range, or (for programs) not canonical.
    #[error("malformed: expected CEL1 or CELQ1 and the digits of an encoder, nothing else")]
    Malformed,
}

/// The one text of these bytes.
pub fn encode(prefix: Prefix, bytes: &[u8]) -> String {
    let mut text = String::with_capacity(prefix.as_str().len() + bytes.len() * 17 / 7 + 3);
    text.push_str(prefix.as_str());
    for group in bytes.chunks(GROUP_BYTES) {
        let value = group
            .iter()
            .fold(0u64, |value, byte| value << 8 | u64::from(*byte));
        let width = DIGITS[group.len()];
        text.push_str(&format!("{value:0width$}"));
    }
    text
}

const GROUP_BYTES: usize = 7;
const GROUP_DIGITS: usize = 17;
/// How many digits a group of so many bytes has.
const DIGITS: [usize; 8] = [0, 3, 5, 8, 10, 13, 15, GROUP_DIGITS];

/// How many digits so many bytes have.
const fn digits_of(bytes: usize) -> usize {
    bytes / GROUP_BYTES * GROUP_DIGITS + DIGITS[bytes % GROUP_BYTES]
}

/// The bytes of a whole body, which has to be ASCII digits as an encoder writes them.
fn decode_digits(prefix: Prefix, digits: &str) -> Result<Vec<u8>, TextError> {
    let longest = digits_of(prefix.max_bytes());
    if digits.is_empty() || digits.len() > longest || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TextError::Malformed);
    }
    let mut bytes = Vec::with_capacity(digits.len() / GROUP_DIGITS * GROUP_BYTES + GROUP_BYTES);
    for group in digits.as_bytes().chunks(GROUP_DIGITS) {
        let len = DIGITS
            .iter()
            .position(|width| *width == group.len())
            .ok_or(TextError::Malformed)?;
        // 17 digits are below 2^57.
        let value = group
            .iter()
            .fold(0u64, |value, digit| value * 10 + u64::from(digit - b'0'));
        if value >> (8 * len) != 0 {
            return Err(TextError::Malformed);
        }
        bytes.extend_from_slice(&value.to_be_bytes()[8 - len..]);
    }
    Ok(bytes)
}

/// Narrows a reader's result to a presentation.
fn only_presentation(read: (Prefix, Vec<u8>)) -> Result<Vec<u8>, TextError> {
    match read {
        (Prefix::Presentation, bytes) => Ok(bytes),
        (Prefix::Challenge, _) => Err(TextError::NotAPresentation(OtherKind::Challenge)),
    }
}

/// Narrows a reader's result to a challenge.
fn only_challenge(read: (Prefix, Vec<u8>)) -> Result<Vec<u8>, TextError> {
    match read {
        (Prefix::Challenge, bytes) => Ok(bytes),
        (Prefix::Presentation, _) => Err(TextError::NotAChallenge),
    }
}

#[cfg(test)]
mod tests;
