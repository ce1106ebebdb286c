//! `cargo xtask bench`: the benchmarks, in the release profile.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{run, setup};

/// Runs the benchmarks with these arguments for `cargo bench`.
pub(crate) fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<ExitCode, Failure> {
    setup::tools()?;
    run::run(
        workspace
            .cargo()
            .args(["bench", "--package", "celadon-benches"])
            .args(arguments),
    )?;
    Ok(ExitCode::SUCCESS)
}
