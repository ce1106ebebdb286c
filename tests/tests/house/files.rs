//! How files are kept.

use std::process::Command;

use super::assert_none;
use super::graph::Graph;

/// The most lines that a file of Rust may have. Most have a fifth of it.
const MOST_LINES: usize = 600;

/// The only crate that may speak to C, and so may need `unsafe`.
const MAY_BE_UNSAFE: &str = "celadon-curve";

/// The starts of paths that exist on one machine only. They are put together here, since this
/// file is read too.
const FOREIGN: [&str; 4] = [
    concat!("/", "work/"),
    concat!("/", "root/"),
    concat!("/tmp", "/wt"),
    concat!("/tmp", "/target"),
];

#[test]
fn no_file_is_too_long() {
    let files: Vec<File> = tracked()
        .into_iter()
        .filter(|file| file.path.ends_with(".rs"))
        .collect();
    assert!(files.len() > 20, "these are not all files");
    assert_none("files of over 600 lines; split them", &too_long(&files));
}

#[test]
fn every_crate_forbids_unsafe_code() {
    let graph = Graph::of_repository();
    let mut roots = Vec::new();
    for package in graph
        .members()
        .filter(|package| package.name != MAY_BE_UNSAFE)
    {
        for path in &package.roots {
            roots.push(File {
                path: path.to_string(),
                text: std::fs::read_to_string(path).unwrap(),
            });
        }
    }
    assert!(roots.len() > 10, "these are not all crates");
    assert_none(
        "crate roots without #![forbid(unsafe_code)]",
        &may_be_unsafe(&roots),
    );
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    assert_none(
        "paths that exist on one machine only",
        &foreign_paths(&tracked()),
    );
}

#[test]
fn the_pure_crates_are_refused_the_same_things() {
    let files = tracked();
    let rules: Vec<&File> = files
        .iter()
        .filter(|file| file.path.ends_with("/clippy.toml"))
        .collect();
    assert_eq!(
        rules.len(),
        5,
        "curve, bbs, circuits, credential and admission have one each"
    );
    assert_none(
        "copies of clippy.toml that differ from the first",
        &unlike_the_first(&rules),
    );
}

struct File {
    path: String,
    text: String,
}

/// The tracked files of text, as they are on disk.
fn tracked() -> Vec<File> {
    let root = Graph::of_repository().root;
    let output = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(&root)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "git ls-files: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let paths = String::from_utf8(output.stdout).unwrap();
    let paths = paths.split_terminator('\0');
    // A file that was removed and not committed yet, or is not text, has nothing to be read.
    let read = |path: &str| {
        Some(File {
            path: path.into(),
            text: std::fs::read_to_string(root.join(path)).ok()?,
        })
    };
    paths.filter_map(read).collect()
}

fn too_long(files: &[File]) -> Vec<String> {
    let lines = files
        .iter()
        .map(|file| (&file.path, file.text.lines().count()));
    lines
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(path, lines)| format!("{path}: {lines}"))
        .collect()
}

fn unlike_the_first(files: &[&File]) -> Vec<String> {
    let unlike = files.iter().filter(|file| file.text != files[0].text);
    unlike.map(|file| file.path.clone()).collect()
}

fn may_be_unsafe(roots: &[File]) -> Vec<String> {
    let forbids = |file: &&File| {
        file.text
            .lines()
            .any(|line| line.trim() == "#![forbid(unsafe_code)]")
    };
    roots
        .iter()
        .filter(|root| !forbids(root))
        .map(|root| root.path.clone())
        .collect()
}

fn foreign_paths(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            if FOREIGN.iter().any(|start| begins_a_path(line, start)) {
                found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    found
}

/// Whether the text stands in the line where a path begins, and not within a longer one.
fn begins_a_path(line: &str, start: &str) -> bool {
    line.match_indices(start).any(|(place, _)| {
        let before = line[..place].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-}".contains(c))
    })
}

mod tests {
    use super::*;

    fn file(path: &str, text: impl Into<String>) -> File {
        File {
            path: path.into(),
            text: text.into(),
        }
    }

    #[test]
    fn finds_files_that_are_too_long() {
        let files = [
            file("short.rs", "\n".repeat(MOST_LINES)),
            file("long.rs", "\n".repeat(MOST_LINES + 1)),
        ];
        assert_eq!(too_long(&files), ["long.rs: 601"]);
    }

    #[test]
    fn finds_roots_that_allow_unsafe_code() {
        let roots = [
            file("good.rs", "//! Good.\n#![forbid(unsafe_code)]\n"),
            file(
                "bad.rs",
                "//! Says #![forbid(unsafe_code)] and does not.\n// #![forbid(unsafe_code)]\n",
            ),
        ];
        assert_eq!(may_be_unsafe(&roots), ["bad.rs"]);
    }

    #[test]
    fn finds_copies_that_differ() {
        let (first, same, other) = (file("a", "x"), file("b", "x"), file("c", "y"));
        assert_eq!(unlike_the_first(&[&first, &same, &other]), ["c"]);
    }

    #[test]
    fn finds_foreign_paths_and_no_others() {
        let line = |start: &str| format!("see {start}main, and ./a{start}b");
        for start in FOREIGN {
            assert_eq!(
                foreign_paths(&[file("a.md", line(start))]).len(),
                1,
                "{start}"
            );
            assert!(
                foreign_paths(&[file("a.md", format!("web{start}page"))]).is_empty(),
                "{start}"
            );
        }
    }
}
