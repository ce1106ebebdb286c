//! Figures as a table with bars.

use std::fmt::Write;

/// A line of the table.
pub struct Row {
    /// What was measured.
    pub what: &'static str,
    /// Microseconds.
    pub micros: f64,
    /// Deviation, as a part.
    pub spread: f64,
    /// The same in G1 multiplications.
    pub multiple: f64,
}

/// Cells of the longest bar.
const BAR: f64 = 24.0;
/// An eighth of a cell, two, and so on to a whole one.
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// The table. The longest bar is that of the longest time.
pub fn table(rows: &[Row]) -> String {
    let most = rows.iter().map(|row| row.micros).fold(0.0, f64::max);
    let mut table = format!(
        "{:<40}{:>10}{:>8}{:>12}\n",
        "", "µs", "spread", "in G1 mult."
    );
    for row in rows {
        let bar = bar(row.micros / most);
        let spread = format!("{:.1} %", row.spread * 100.0);
        // A text takes what is written to it.
        let _ = writeln!(
            table,
            "{:<40}{:>10.1}{spread:>8}{:>12.2}  {bar}",
            row.what, row.micros, row.multiple
        );
    }
    table
}

fn bar(part: f64) -> String {
    let eighths = (part.clamp(0.0, 1.0) * BAR * 8.0).round() as usize;
    let mut bar: String = "█".repeat(eighths / 8);
    if let Some(rest) = (eighths % 8).checked_sub(1) {
        bar.push(EIGHTHS[rest]);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_part() {
        assert_eq!(bar(0.0), "");
        assert_eq!(bar(1.0).chars().count(), 24);
        assert_eq!(bar(0.5).chars().count(), 12);
        assert_eq!(bar(1.0 / 192.0), "▏");
        assert_eq!(bar(f64::NAN), "");
    }

    #[test]
    fn the_longest_time_has_the_longest_bar() {
        let row = |what, micros| Row {
            what,
            micros,
            spread: 0.01,
            multiple: micros / 60.0,
        };
        let table = table(&[row("short", 60.0), row("long", 1_200.0)]);
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[1].starts_with("short") && lines[1].contains("1.0 %"));
        assert!(lines[2].ends_with(&"█".repeat(24)) && lines[2].contains("20.00"));
    }
}
