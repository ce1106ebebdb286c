//! The terminal, SVG and PNG drawings show the modules, dark on white inside the quiet zone.

use celadon_qr::{Code, Level, MAX_MODULE_PIXELS, Picture, QUIET_ZONE, SvgOptions, Terminal};

use crate::support::{Luma, text};

fn presentation() -> (String, Code) {
    let text = text("CEL1", 1504);
    let code = Code::encode(&text, Level::L).unwrap();
    (text, code)
}

/// The picture that every drawing should show, one pixel a module.
fn expected(code: &Code) -> Luma {
    let side = code.modules().framed_side();
    Luma::new(side, side, |x, y| code.modules().is_dark_framed(x, y))
}

#[test]
fn frames_the_symbol_with_four_light_modules() {
    for digits in [1, 200, 1504] {
        let code = Code::encode(&text("CEL1", digits), Level::L).unwrap();
        let modules = code.modules();
        let (side, framed) = (modules.side(), modules.framed_side());
        assert_eq!(framed, side + 8);
        let inside = QUIET_ZONE..QUIET_ZONE + side;
        for y in 0..framed + 2 {
            for x in 0..framed + 2 {
                let dark = modules.is_dark_framed(x, y);
                if inside.contains(&x) && inside.contains(&y) {
                    assert_eq!(dark, modules.is_dark(x - 4, y - 4));
                } else {
                    assert!(!dark, "quiet zone at {x}, {y}");
                }
            }
        }
        // The corners of the three finder patterns touch the quiet zone.
        assert!(
            modules.is_dark(0, 0) && modules.is_dark(side - 1, 0) && modules.is_dark(0, side - 1)
        );
        let rows: Vec<_> = modules.rows().collect();
        assert_eq!(rows.len(), side);
        assert!((0..side).all(|y| (0..side).all(|x| rows[y][x] == modules.is_dark(x, y))));
    }
}

/// What a terminal shows: dark where the colour of the half character is dark.
fn screen(drawing: &str, light_ink: bool) -> Luma {
    let lines: Vec<Vec<char>> = drawing.lines().map(|line| line.chars().collect()).collect();
    assert!(drawing.ends_with('\n'));
    assert!(lines.iter().all(|line| line.len() == lines[0].len()));
    Luma::new(lines[0].len(), 2 * lines.len(), |x, y| {
        let ink = match lines[y / 2][x] {
            ' ' => false,
            '▀' => y % 2 == 0,
            '▄' => y % 2 == 1,
            '█' => true,
            other => panic!("{other:?} is no half block"),
        };
        ink != light_ink
    })
}

#[test]
fn draws_in_a_terminal_what_reads_back() {
    let (text, code) = presentation();
    assert_eq!(code.terminal_size(), (93, 47));
    let ansi = code.to_terminal(Terminal::Ansi);
    let uncoloured: String = ansi
        .lines()
        .map(|line| {
            let line = line.strip_prefix("\x1b[38;5;16;48;5;231m").unwrap();
            line.strip_suffix("\x1b[0m").unwrap().to_owned() + "\n"
        })
        .collect();
    for (drawing, light_ink) in [
        (uncoloured, false),
        (code.to_terminal(Terminal::DarkOnLight), false),
        (code.to_terminal(Terminal::LightOnDark), true),
    ] {
        let shown = screen(&drawing, light_ink);
        assert_eq!((shown.width, shown.height), (93, 94));
        assert!(shown.pixels[..93 * 93] == expected(&code).pixels);
        assert!(shown.pixels[93 * 93..].iter().all(|&pixel| pixel == 255));
        assert_eq!(shown.enlarged(4).picture().read(), Ok(text.clone()));
    }
}

/// The rectangles of a path of `M{x} {y}h{run}v1h-{run}z`, painted.
fn painted(path: &str, side: usize) -> Luma {
    let mut dark = vec![false; side * side];
    for rectangle in path.split_terminator('z') {
        let (x, rest) = rectangle
            .strip_prefix('M')
            .unwrap()
            .split_once(' ')
            .unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let (run, rest) = rest.split_once('v').unwrap();
        assert_eq!(rest, format!("1h-{run}"));
        let [x, y, run] = [x, y, run].map(|number| number.parse::<usize>().unwrap());
        for x in x..x + run {
            assert!(
                !std::mem::replace(&mut dark[y * side + x], true),
                "painted twice"
            );
        }
    }
    Luma::new(side, side, |x, y| dark[y * side + x])
}

/// Start tags match end tags, attributes are quoted, and no text holds markup.
fn assert_well_formed(xml: &str) {
    let mut open = Vec::new();
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once('<') {
        assert!(!before.contains('>'));
        assert!(before.split('&').skip(1).all(|entity| {
            ["lt;", "gt;", "amp;"]
                .iter()
                .any(|known| entity.starts_with(known))
        }));
        let (tag, after) = after.split_once('>').unwrap();
        assert_eq!(tag.matches('"').count() % 2, 0);
        let name = tag.split([' ', '/']).next().unwrap();
        match tag.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed)),
            None if tag.ends_with('/') => {}
            None => open.push(name),
        }
        rest = after;
    }
    assert!(open.is_empty() && rest.is_empty());
}

#[test]
fn draws_an_svg_that_reads_back() {
    let (text, code) = presentation();
    let title = "Code for <Venue> & \u{1b}\"guests\"";
    let svg = code.to_svg(&SvgOptions {
        title,
        module_pixels: None,
    });
    assert_well_formed(&svg);
    assert!(
        svg.starts_with(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 93 93" role="img""#
        )
    );
    assert!(svg.contains(r#"shape-rendering="crispEdges""#));
    assert!(svg.contains("<title>Code for &lt;Venue&gt; &amp; \"guests\"</title>"));
    assert!(svg.contains(r##"<rect width="93" height="93" fill="#fff"/>"##));
    assert_eq!(svg.matches("<path ").count(), 1);
    let path = svg
        .split_once(r#" d=""#)
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0;
    let shown = painted(path, 93);
    assert!(shown.pixels == expected(&code).pixels);
    assert_eq!(shown.enlarged(3).picture().read(), Ok(text));
    let fixed = code.to_svg(&SvgOptions {
        title,
        module_pixels: Some(5),
    });
    assert_well_formed(&fixed);
    assert!(fixed.contains(r#" width="465" height="465" "#));
}

#[test]
fn draws_a_png_that_reads_back() {
    let (text, code) = presentation();
    for pixels in [1, 2, 3, 8] {
        let png = code.to_png(pixels);
        let mut decoder = png::Decoder::new(std::io::Cursor::new(&png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        assert_eq!(reader.info().bit_depth, png::BitDepth::One);
        assert_eq!(reader.info().color_type, png::ColorType::Grayscale);
        let mut luma = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut luma).unwrap();
        assert!(luma == expected(&code).enlarged(pixels as usize).pixels);
        if pixels > 1 {
            assert_eq!(Picture::from_png(&png).unwrap().read(), Ok(text.clone()));
        }
    }
}

#[test]
fn bounds_the_size_of_a_png() {
    let code = Code::encode("CEL10", Level::L).unwrap();
    assert_eq!(code.to_png(0), code.to_png(1));
    assert_eq!(code.to_png(u32::MAX), code.to_png(MAX_MODULE_PIXELS));
}
