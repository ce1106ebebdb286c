//! Run a command: say it first, and read what it prints where tests are to be counted.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use crate::failure::Failure;
use crate::tally::{Counter, Runner, Tally};

/// Prints the command and runs it with this program's own input and output.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    say(command);
    let status = command
        .status()
        .map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Failed(format!(
            "{} ended with {status}; its errors stand above",
            name(command)
        )))
    }
}

/// Prints the command, runs it, passes its output on and counts the tests in it. The count is
/// good after a failure too.
pub(crate) fn run_counting(command: &mut Command, runner: Runner) -> (Tally, Result<(), Failure>) {
    say(command);
    let counter = Mutex::new(Counter::of(runner));
    let mut child = match command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
    {
        Ok(child) => child,
        Err(error) => return (Tally::default(), Err(not_started(command, &error))),
    };
    thread::scope(|scope| {
        if let Some(output) = child.stdout.take() {
            scope.spawn(|| pass_on(output, std::io::stdout(), &counter));
        }
        if let Some(output) = child.stderr.take() {
            scope.spawn(|| pass_on(output, std::io::stderr(), &counter));
        }
    });
    let result = match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::Failed(format!(
            "{} ended with {status}; its errors stand above",
            name(command)
        ))),
        Err(error) => Err(Failure::Failed(format!(
            "{} could not be waited for: {error}",
            name(command)
        ))),
    };
    let tally = counter
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
        .tally();
    (tally, result)
}

/// What a command prints to standard output, if it succeeds. Says nothing.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as a line of a shell.
pub(crate) fn shown(command: &Command) -> String {
    let mut words = Vec::new();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            words.push(format!(
                "{}={}",
                name.to_string_lossy(),
                quoted(&value.to_string_lossy())
            ));
        }
    }
    words.push(name(command));
    words.extend(
        command
            .get_args()
            .map(|word| quoted(&word.to_string_lossy())),
    );
    words.join(" ")
}

fn say(command: &Command) {
    println!("$ {}", shown(command));
    // A failure to flush is a reader gone away; the next println tells.
    let _ = std::io::stdout().flush();
}

fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program
        .file_name()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./,:+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("{} could not be started: {error}", name(command)))
}

fn pass_on(from: impl Read, mut to: impl Write, counter: &Mutex<Counter>) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from
        .read_until(b'\n', &mut line)
        .is_ok_and(|bytes| bytes > 0)
    {
        if let Ok(mut counter) = counter.lock() {
            counter.read(&String::from_utf8_lossy(&line));
        }
        // The command runs to its end even where nobody reads what it prints.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_a_line_that_a_shell_would_take() {
        let mut command = Command::new("/usr/bin/cargo");
        command
            .args(["doc", "it's", ""])
            .env("RUSTDOCFLAGS", "-D warnings")
            .env_remove("HOME");
        assert_eq!(
            shown(&command),
            r"RUSTDOCFLAGS='-D warnings' cargo doc 'it'\''s' ''"
        );
    }

    #[test]
    fn passes_everything_on_and_counts() {
        let output = b"\xff not text\ntest result: ok. 2 passed; 0 failed\ntest result: FAILED. 1 passed; 1 failed".as_slice();
        let counter = Mutex::new(Counter::of(Runner::CargoTest));
        let mut passed_on = Vec::new();
        pass_on(output, &mut passed_on, &counter);
        assert_eq!(passed_on, output);
        let tally = counter.into_inner().unwrap().tally();
        assert_eq!(
            tally,
            Tally {
                passed: 3,
                failed: 1
            }
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_command_that_fails_is_a_failure() {
        let (tally, result) =
            run_counting(Command::new("sh").args(["-c", "exit 3"]), Runner::CargoTest);
        assert_eq!(tally, Tally::default());
        assert!(matches!(result, Err(Failure::Failed(text)) if text.contains('3')));
    }

    #[test]
    fn a_program_that_is_not_there_is_a_failure() {
        assert!(run(&mut Command::new("no-such-program-anywhere")).is_err());
        assert_eq!(ask(&mut Command::new("no-such-program-anywhere")), None);
    }
}
