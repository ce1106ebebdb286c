//! The command line, parsed.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use crate::failure::Failure;
use crate::help::Topic;
use crate::steps;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Invocation {
    Help(Topic),
    Test(TestOptions),
    /// Arguments for `celadon demo`, untouched.
    Demo(Vec<OsString>),
    Bench(BenchOptions),
}

/// What is to be measured, and where the ratios go.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct BenchOptions {
    /// Fewer rounds, and not what needs OpenSSL or a second build.
    pub(crate) quick: bool,
    /// A file for the ratios.
    pub(crate) json: Option<PathBuf>,
}

/// How the steps are to be run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TestOptions {
    /// Print the steps and run none.
    pub(crate) list: bool,
    /// Names of the steps to run; all of them if empty.
    pub(crate) only: Vec<String>,
    /// Run the steps after a failed one too.
    pub(crate) keep_going: bool,
}

/// Parses the arguments after the program's name.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Invocation, Failure> {
    let mut arguments = arguments.into_iter();
    let Some(command) = arguments.next() else {
        return Ok(Invocation::Help(Topic::Xtask));
    };
    match command.to_str() {
        Some("-h" | "--help") => Ok(Invocation::Help(Topic::Xtask)),
        Some("help") => match arguments.next() {
            None => Ok(Invocation::Help(Topic::Xtask)),
            Some(topic) => topic
                .to_str()
                .and_then(Topic::named)
                .map(Invocation::Help)
                .ok_or_else(|| unknown_command(&topic)),
        },
        Some("test") => parse_test(arguments),
        Some("demo") => Ok(Invocation::Demo(arguments.collect())),
        Some("bench") => parse_bench(arguments),
        _ => Err(unknown_command(&command)),
    }
}

fn parse_test(arguments: impl Iterator<Item = OsString>) -> Result<Invocation, Failure> {
    let mut options = TestOptions::default();
    let mut arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "-h" | "--help" => return Ok(Invocation::Help(Topic::Test)),
            "--list" => options.list = true,
            "--keep-going" => options.keep_going = true,
            "--only" => {
                let name = arguments
                    .next()
                    .ok_or_else(|| usage("--only needs the name of a step"))?;
                options.only.push(known_step(name)?);
            }
            other => match other.strip_prefix("--only=") {
                Some(name) => options.only.push(known_step(name.to_owned())?),
                None => return Err(usage(&format!("test does not know the argument '{other}'"))),
            },
        }
    }
    Ok(Invocation::Test(options))
}

fn parse_bench(mut arguments: impl Iterator<Item = OsString>) -> Result<Invocation, Failure> {
    let mut options = BenchOptions::default();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("-h" | "--help") => return Ok(Invocation::Help(Topic::Bench)),
            Some("--quick") => options.quick = true,
            Some("--json") => {
                let file = arguments
                    .next()
                    .ok_or_else(|| usage("--json needs a file"))?;
                options.json = Some(file.into());
            }
            _ => match argument
                .to_str()
                .and_then(|text| text.strip_prefix("--json="))
            {
                Some(file) if !file.is_empty() => options.json = Some(file.into()),
                _ => {
                    let other = argument.to_string_lossy();
                    return Err(usage(&format!(
                        "bench does not know the argument '{other}'"
                    )));
                }
            },
        }
    }
    Ok(Invocation::Bench(options))
}

fn known_step(name: String) -> Result<String, Failure> {
    if steps::ALL.iter().any(|step| step.name == name) {
        return Ok(name);
    }
    let names: Vec<_> = steps::ALL.iter().map(|step| step.name).collect();
    Err(usage(&format!(
        "there is no step '{name}'; the steps are {}",
        names.join(", ")
    )))
}

fn unknown_command(name: &OsStr) -> Failure {
    usage(&format!("there is no command '{}'", name.to_string_lossy()))
}

fn usage(what: &str) -> Failure {
    Failure::Usage(format!(
        "{what}\nRun 'cargo xtask help' for the commands, 'cargo xtask help test' for the arguments of one."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Invocation, Failure> {
        parse(line.split_whitespace().map(OsString::from))
    }

    fn refused(line: &str) -> String {
        match parsed(line) {
            Err(Failure::Usage(text)) => text,
            other => panic!("'{line}' gave {other:?}"),
        }
    }

    #[test]
    fn nothing_asks_for_help() {
        assert_eq!(parsed(""), Ok(Invocation::Help(Topic::Xtask)));
        assert_eq!(parsed("help"), Ok(Invocation::Help(Topic::Xtask)));
        assert_eq!(parsed("--help"), Ok(Invocation::Help(Topic::Xtask)));
    }

    #[test]
    fn help_has_topics() {
        assert_eq!(parsed("help demo"), Ok(Invocation::Help(Topic::Demo)));
        assert_eq!(
            parsed("test --only fmt --help"),
            Ok(Invocation::Help(Topic::Test))
        );
        assert!(refused("help nonsense").contains("'nonsense'"));
    }

    #[test]
    fn test_takes_its_options_in_any_order() {
        let options = TestOptions {
            list: true,
            only: vec!["fmt".into(), "wasm".into()],
            keep_going: true,
        };
        assert_eq!(
            parsed("test --only fmt --list --keep-going --only=wasm"),
            Ok(Invocation::Test(options))
        );
        assert_eq!(parsed("test"), Ok(Invocation::Test(TestOptions::default())));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(refused("tests").contains("'tests'"));
        assert!(refused("test --onl fmt").contains("'--onl'"));
        assert!(refused("test --only").contains("name of a step"));
        assert!(refused("test --only fnt").contains("fmt, clippy"));
        assert!(refused("test --only=").contains("no step ''"));
    }

    #[test]
    fn bench_takes_its_options() {
        let options = |quick, json: Option<&str>| {
            let json = json.map(PathBuf::from);
            Ok(Invocation::Bench(BenchOptions { quick, json }))
        };
        assert_eq!(parsed("bench"), options(false, None));
        assert_eq!(
            parsed("bench --json a.json --quick"),
            options(true, Some("a.json"))
        );
        assert_eq!(
            parsed("bench --json=a.json"),
            options(false, Some("a.json"))
        );
        assert_eq!(parsed("bench --help"), Ok(Invocation::Help(Topic::Bench)));
        assert!(refused("bench --json").contains("needs a file"));
        assert!(refused("bench --json=").contains("'--json='"));
        assert!(refused("bench -- --quick").contains("'--'"));
    }

    #[test]
    fn demo_passes_everything_on() {
        assert_eq!(
            parsed("demo --once --help"),
            Ok(Invocation::Demo(vec!["--once".into(), "--help".into()]))
        );
    }
}
