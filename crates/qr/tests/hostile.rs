//! Pictures and files made to fool or stop the reader.

use std::time::{Duration, Instant};

use celadon_qr::{Code, Level, MAX_PICTURE_PIXELS, MAX_PNG_BYTES, Picture, ReadError};
use proptest::prelude::*;
use qrcode::bits::Bits;
use qrcode::canvas::Canvas;
use qrcode::ec::construct_codewords;
use qrcode::{Color, EcLevel, Version};

use crate::support::{Luma, drawn, text};

#[test]
fn refuses_pictures_that_are_too_large_wrong_or_empty() {
    let refusal =
        |picture: Result<Picture<'_>, ReadError>| picture.and_then(|p| p.read()).unwrap_err();
    let (width, height) = (4096, 4097);
    let too_large = Picture::from_luma(&[], width, height);
    assert_eq!(refusal(too_large), ReadError::TooLarge);
    assert_eq!(
        refusal(Picture::from_luma(&[], u32::MAX, u32::MAX)),
        ReadError::TooLarge
    );
    let wrong = ReadError::WrongLength {
        width: 30,
        height: 30,
        bytes: 899,
    };
    assert_eq!(refusal(Picture::from_luma(&[255; 899], 30, 30)), wrong);
    assert_eq!(
        refusal(Picture::from_luma(&[255; 900], 30, 30)),
        ReadError::NotFound
    );
    assert_eq!(refusal(Picture::from_luma(&[], 0, 0)), ReadError::NotFound);
    assert_eq!(
        refusal(Picture::from_png(&vec![0; MAX_PNG_BYTES + 1])),
        ReadError::TooLarge
    );
    assert_eq!(refusal(Picture::from_png(b"GIF89a")), ReadError::NotPng);
    let file = drawn_png("CEL1123");
    for end in 0..file.len() - 12 {
        assert_eq!(
            refusal(Picture::from_png(&file[..end])),
            ReadError::NotPng,
            "{end} bytes"
        );
    }
}

#[test]
fn knows_a_picture_is_too_large_by_its_header() {
    // A few kilobytes that would unpack to far more pixels than the limit.
    let side = 5000;
    assert!(side * side > MAX_PICTURE_PIXELS);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let blank = vec![0; side.div_ceil(8) * side];
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&blank)
        .unwrap();
    assert!(file.len() < 100_000);
    let error = Picture::from_png(&file).unwrap_err();
    assert_eq!(error, ReadError::TooLarge);
    assert_eq!(
        error.to_string(),
        "the picture is too large: crop or shrink it to 16777216 pixels and 16777216 bytes"
    );
}

fn drawn_png(text: &str) -> Vec<u8> {
    Code::encode(text, Level::L).unwrap().to_png(2)
}

/// Anybody may hold such a picture before a camera.
#[test]
fn gives_up_soon_on_a_picture_full_of_finder_patterns() {
    let tiled = Luma::new(1280, 720, |x, y| {
        let ring = (x / 2 % 9).abs_diff(3).max((y / 2 % 9).abs_diff(3));
        ring == 3 || ring <= 1
    });
    let start = Instant::now();
    assert_eq!(tiled.picture().read_all(), Err(ReadError::NotFound));
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "took {:?}",
        start.elapsed()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Finder patterns anywhere, on noise.
    #[test]
    fn survives_noise(
        noise in prop::collection::vec(any::<bool>(), 60 * 50),
        finders in prop::collection::vec((0_usize..56, 0_usize..46), 0..6),
        scale in 2_usize..5,
    ) {
        let modules = Luma::new(60, 50, |x, y| {
            let finder = finders.iter().find_map(|&(left, top)| {
                let ring = x.abs_diff(left).max(y.abs_diff(top));
                (ring <= 4).then_some(ring == 3 || ring <= 1)
            });
            finder.unwrap_or(noise[y * 60 + x])
        });
        let luma = modules.enlarged(scale);
        let _ = luma.picture().read();
        let _ = luma.picture().read_all();
    }

    /// A damaged code reads as itself or not at all.
    #[test]
    fn survives_damage(digits in 1_usize..800, x in 0_usize..400, y in 0_usize..400, size in 1_usize..80) {
        let text = text("CEL1", digits);
        let mut luma = drawn(&text, Level::M, 2);
        let (width, height) = (luma.width, luma.height);
        for y in y % height..(y % height + size).min(height) {
            for x in x % width..(x % width + size).min(width) {
                luma.pixels[y * width + x] ^= 255;
            }
        }
        if let Ok(read) = luma.picture().read() {
            prop_assert_eq!(read, text);
        }
        let _ = luma.picture().read_all();
    }

    #[test]
    fn survives_a_damaged_file(position in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut file = drawn_png("CEL1123");
        let position = position.index(file.len());
        file[position] = byte;
        if let Ok(picture) = Picture::from_png(&file) {
            let _ = picture.read();
        }
    }

    /// Codewords that no encoder writes: any bits, rightly protected and placed.
    #[test]
    fn survives_any_codewords(version in 1_i16..18, seed in any::<u64>()) {
        let version = Version::Normal(version);
        let room = Bits::new(version).max_len(EcLevel::L).unwrap() / 8;
        let mut state = seed;
        let data: Vec<u8> = (0..room)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            })
            .collect();
        let (data, correction) = construct_codewords(&data, version, EcLevel::L).unwrap();
        let mut canvas = Canvas::new(version, EcLevel::L);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);
        let colours = canvas.apply_best_mask().into_colors();
        let side = colours.len().isqrt();
        let luma = Luma::new(side + 8, side + 8, |x, y| {
            let inside = |at: usize| (4..side + 4).contains(&at);
            inside(x) && inside(y) && colours[(y - 4) * side + x - 4] == Color::Dark
        });
        let luma = luma.enlarged(3);
        let _ = luma.picture().read();
        let _ = luma.picture().read_all();
    }
}
