//! A picture to be searched for codes: its pixels, from memory or from a PNG file.

use std::borrow::Cow;
use std::fmt;
use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations};

use crate::read::search;

/// The largest picture, in pixels: 16 million, more than a camera's still frame needs.
pub const MAX_PICTURE_PIXELS: usize = 1 << 24;
/// The largest PNG file, in bytes: 16 MiB.
pub const MAX_PNG_BYTES: usize = 1 << 24;
/// The most codes that are read from one picture.
pub const MAX_CODES: usize = 8;
/// A smaller side cannot hold version 1.
const MIN_SIDE: u32 = 21;

/// Why a picture gave no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file is not a PNG, or is damaged.
    #[error("the file is not a readable PNG picture: save the code as PNG and try again")]
    NotPng,
    /// The picture is too large to be searched.
    #[error(
        "the picture is too large: crop or shrink it to {MAX_PICTURE_PIXELS} pixels \
         and {MAX_PNG_BYTES} bytes"
    )]
    TooLarge,
    /// Width times height is not the number of bytes.
    #[error("a picture of {width} by {height} pixels does not have {bytes} bytes")]
    WrongLength {
        /// Pixels a row.
        width: u32,
        /// Rows.
        height: u32,
        /// The bytes given.
        bytes: usize,
    },
    /// No code in the picture could be read.
    #[error("no QR code could be read in the picture: take it sharper, closer and whole")]
    NotFound,
}

/// A picture in shades of grey. `Debug` leaves the pixels out.
#[derive(Clone)]
pub struct Picture<'a> {
    width: u32,
    height: u32,
    luma: Cow<'a, [u8]>,
}

impl<'a> Picture<'a> {
    /// A picture of `width` by `height` bytes, row by row from the top left, 0 black and 255 white.
    ///
    /// # Errors
    ///
    /// [`ReadError::TooLarge`] beyond [`MAX_PICTURE_PIXELS`], [`ReadError::WrongLength`].
    pub fn from_luma(luma: &'a [u8], width: u32, height: u32) -> Result<Self, ReadError> {
        let pixels = bounded_area(width, height)?;
        if pixels != luma.len() {
            return Err(ReadError::WrongLength {
                width,
                height,
                bytes: luma.len(),
            });
        }
        Ok(Self {
            width,
            height,
            luma: Cow::Borrowed(luma),
        })
    }

    /// A picture in a PNG file of any colour type, transparency on white; of an animation the first
    /// frame.
    ///
    /// # Errors
    ///
    /// [`ReadError::TooLarge`] beyond [`MAX_PNG_BYTES`] or [`MAX_PICTURE_PIXELS`], which is known
    /// before the pixels are unpacked; [`ReadError::NotPng`].
    pub fn from_png(file: &[u8]) -> Result<Picture<'static>, ReadError> {
        if file.len() > MAX_PNG_BYTES {
            return Err(ReadError::TooLarge);
        }
        let limits = Limits {
            bytes: 4 * MAX_PICTURE_PIXELS,
        };
        let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
        decoder.set_transformations(Transformations::normalize_to_color8());
        let header = decoder.read_header_info().map_err(|_| ReadError::NotPng)?;
        let (width, height) = (header.width, header.height);
        bounded_area(width, height)?;
        let mut reader = decoder.read_info().map_err(|_| ReadError::NotPng)?;
        let bytes = reader.output_buffer_size().ok_or(ReadError::TooLarge)?;
        let mut samples = vec![0; bytes];
        let frame = reader
            .next_frame(&mut samples)
            .map_err(|_| ReadError::NotPng)?;
        if (frame.width, frame.height) != (width, height) {
            return Err(ReadError::NotPng);
        }
        let luma = to_luma(&samples, frame.color_type).ok_or(ReadError::NotPng)?;
        Ok(Picture {
            width,
            height,
            luma: Cow::Owned(luma),
        })
    }

    /// The text of the first code found, also of one that is light on dark or mirrored.
    ///
    /// # Errors
    ///
    /// [`ReadError::NotFound`].
    pub fn read(&self) -> Result<String, ReadError> {
        search(&self.luma, self.width, self.height, 1)
            .pop()
            .ok_or(ReadError::NotFound)
    }

    /// The texts of up to [`MAX_CODES`] codes, at least one, in no particular order. A sheet may
    /// hold several, and which of them counts is for the caller to say.
    ///
    /// # Errors
    ///
    /// [`ReadError::NotFound`].
    pub fn read_all(&self) -> Result<Vec<String>, ReadError> {
        let texts = search(&self.luma, self.width, self.height, MAX_CODES);
        if texts.is_empty() {
            Err(ReadError::NotFound)
        } else {
            Ok(texts)
        }
    }
}

impl fmt::Debug for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picture")
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

/// `width * height`, if it is no more than [`MAX_PICTURE_PIXELS`].
fn bounded_area(width: u32, height: u32) -> Result<usize, ReadError> {
    let pixels = (width as usize)
        .checked_mul(height as usize)
        .ok_or(ReadError::TooLarge)?;
    match pixels {
        _ if pixels > MAX_PICTURE_PIXELS => Err(ReadError::TooLarge),
        _ if width.min(height) < MIN_SIDE => Err(ReadError::NotFound),
        _ => Ok(pixels),
    }
}

/// The grey value of each pixel, on a white ground.
fn to_luma(samples: &[u8], colour: ColorType) -> Option<Vec<u8>> {
    let luma = match colour {
        ColorType::Grayscale => samples.to_vec(),
        ColorType::GrayscaleAlpha => samples
            .chunks_exact(2)
            .map(|p| on_white(p[0].into(), p[1]))
            .collect(),
        ColorType::Rgb => samples.chunks_exact(3).map(|p| grey(p) as u8).collect(),
        ColorType::Rgba => samples
            .chunks_exact(4)
            .map(|p| on_white(grey(p), p[3]))
            .collect(),
        ColorType::Indexed => return None,
    };
    Some(luma)
}

/// Green counts twice, as the eye has it, roughly; 0 to 255.
fn grey(rgb: &[u8]) -> u32 {
    (u32::from(rgb[0]) + 2 * u32::from(rgb[1]) + u32::from(rgb[2])) / 4
}

/// A grey value of the opacity `alpha` before white.
fn on_white(grey: u32, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    ((grey * alpha + 255 * (255 - alpha)) / 255) as u8
}
