//! What a scanner that types on a keyboard of another layout makes of `CEL1` and digits.
//!
//! A USB scanner sends the positions of keys on a US keyboard, and the computer's layout chooses the
//! characters. Layouts: the CLDR keyboard charts and the national standards named below.

/// What the keys 1 to 0 of a layout give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// The digits.
    Digits,
    /// Something else.
    Other,
}

/// The digits that a French number row stands for, if all characters are of that row.
///
/// Windows and Linux type `&é"'(-è_çà` (NF Z71-300), macOS and Belgium `&é"'(§è!çà`; Caps Lock on
/// Linux makes capitals of the letters. No character means two digits; one text has one layout.
pub(super) fn french_row(text: &str) -> Option<String> {
    let digits: Option<String> = text.chars().map(french_digit).collect();
    let mixed = text.contains(['-', '_']) && text.contains(['§', '!']);
    digits.filter(|_| !text.is_empty() && !mixed)
}

fn french_digit(character: char) -> Option<char> {
    Some(match character {
        '&' => '1',
        'é' | 'É' => '2',
        '"' => '3',
        '\'' => '4',
        '(' => '5',
        '-' | '§' => '6',
        'è' | 'È' => '7',
        '_' | '!' => '8',
        'ç' | 'Ç' => '9',
        'à' | 'À' => '0',
        _ => return None,
    })
}

/// Whether what follows `CEL` can be digits in a layout from which the way back is not certain.
pub(super) fn is_another_row(text: &str) -> bool {
    // Hungarian (MSZ 9498-2): the key after 9 gives ö, and 0 is elsewhere.
    let hungarian = text.starts_with('1')
        && text.contains(['ö', 'Ö'])
        && text.chars().all(|c| matches!(c, '1'..='9' | 'ö' | 'Ö'));
    // Czech, Slovak, Lithuanian, a Shift that is stuck: signs and letters with marks, no digit and
    // no plain letter at all, as long as a code is. (A short text is some other code.)
    let signs = text.chars().nth(MANY).is_some()
        && text
            .chars()
            .all(|c| !c.is_ascii_alphanumeric() && !c.is_numeric());
    hungarian || signs
}

/// Fewer characters than any presentation, more than any other code has in signs alone.
const MANY: usize = 60;

/// The letters `CEL` as other scripts type them: what the number row of that layout gives, and what
/// follows the letters.
pub(super) fn letters_elsewhere(text: &str) -> Option<(Row, &str)> {
    LETTERS
        .iter()
        .find_map(|(letters, row)| Some((*row, text.strip_prefix(letters)?)))
}

const LETTERS: [(&str, Row); 12] = [
    // Russian, Ukrainian, Belarusian.
    ("СУД", Row::Digits),
    ("суд", Row::Digits),
    // Greek.
    ("ΨΕΛ", Row::Digits),
    ("ψελ", Row::Digits),
    // Thai Kedmanee (TIS 820), with and without Shift.
    ("ฉฎศ", Row::Other),
    ("แำส", Row::Other),
    // Arabic, with and without Shift.
    ("}ُ/", Row::Other),
    ("ؤثم", Row::Other),
    // Bopomofo.
    ("ㄏㄍㄠ", Row::Other),
    // Hebrew.
    ("בקך", Row::Other),
    // Dvorak, with and without Shift.
    ("J>N", Row::Other),
    ("j.n", Row::Other),
];
