//! `cargo xtask demo`: build the one binary and become it.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{run, setup};

/// Builds `celadon` and runs `celadon demo` with these arguments, in the folder of the caller.
pub(crate) fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<ExitCode, Failure> {
    setup::tools()?;
    build(workspace)?;
    let mut demo = Command::new(binary()?);
    demo.arg("demo").args(arguments);
    become_it(&mut demo)
}

/// Cargo's own output is its progress: it goes to standard error, and so does the line that
/// says the command, since standard output is the demo's.
fn build(workspace: &Workspace) -> Result<(), Failure> {
    let mut build = workspace.cargo();
    build.args(["build", "--package", "celadon"]);
    eprintln!("$ {}", run::shown(&build));
    match build.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::Failed(format!(
            "the build of celadon ended with {status}; its errors stand above"
        ))),
        Err(error) => Err(Failure::Failed(format!(
            "cargo could not be started: {error}"
        ))),
    }
}

/// The binary that was built: it stands beside this program, which cargo built in the same
/// profile and target folder.
fn binary() -> Result<std::path::PathBuf, Failure> {
    let beside = std::env::current_exe()
        .map_err(|error| Failure::Failed(format!("the path of xtask is unknown: {error}")))?;
    let path = beside.with_file_name(format!("celadon{}", std::env::consts::EXE_SUFFIX));
    if path.is_file() {
        Ok(path)
    } else {
        Err(Failure::Failed(format!(
            "{} was not built; run xtask as 'cargo xtask', in the dev profile",
            path.display()
        )))
    }
}

#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<ExitCode, Failure> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(Failure::Failed(format!(
        "celadon could not be started: {error}"
    )))
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<ExitCode, Failure> {
    let status = command
        .status()
        .map_err(|error| Failure::Failed(format!("celadon could not be started: {error}")))?;
    Ok(ExitCode::from(
        status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
    ))
}
