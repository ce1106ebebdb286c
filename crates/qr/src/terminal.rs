//! A code in a terminal: one character is two modules, one above the other.

use crate::Code;

/// Black ink on white from the fixed part of the 256 colours, which themes leave alone.
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";
const RESET: &str = "\x1b[0m";

/// What the terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Terminal {
    /// It knows ANSI colours: black on white, whatever its theme.
    #[default]
    Ansi,
    /// It has no colours and writes light on dark, as consoles do.
    LightOnDark,
    /// It has no colours and writes dark on light, as a printer or a text file does.
    DarkOnLight,
}

impl Code {
    /// The code in half blocks, quiet zone included, each line ended by a line feed.
    ///
    /// It needs [`Self::terminal_size`]; in a smaller terminal its lines wrap and nothing can
    /// read it.
    pub fn to_terminal(&self, terminal: Terminal) -> String {
        let (columns, lines) = self.terminal_size();
        let mut drawing = String::with_capacity(lines * (3 * columns + 32));
        for line in 0..lines {
            if terminal == Terminal::Ansi {
                drawing.push_str(BLACK_ON_WHITE);
            }
            for x in 0..columns {
                let upper = self.modules().is_dark_framed(x, 2 * line);
                let lower = self.modules().is_dark_framed(x, 2 * line + 1);
                drawing.push(half_blocks(terminal, upper, lower));
            }
            if terminal == Terminal::Ansi {
                drawing.push_str(RESET);
            }
            drawing.push('\n');
        }
        drawing
    }

    /// Columns and lines of [`Self::to_terminal`]: 93 and 47 at version 17.
    pub fn terminal_size(&self) -> (usize, usize) {
        let side = self.modules().framed_side();
        (side, side.div_ceil(2))
    }
}

/// The character for two modules. The blocks are ink: dark modules, but light ones where the ink
/// is light.
fn half_blocks(terminal: Terminal, upper_dark: bool, lower_dark: bool) -> char {
    let light_ink = terminal == Terminal::LightOnDark;
    match (upper_dark != light_ink, lower_dark != light_ink) {
        (false, false) => ' ',
        (true, false) => '▀',
        (false, true) => '▄',
        (true, true) => '█',
    }
}
