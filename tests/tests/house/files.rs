//! How files are kept.

use std::process::Command;

use super::assert_none;
use super::graph::Graph;

/// The most lines that a file of Rust may have. Most have a fifth of it.
const MOST_LINES: usize = 600;

/// The only crate that may speak to C and to the processor, and so may need `unsafe`: denied at its
/// root, it is allowed in [`UNSAFE_FILES`] and nowhere else.
const MAY_BE_UNSAFE: &str = "celadon-curve";

/// The files that may hold `unsafe`, each block with a line that says why it is sound.
const UNSAFE_FILES: [&str; 5] = [
    "crates/curve/src/backend/blst/field.rs",
    "crates/curve/src/backend/blst/ifma/lanes.rs",
    "crates/curve/src/backend/blst/ifma/mod.rs",
    "crates/curve/src/backend/blst/ifma/points.rs",
    "crates/curve/src/backend/blst/tower.rs",
];

/// What lets a file hold `unsafe`. It is put together here, since this file is read too.
const ALLOWS: &str = concat!("allow(", "unsafe_code");

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
    let mut denying = Vec::new();
    for package in graph.members() {
        let kind = match package.name == MAY_BE_UNSAFE {
            true => &mut denying,
            false => &mut roots,
        };
        for path in &package.roots {
            kind.push(File {
                path: path.to_string(),
                text: std::fs::read_to_string(path).unwrap(),
            });
        }
    }
    assert!(roots.len() > 10, "these are not all crates");
    assert_none(
        "crate roots without #![forbid(unsafe_code)]",
        &without_line(&roots, "#![forbid(unsafe_code)]"),
    );
    denying.retain(|file| file.path.ends_with("src/lib.rs"));
    assert_eq!(denying.len(), 1, "{MAY_BE_UNSAFE} has a root");
    assert_none(
        "roots without #![deny(unsafe_code)]",
        &without_line(&denying, "#![deny(unsafe_code)]"),
    );
}

#[test]
fn unsafe_code_is_where_it_may_be_and_says_why() {
    let files: Vec<File> = tracked()
        .into_iter()
        .filter(|file| file.path.ends_with(".rs"))
        .collect();
    assert_none("files that may not allow unsafe code", &allowing(&files));
    let named = |path: &&str| files.iter().any(|file| file.path == **path);
    assert!(UNSAFE_FILES.iter().all(named), "files that are gone");
    let unsafe_files = files
        .iter()
        .filter(|file| UNSAFE_FILES.contains(&file.path.as_str()));
    assert_none(
        "unsafe code without a `// SAFETY:` line before it",
        &unsafe_files.flat_map(unexplained).collect::<Vec<_>>(),
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

fn without_line(roots: &[File], line: &str) -> Vec<String> {
    let has = |file: &&File| file.text.lines().any(|found| found.trim() == line);
    roots
        .iter()
        .filter(|root| !has(root))
        .map(|root| root.path.clone())
        .collect()
}

fn allowing(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| file.text.contains(ALLOWS) && !UNSAFE_FILES.contains(&file.path.as_str()))
        .map(|file| file.path.clone())
        .collect()
}

/// The lines with an unsafe block that no comment with a reason comes right before.
fn unexplained(file: &File) -> Vec<String> {
    let mut explained = false;
    let mut found = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("//") {
            explained |= line.starts_with("// SAFETY:");
            continue;
        }
        if line.contains(concat!("unsafe", " {")) && !explained {
            found.push(format!("{}:{}: {line}", file.path, number + 1));
        }
        explained = false;
    }
    found
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
        assert_eq!(without_line(&roots, "#![forbid(unsafe_code)]"), ["bad.rs"]);
    }

    #[test]
    fn finds_unsafe_code_where_it_may_not_be() {
        let allow = format!("#![{ALLOWS}, reason = \"speed\")]\n");
        let files = [file(UNSAFE_FILES[0], &*allow), file("other.rs", &*allow)];
        assert_eq!(allowing(&files), ["other.rs"]);
    }

    #[test]
    fn finds_unsafe_code_without_a_reason() {
        let block = concat!("unsafe", " { call() };");
        let good = format!("// SAFETY: nothing is\n// read.\n{block}\n");
        let bad = format!("{good}let x = 1;\n{block}\n");
        assert!(unexplained(&file("a.rs", good)).is_empty());
        assert_eq!(unexplained(&file("a.rs", bad)).len(), 1);
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
