//! Texts, and grey pictures made from drawings.

use celadon_qr::{Code, Level, Picture};

/// `prefix` and `count` digits without a pattern.
pub(crate) fn text(prefix: &str, count: usize) -> String {
    let mut state = 0x2545_f491_u32;
    let digits = (0..count).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'0' + (state >> 24) as u8 % 10)
    });
    prefix.chars().chain(digits).collect()
}

/// A picture that owns its pixels.
#[derive(Clone)]
pub(crate) struct Luma {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

impl Luma {
    pub(crate) fn new(
        width: usize,
        height: usize,
        mut dark: impl FnMut(usize, usize) -> bool,
    ) -> Self {
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            pixels.extend((0..width).map(|x| if dark(x, y) { 0 } else { 255 }));
        }
        Self {
            width,
            height,
            pixels,
        }
    }

    pub(crate) fn picture(&self) -> Picture<'_> {
        Picture::from_luma(&self.pixels, self.width as u32, self.height as u32).unwrap()
    }

    /// Each pixel becomes a square of `factor`.
    pub(crate) fn enlarged(&self, factor: usize) -> Self {
        Self::new(self.width * factor, self.height * factor, |x, y| {
            self.pixels[y / factor * self.width + x / factor] == 0
        })
    }
}

/// The code of `text` with its quiet zone, `scale` pixels a module.
pub(crate) fn drawn(text: &str, level: Level, scale: usize) -> Luma {
    let code = Code::encode(text, level).unwrap();
    let side = code.modules().framed_side();
    Luma::new(side, side, |x, y| code.modules().is_dark_framed(x, y)).enlarged(scale)
}
