//! On what, by what and of what was measured.

use std::process::Command;

/// What a figure depends on and does not say.
pub struct Machine {
    /// The processor, as it calls itself.
    pub processor: String,
    /// Cores that this process may use. One is used.
    pub cores: usize,
    /// Whether the processor multiplies eight lanes of 52 bits.
    pub has_ifma: bool,
    /// Operating system and architecture.
    pub system: String,
    /// The compiler.
    pub rust: String,
    /// The curve's backend.
    pub backend: &'static str,
    /// The commit, with `+` if files differed from it.
    pub commit: String,
    /// When, in UTC.
    pub day: String,
    /// The command that ran all.
    pub command: &'static str,
}

impl Machine {
    /// This one.
    pub fn of_this_run(quick: bool) -> Machine {
        let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let of = |name| field(&information, name).unwrap_or("unknown").to_owned();
        let dirty =
            !said(Command::new("git").args(["status", "--porcelain", "--untracked-files=no"]))
                .is_empty();
        let commit = said(Command::new("git").args(["rev-parse", "--short=12", "HEAD"]));
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        Machine {
            processor: of("model name"),
            cores,
            has_ifma: of("flags").split(' ').any(|flag| flag == "avx512ifma"),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            rust: said(Command::new("rustc").arg("--version")),
            backend: celadon_curve::BACKEND,
            commit: format!("{commit}{}", if dirty { "+" } else { "" }),
            day: said(Command::new("date").args(["-u", "+%Y-%m-%d"])),
            command: if quick {
                "cargo xtask bench --quick"
            } else {
                "cargo xtask bench"
            },
        }
    }
}

fn field<'a>(information: &'a str, name: &str) -> Option<&'a str> {
    information.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim())
    })
}

/// What a program says, on one line; nothing if it is not there.
fn said(command: &mut Command) -> String {
    let output = command.output().map(|output| output.stdout);
    let text = String::from_utf8(output.unwrap_or_default()).unwrap_or_default();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_field_of_the_first_processor() {
        let text = "processor\t: 0\nmodel name\t: One: 1\nmodel name\t: Two\n";
        assert_eq!(field(text, "model name"), Some("One: 1"));
        assert_eq!(field(text, "flags"), None);
    }
}
