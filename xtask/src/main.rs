//! `cargo xtask`: the commands of this repository. Std only, so that it compiles in seconds.
#![forbid(unsafe_code)]

mod args;
mod bench;
mod demo;
mod failure;
mod help;
mod run;
mod setup;
mod step;
mod steps;
mod story;
mod tally;
mod test;
mod wasm;
mod workspace;

use std::process::ExitCode;

use args::Invocation;
use workspace::Workspace;

fn main() -> ExitCode {
    let invocation = match args::parse(std::env::args_os().skip(1)) {
        Ok(invocation) => invocation,
        Err(failure) => return failure.report(),
    };
    let workspace = Workspace::locate();
    let outcome = match invocation {
        Invocation::Help(topic) => {
            print!("{}", topic.text());
            return ExitCode::SUCCESS;
        }
        Invocation::Test(options) => return test::run(&workspace, &options),
        Invocation::Demo(arguments) => demo::run(&workspace, &arguments),
        Invocation::Bench(options) => bench::run(&workspace, &options),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
