//! Codes are read by an implementation that had no part in drawing them.

use celadon_qr::{Level, MAX_CODES, Picture};
use proptest::prelude::*;

use crate::support::{Luma, drawn, text};

#[test]
fn reads_every_size_up_to_a_presentation() {
    for digits in [
        1, 2, 3, 17, 40, 100, 170, 340, 510, 680, 850, 1000, 1250, 1400, 1504,
    ] {
        for level in [Level::L, Level::M] {
            for prefix in ["CEL1", "CELQ1"] {
                let text = text(prefix, digits);
                let read = drawn(&text, level, 3).picture().read();
                assert_eq!(read, Ok(text), "{digits} digits at {level:?}");
            }
        }
    }
}

#[test]
fn reads_other_texts() {
    let link = format!("https://kiosk.example/visit#{}", text("CELQ1", 136));
    for text in [
        "CEL1",
        "CEL1 123",
        "CEL1123A",
        "cel1123",
        "CEL2123",
        "https://example.org/a?b=%41",
        &link,
        "健康码：入口三",
        "Grüße, señor",
        "CEL1１２３",
        "点",
        "🦊",
    ] {
        let read = drawn(text, Level::M, 4).picture().read();
        assert_eq!(read.as_deref(), Ok(text));
    }
}

#[test]
fn reads_a_picture_that_is_turned_mirrored_or_inverted() {
    let text = text("CEL1", 1504);
    let upright = drawn(&text, Level::L, 3);
    let side = upright.width;
    let dark = |x: usize, y: usize| upright.pixels[y * side + x] == 0;
    let turned = Luma::new(side, side, |x, y| dark(y, side - 1 - x));
    let mirrored = Luma::new(side, side, |x, y| dark(side - 1 - x, y));
    let inverted = Luma::new(side, side, |x, y| !dark(x, y));
    for picture in [turned, mirrored, inverted] {
        assert_eq!(picture.picture().read(), Ok(text.clone()));
        assert_eq!(picture.picture().read_all(), Ok(vec![text.clone()]));
    }
}

/// A camera's view: turned by `degrees`, blurred over a pixel, darker to the right, noisy.
fn photographed(code: &Luma, degrees: f64) -> Luma {
    let size = 720_usize;
    let (sin, cos) = degrees.to_radians().sin_cos();
    let scale = code.width as f64 / 500.0; // the code fills 500 of the 720 pixels
    let ink = |x: f64, y: f64| {
        let (x, y) = (x - size as f64 / 2.0, y - size as f64 / 2.0);
        let (u, v) = ((cos * x + sin * y) * scale, (cos * y - sin * x) * scale);
        let (u, v) = (u + code.width as f64 / 2.0, v + code.height as f64 / 2.0);
        let inside = |at: f64| (0.0..code.width as f64).contains(&at);
        inside(u) && inside(v) && code.pixels[v as usize * code.width + u as usize] == 0
    };
    let mut noise = 1_u32;
    let mut view = Luma::new(size, size, |_, _| false);
    for y in 0..size {
        for x in 0..size {
            let samples = (0..16).filter(|n| {
                ink(
                    x as f64 + f64::from(n % 4) * 0.4,
                    y as f64 + f64::from(n / 4) * 0.4,
                )
            });
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let light = 200 - x * 80 / size;
            let grey = light - light * samples.count() * 3 / 64 - (noise >> 28) as usize;
            view.pixels[y * size + x] = grey as u8;
        }
    }
    view
}

#[test]
fn reads_what_a_camera_sees() {
    let text = text("CEL1", 1504);
    let code = drawn(&text, Level::L, 1);
    for degrees in [0.0, 7.0, 31.0, 95.0, 200.0] {
        let view = photographed(&code, degrees);
        assert_eq!(view.picture().read(), Ok(text.clone()), "{degrees} degrees");
    }
}

#[test]
fn reads_all_codes_of_a_sheet() {
    let mut texts: Vec<_> = (0..MAX_CODES)
        .map(|n| text("CEL1", 1000 + 72 * n))
        .collect();
    let codes: Vec<_> = texts.iter().map(|text| drawn(text, Level::M, 3)).collect();
    let side = codes.iter().map(|code| code.width).max().unwrap();
    for (columns, count) in [(1, 3), (2, MAX_CODES)] {
        let sheet = Luma::new(columns * side, count.div_ceil(columns) * side, |x, y| {
            let code = &codes[y / side * columns + x / side];
            let (x, y) = (x % side, y % side);
            x < code.width && y < code.height && code.pixels[y * code.width + x] == 0
        });
        let mut read = sheet.picture().read_all().unwrap();
        read.sort();
        texts[..count].sort();
        assert_eq!(read, texts[..count]);
        assert!(texts.contains(&sheet.picture().read().unwrap()));
    }
}

fn png(colour: png::ColorType, side: usize, samples: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side as u32, side as u32);
    encoder.set_color(colour);
    if colour == png::ColorType::Indexed {
        encoder.set_palette(vec![255, 255, 240, 0, 0, 80]);
    }
    encoder
        .write_header()
        .unwrap()
        .write_image_data(samples)
        .unwrap();
    file
}

#[test]
fn reads_png_files_of_every_colour_type() {
    let text = text("CEL1", 300);
    let luma = drawn(&text, Level::L, 3);
    let samples = |pixel: fn(bool) -> Vec<u8>| -> Vec<u8> {
        luma.pixels
            .iter()
            .flat_map(|&grey| pixel(grey == 0))
            .collect()
    };
    let files: [(_, Vec<u8>); 5] = [
        (png::ColorType::Grayscale, luma.pixels.clone()),
        // Black ink on a transparent ground, whose hidden colour is black as well.
        (
            png::ColorType::GrayscaleAlpha,
            samples(|dark| vec![0, if dark { 255 } else { 0 }]),
        ),
        (
            png::ColorType::Rgba,
            samples(|dark| vec![0, 0, 0, if dark { 255 } else { 0 }]),
        ),
        (
            png::ColorType::Rgb,
            samples(|dark| {
                if dark {
                    vec![0, 60, 0]
                } else {
                    vec![255, 255, 200]
                }
            }),
        ),
        (png::ColorType::Indexed, samples(|dark| vec![dark.into()])),
    ];
    for (colour, samples) in files {
        let file = png(colour, luma.width, &samples);
        assert_eq!(
            Picture::from_png(&file).unwrap().read(),
            Ok(text.clone()),
            "{colour:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn reads_back_any_text(text in "\\PC{1,120}") {
        prop_assert_eq!(drawn(&text, Level::L, 4).picture().read(), Ok(text));
    }
}
