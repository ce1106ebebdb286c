//! The demo and README.md, run as a newcomer would.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::run;
use crate::workspace::Workspace;

/// How long the demo may take until it serves. It is built before.
const PATIENCE: Duration = Duration::from_secs(300);

/// `cargo xtask demo --once --json`: the last line says that everything went as told.
pub(crate) fn demo() -> Result<(), Failure> {
    let mut command = itself()?;
    command.args(["demo", "--once", "--json"]);
    println!("$ cargo xtask demo --once --json");
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| failed(format!("the demo could not be started: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().next_back().unwrap_or_default();
    println!("{last}");
    if output.status.success() && last.contains("\"ok\":true") {
        return Ok(());
    }
    println!("{text}");
    Err(failed(format!(
        "the demo ended with {}; what it told stands above",
        output.status
    )))
}

/// The blocks of README.md that are marked `sh test`, while the demo serves.
pub(crate) fn readme(workspace: &Workspace) -> Result<(), Failure> {
    let text = fs::read_to_string(workspace.root().join("README.md"))
        .map_err(|error| failed(format!("README.md cannot be read: {error}")))?;
    let script = blocks(&text);
    if script.is_empty() {
        return Err(failed(
            "README.md has no block that is marked `sh test`".into(),
        ));
    }
    let folder = std::env::temp_dir().join(format!("celadon-readme-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| failed(error.to_string()))?;
    let result = while_serving(&folder, &script);
    if result.is_ok() {
        let _ = fs::remove_dir_all(&folder);
    } else {
        println!("the demo's folder is left at {}", folder.display());
    }
    result
}

fn while_serving(folder: &Path, script: &str) -> Result<(), Failure> {
    let log = File::create(folder.join("demo.log")).map_err(|error| failed(error.to_string()))?;
    let mut demo = itself()?;
    demo.args(["demo", "--dir"]).arg(folder.join("demo"));
    println!("$ cargo xtask demo --dir demo");
    let child = demo
        .stdout(log)
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| failed(format!("the demo could not be started: {error}")))?;
    let mut serving = Serving(child);
    let ready = folder.join("demo").join("env.sh");
    let start = Instant::now();
    while !ready.exists() {
        if !matches!(serving.0.try_wait(), Ok(None)) || start.elapsed() > PATIENCE {
            let told = fs::read_to_string(folder.join("demo.log")).unwrap_or_default();
            return Err(failed(format!("the demo does not serve; it told:\n{told}")));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    let binaries = std::env::current_exe().map_err(|error| failed(error.to_string()))?;
    let mut path = binaries
        .parent()
        .unwrap_or(Path::new("."))
        .as_os_str()
        .to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    run::run(
        Command::new("bash")
            .args(["-euxo", "pipefail", "-c", script])
            .current_dir(folder)
            .env("PATH", path),
    )
}

/// The demo, ended with its services when this is dropped.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        // The demo ends its services itself, so it is asked and not killed.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// What stands between lines of "```sh test" and "```".
fn blocks(text: &str) -> String {
    let mut script = String::new();
    let mut inside = false;
    for line in text.lines() {
        match line.trim_end() {
            "```sh test" => inside = true,
            "```" => inside = false,
            other if inside => {
                script.push_str(other);
                script.push('\n');
            }
            _ => {}
        }
    }
    script
}

fn itself() -> Result<Command, Failure> {
    std::env::current_exe()
        .map(Command::new)
        .map_err(|error| failed(format!("the path of xtask is unknown: {error}")))
}

fn failed(text: String) -> Failure {
    Failure::Failed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_marked_blocks_only() {
        let text = "a\n```sh\nno\n```\n```sh test\nyes\nyes too\n```\nno\n";
        assert_eq!(blocks(text), "yes\nyes too\n");
        assert_eq!(blocks("nothing"), "");
    }
}
