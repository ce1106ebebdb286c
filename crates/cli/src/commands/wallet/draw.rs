//! Codes as pictures.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use celadon_qr::{Code, Level, SvgOptions, Terminal};
use celadon_vault::{Existing, write_atomically};
use clap::Args;

use crate::exit::Failure;
use crate::output::Output;

/// Pixels of a module in a picture of its own.
const MODULE: u32 = 4;
/// What a screen reader says.
const TITLE: &str = "Celadon code";

/// Where a code is drawn.
#[derive(Debug, Args)]
pub struct DrawArgs {
    /// Draw the code into this PNG file.
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,

    /// Draw the code into this SVG file.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,

    /// Print the text only, draw nothing.
    #[arg(long)]
    text: bool,
}

impl DrawArgs {
    /// Draws into the files that were asked for; without any, on the terminal, if this is one.
    pub fn draw(&self, text: &str, output: &Output) -> Result<(), Failure> {
        let code = Code::encode(text, Level::L)?;
        if let Some(path) = &self.png {
            write(path, &code.to_png(MODULE))?;
        }
        if let Some(path) = &self.svg {
            write(path, svg(&code).as_bytes())?;
        }
        let on_terminal = self.png.is_none()
            && self.svg.is_none()
            && !self.text
            && !output.is_json()
            && std::io::stdout().is_terminal();
        if on_terminal {
            on_this_terminal(&code, output);
        }
        output.say(text);
        Ok(())
    }
}

fn on_this_terminal(code: &Code, output: &Output) {
    let (columns, lines) = code.terminal_size();
    let fits = terminal_size::terminal_size()
        .is_none_or(|(width, height)| columns <= width.0.into() && lines < height.0.into());
    if fits {
        output.say(code.to_terminal(Terminal::Ansi));
    } else {
        output.say(format!(
            "The code needs a terminal of {columns} columns and {lines} lines: make it larger, or \
             draw a picture with --png FILE."
        ));
    }
}

/// The code as an SVG of its own.
pub fn svg(code: &Code) -> String {
    code.to_svg(&SvgOptions {
        title: TITLE,
        module_pixels: Some(MODULE),
    })
}

/// Writes a picture, readable by its owner only.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    Ok(write_atomically(path, bytes, Existing::Replace)?)
}
