//! Draws a text as a QR code, and reads one (feature `read`).
//!
//! Celadon's texts are a short prefix and many decimal digits: `CEL1…` is a presentation,
//! `CELQ1…` a challenge. They are drawn in two segments, the prefix alphanumeric and the digits
//! numeric, because QR's numeric mode packs three digits into ten bits, within 0.4 % of
//! log2(1000), and digits pass unharmed through links, keyboards and clipboards.
//!
//! # Capacity
//!
//! All numbers are bits, from ISO/IEC 18004:2015. A segment is a mode indicator (4), a character
//! count, and the data; the count's width grows with the version:
//!
//! | versions | alphanumeric count | numeric count |
//! | --- | --- | --- |
//! | 1 to 9 | 9 | 10 |
//! | 10 to 26 | 11 | 12 |
//! | 27 to 40 | 13 | 14 |
//!
//! Alphanumeric data takes 11 for two characters and 6 for a last one; numeric data 10 for three
//! digits, 4 or 7 for a last one or two. So `CEL1` and `d` digits, between versions 10 and 26, are
//!
//! ```text
//! (4 + 11 + 2·11) + (4 + 12 + ceil(10·d / 3)) = 53 + ceil(10·d / 3)
//! ```
//!
//! and 1504 digits are 53 + 5014 = 5067. Version 17 at level L holds 5176 (16: 4712); level M needs
//! version 20 with 5352 (19: 5016). Seven bytes of a presentation are 17 digits, so the same code
//! has 619 bytes. The largest code, 40 at L, holds [`MAX_TEXT_BYTES`] digits.
//!
//! # Drawing
//!
//! A code is always dark on white inside a quiet zone of [`QUIET_ZONE`] modules, whatever the theme
//! around it: many scanners give up on an inverted code or a missing margin. A symbol of version
//! `v` has `17 + 4·v` modules a side, so 85 at version 17 and 93 with its quiet zone.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod code;
mod image;
mod modules;
#[cfg(feature = "read")]
mod picture;
#[cfg(feature = "read")]
mod read;
mod svg;
mod terminal;

pub use code::{Code, Level, MAX_TEXT_BYTES, QrError};
pub use image::MAX_MODULE_PIXELS;
pub use modules::{Modules, QUIET_ZONE};
#[cfg(feature = "read")]
pub use picture::{MAX_CODES, MAX_PICTURE_PIXELS, MAX_PNG_BYTES, Picture, ReadError};
pub use svg::SvgOptions;
pub use terminal::Terminal;
