//! The command line, parsed.

use std::path::PathBuf;

/// What the command line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Fewer rounds.
    pub quick: bool,
    /// The report of the peers' runner; without it the ratios to peers are missing.
    pub peers: Option<PathBuf>,
    /// Where criterion keeps its estimates.
    pub estimates: Option<PathBuf>,
    /// Where the ratios go.
    pub json: Option<PathBuf>,
    /// The folder with `benchmarks.md` and the pictures beside it.
    pub docs: Option<PathBuf>,
}

impl Arguments {
    /// Parses what stands after the program's name.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Arguments, String> {
        let mut parsed = Arguments::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let place = match argument.as_str() {
                "--quick" => {
                    parsed.quick = true;
                    continue;
                }
                "--peers" => &mut parsed.peers,
                "--estimates" => &mut parsed.estimates,
                "--json" => &mut parsed.json,
                "--docs" => &mut parsed.docs,
                other => {
                    return Err(format!(
                        "what is '{other}'? There are --quick, --peers FILE, --estimates FOLDER, \
                         --json FILE and --docs FOLDER"
                    ));
                }
            };
            let path = arguments
                .next()
                .ok_or_else(|| format!("{argument} needs a path"))?;
            *place = Some(path.into());
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn takes_its_options_in_any_order() {
        let parsed = parse("--json a --quick --peers b").unwrap();
        assert!(parsed.quick);
        assert_eq!(parsed.json, Some("a".into()));
        assert_eq!(parsed.peers, Some("b".into()));
        assert_eq!(parsed.docs, None);
        assert!(parse("--json").unwrap_err().contains("needs a path"));
        assert!(parse("--jsn").unwrap_err().contains("'--jsn'"));
    }
}
