//! The reader for programs: it takes the one canonical text.

use super::{Prefix, TextError, decode_digits, only_challenge, only_presentation, typed};

/// The bytes of a canonical text. A text that [`typed`] would read, but that is not canonical, is
/// [`TextError::Malformed`]; other errors are those of `typed`, so that every way in gives one
/// reason.
pub fn decode(text: &str) -> Result<(Prefix, Vec<u8>), TextError> {
    for prefix in [Prefix::Presentation, Prefix::Challenge] {
        if let Some(digits) = text.strip_prefix(prefix.as_str()) {
            return decode_digits(prefix, digits).map(|bytes| (prefix, bytes));
        }
    }
    Err(typed::decode(text).err().unwrap_or(TextError::Malformed))
}

/// The bytes of a presentation's canonical text.
pub fn presentation(text: &str) -> Result<Vec<u8>, TextError> {
    decode(text).and_then(only_presentation)
}

/// The bytes of a challenge's canonical text.
pub fn challenge(text: &str) -> Result<Vec<u8>, TextError> {
    decode(text).and_then(only_challenge)
}
