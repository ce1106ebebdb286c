//! Finds QR codes among grey pixels and reads them, with the parts of rxing.
//!
//! rxing's own reader is not used as a whole. Its search has no bound: a picture tiled with finder
//! patterns, which anybody may hold before a camera, kept it busy for minutes. And where its first
//! method finds nothing it tries an older one, which panics on some codewords.

use rxing::common::{BitMatrix, DetectorRXingResult, HybridBinarizer};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{Binarizer, Luma8Source};

/// Finder patterns combined, the largest first, which bounds memory; a code has three.
const MAX_PATTERNS: usize = 1024;
/// Combinations of three tried, the most plausible first, which bounds time.
const MAX_SETS: usize = 256;
/// Pixels a module at the least; smaller ones blur in a camera.
const MIN_MODULE_PIXELS: usize = 2;
/// Large pictures are searched for larger modules only: one pixel for each so many of their side.
/// The search takes time with the square of the number of finder patterns there is room for.
const SIDE_PER_MODULE_PIXEL: usize = 1024;

/// The texts of up to `most` codes, dark on light or, if there are none, light on dark. `luma` is
/// `width` by `height` bytes.
pub(crate) fn search(luma: &[u8], width: u32, height: u32, most: usize) -> Vec<String> {
    let Ok(source) = Luma8Source::new_with_slice(luma, width, height) else {
        return Vec::new();
    };
    let binarizer = HybridBinarizer::new(source);
    let Ok(matrix) = binarizer.get_black_matrix() else {
        return Vec::new();
    };
    let texts = dark_on_light(matrix, most);
    if !texts.is_empty() {
        return texts;
    }
    let mut inverted = matrix.clone();
    inverted.flip_self();
    dark_on_light(&inverted, most)
}

fn dark_on_light(matrix: &BitMatrix, most: usize) -> Vec<String> {
    let side = (matrix.width() as usize * matrix.height() as usize).isqrt();
    let module = MIN_MODULE_PIXELS.max(side / SIDE_PER_MODULE_PIXEL);
    let mut patterns = FindFinderPatterns(matrix, true, module as u32);
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.size));
    patterns.truncate(MAX_PATTERNS);
    let mut used = Vec::new();
    let mut texts = Vec::new();
    for set in GenerateFinderPatternSets(&mut patterns)
        .into_iter()
        .take(MAX_SETS)
    {
        let corners = [set.bl, set.tl, set.tr];
        // A finder pattern found twice, or shared with a chance combination, is no second code.
        if corners.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        let Ok(symbol) = SampleQR(matrix, &set) else {
            continue;
        };
        let Ok(decoded) = Decode(symbol.getBits()) else {
            continue;
        };
        if !decoded.isValid() {
            continue;
        }
        used.extend(corners);
        texts.push(decoded.text());
        if texts.len() == most {
            break;
        }
    }
    texts
}
