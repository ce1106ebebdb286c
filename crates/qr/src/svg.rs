//! A code as SVG: a white square and one black path, in units of one module.

use std::fmt::Write;

use crate::{Code, Modules};

/// How an SVG presents itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SvgOptions<'a> {
    /// What a screen reader says for the picture, in the page's language: what the code is for, not
    /// what it contains.
    pub title: &'a str,
    /// Pixels a module; the drawing then has a fixed size. Without it the page's style decides, and
    /// should leave at least two device pixels a module.
    pub module_pixels: Option<u32>,
}

impl Code {
    /// The code as an SVG element, to stand in a page or in a file of its own. It has no style
    /// attribute and no identifiers, so a strict content security policy and other drawings on the
    /// page do not disturb it.
    pub fn to_svg(&self, options: &SvgOptions<'_>) -> String {
        let side = self.modules().framed_side();
        let size = match options.module_pixels {
            Some(pixels) => {
                let size = side as u64 * u64::from(pixels);
                format!(r#" width="{size}" height="{size}""#)
            }
            None => String::new(),
        };
        format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"{size}"#,
                r#" role="img" shape-rendering="crispEdges"><title>{title}</title>"#,
                r##"<rect width="{side}" height="{side}" fill="#fff"/>"##,
                r##"<path fill="#000" d="{path}"/></svg>"##,
            ),
            side = side,
            size = size,
            title = escaped(options.title),
            path = path(self.modules()),
        )
    }
}

/// A rectangle of one module's height for each run of dark modules.
fn path(modules: &Modules) -> String {
    let side = modules.framed_side();
    let mut path = String::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let start = x;
            while modules.is_dark_framed(x, y) {
                x += 1;
            }
            let run = x - start;
            if run > 0 {
                write!(path, "M{start} {y}h{run}v1h-{run}z").expect("a String takes any text");
            }
            x += 1;
        }
    }
    path
}

/// `text` as XML character data, without the control characters that XML does not allow.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\t' | '\n' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if character.is_control() => {}
            _ => escaped.push(character),
        }
    }
    escaped
}
