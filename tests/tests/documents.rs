//! Documents that are made of what tests saw: a test makes a part, and fails when the document says
//! otherwise. `CELADON_WRITE_DOCS=1 cargo test -p celadon-tests -- --test-threads=1` writes the parts.

use std::fs;
use std::path::PathBuf;

/// The path of a document of the book.
fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "docs", name]
        .iter()
        .collect()
}

/// The text of a document.
pub fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap()
}

/// Asserts that the section under this heading, up to the next one of its rank, is `made`.
pub fn assert_section(name: &str, heading: &str, made: &str) {
    let text = read(name);
    let title = format!("## {heading}\n");
    let start = text.find(&title).map(|at| at + title.len());
    let start = start.unwrap_or_else(|| panic!("docs/{name} has no section {heading:?}"));
    let end = text[start..]
        .find("\n## ")
        .map_or(text.len(), |at| start + at + 1);
    let made = format!("\n{}\n", made.trim());
    let stands = format!("\n{}\n", text[start..end].trim());
    if made == stands {
        return;
    }
    if std::env::var_os("CELADON_WRITE_DOCS").is_some() {
        let rest = match &text[end..] {
            "" => String::new(),
            rest => format!("\n{rest}"),
        };
        fs::write(path(name), format!("{}{made}{rest}", &text[..start])).unwrap();
        return;
    }
    panic!(
        "docs/{name}, {heading:?}, is not what was seen. It should be:\n{made}\nand it is:\n{stands}"
    );
}

/// A table in Markdown.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(header.iter().map(|cell| (*cell).to_owned()).collect());
    text += &line(vec!["---".to_owned(); header.len()]);
    rows.iter().for_each(|row| text += &line(row.clone()));
    text
}

/// The cells of the table's rows whose first cell is a word in backquotes.
pub fn coded_rows(text: &str) -> Vec<Vec<String>> {
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let cells = line.trim_matches('|').split(" | ");
        cells.map(|cell| cell.trim().to_owned()).collect()
    })
    .collect()
}
