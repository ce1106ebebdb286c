//! A code as a PNG picture, black on white, one bit a pixel.

use png::{BitDepth, ColorType, Encoder, Filter};

use crate::Code;

/// The largest module, in pixels: at version 40 a picture of 5920 pixels a side.
pub const MAX_MODULE_PIXELS: u32 = 32;

impl Code {
    /// The code as a PNG of `module_pixels` a module, quiet zone included; values outside 1 to
    /// [`MAX_MODULE_PIXELS`] become the nearest of these. Its side is
    /// [`framed_side`](crate::Modules::framed_side) times that. For a screen take two or more; for
    /// paper at 300 dots an inch six make modules of half a millimetre.
    pub fn to_png(&self, module_pixels: u32) -> Vec<u8> {
        let scale = module_pixels.clamp(1, MAX_MODULE_PIXELS) as usize;
        let side = self.modules().framed_side() * scale;
        let mut pixels = Vec::with_capacity(side * side.div_ceil(8));
        for y in 0..self.modules().framed_side() {
            let mut row = vec![0xff; side.div_ceil(8)];
            for x in (0..side).filter(|x| self.modules().is_dark_framed(x / scale, y)) {
                row[x / 8] &= !(0x80 >> (x % 8));
            }
            (0..scale).for_each(|_| pixels.extend_from_slice(&row));
        }
        encode(side, &pixels).expect("the size matches the pixels and a Vec takes any bytes")
    }
}

fn encode(side: usize, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, side as u32, side as u32);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.set_filter(Filter::NoFilter); // filters work on bytes and would only blur the runs
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}
