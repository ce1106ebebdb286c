//! A text as a symbol: segments, the smallest version that holds them, and the modules.

use std::fmt;

use qrcode::bits::{Bits, encode_auto};
use qrcode::{Color, EcLevel, QrCode, Version};

use crate::Modules;

/// The longest text, in bytes: the digits that version 40 at level L holds. Other texts fill a code
/// sooner, at 2953 bytes the latest if they have small letters.
pub const MAX_TEXT_BYTES: usize = 7089;

/// What comes before the digits of Celadon's own texts.
const PREFIXES: [&str; 2] = ["CEL1", "CELQ1"];

/// The ECI assignment that says "the bytes are UTF-8".
const ECI_UTF_8: u32 = 26;

/// How much of a damaged symbol can be mended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// About 7 %. For screens, where size matters more than dirt.
    #[default]
    L,
    /// About 15 %. For paper, which is folded and smudged.
    M,
}

/// Why a text cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// There is nothing to draw.
    #[error("the text for the QR code is empty: give at least one character")]
    Empty,
    /// No version holds the text.
    #[error(
        "a text of {bytes} bytes does not fit into one QR code at level {level:?}: \
         shorten it or hand it over as text"
    )]
    TooLong {
        /// The text's length in bytes.
        bytes: usize,
        /// The level asked for.
        level: Level,
    },
}

/// A QR code: the symbol of one text.
///
/// Equality compares the symbols. `Debug` leaves the modules out, since they are the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    version: u8,
    level: Level,
    modules: Modules,
}

impl Code {
    /// Draws `text` in the smallest version that holds it at `level`.
    ///
    /// `CEL1` or `CELQ1` followed by nothing but digits becomes an alphanumeric and a numeric
    /// segment; other ASCII text the segments that take the fewest bits; anything else UTF-8 bytes,
    /// marked as such.
    ///
    /// # Errors
    ///
    /// [`QrError::Empty`], or [`QrError::TooLong`] for more than [`MAX_TEXT_BYTES`] bytes or what
    /// version 40 holds.
    pub fn encode(text: &str, level: Level) -> Result<Self, QrError> {
        if text.is_empty() {
            return Err(QrError::Empty);
        }
        let too_long = QrError::TooLong {
            bytes: text.len(),
            level,
        };
        if text.len() > MAX_TEXT_BYTES {
            return Err(too_long);
        }
        let ec_level = level.ec_level();
        let bits = if let Some((prefix, digits)) = split(text) {
            smallest(ec_level, |bits| {
                bits.push_alphanumeric_data(prefix.as_bytes())?;
                bits.push_numeric_data(digits.as_bytes())
            })
        } else if text.is_ascii() {
            encode_auto(text.as_bytes(), ec_level).ok()
        } else {
            // The optimal segments of UTF-8 may be kanji: two bytes that happen to look like
            // Shift JIS would come out as another character.
            smallest(ec_level, |bits| {
                bits.push_eci_designator(ECI_UTF_8)?;
                bits.push_byte_data(text.as_bytes())
            })
        };
        let bits = bits.ok_or(too_long)?;
        let Version::Normal(version) = bits.version() else {
            return Err(too_long);
        };
        let version = u8::try_from(version).map_err(|_| too_long)?;
        let symbol = QrCode::with_bits(bits, ec_level).map_err(|_| too_long)?;
        let side = symbol.width();
        let dark = symbol
            .into_colors()
            .into_iter()
            .map(|color| color == Color::Dark)
            .collect();
        Ok(Self {
            version,
            level,
            modules: Modules::new(side, dark),
        })
    }

    /// The version, 1 to 40. The symbol has `17 + 4 * version` modules a side.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// The level asked for.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The symbol, for drawings of one's own; those need a quiet zone too.
    pub fn modules(&self) -> &Modules {
        &self.modules
    }
}

impl Level {
    fn ec_level(self) -> EcLevel {
        match self {
            Self::L => EcLevel::L,
            Self::M => EcLevel::M,
        }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code")
            .field("version", &self.version)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

/// Prefix and digits, if the text is one of Celadon's.
fn split(text: &str) -> Option<(&str, &str)> {
    PREFIXES.iter().find_map(|prefix| {
        let digits = text.strip_prefix(prefix)?;
        let only_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        only_digits.then(|| text.split_at(prefix.len()))
    })
}

/// The bits of what `push` pushes, in the first version that has room for them. A version that is
/// too small shows by an error, of the count that has too few bits or of the terminator.
fn smallest(level: EcLevel, push: impl Fn(&mut Bits) -> qrcode::QrResult<()>) -> Option<Bits> {
    (1..=40).find_map(|version| {
        let mut bits = Bits::new(Version::Normal(version));
        push(&mut bits).ok()?;
        bits.push_terminator(level).ok()?;
        Some(bits)
    })
}
