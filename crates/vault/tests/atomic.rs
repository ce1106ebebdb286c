//! A file is whole or absent, and never silently replaced.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use celadon_vault::{Existing, FileError, publish_atomically, write_atomically};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn keeps_a_file_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    write_atomically(&path, b"old", Existing::Keep).unwrap();
    let error = write_atomically(&path, b"new", Existing::Keep).unwrap_err();
    assert!(matches!(error, FileError::Exists(_)));
    assert_eq!(fs::read(&path).unwrap(), b"old");
    write_atomically(&path, b"new", Existing::Replace).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["key"]);
}

#[cfg(unix)]
#[test]
fn is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    write_atomically(&path, b"old", Existing::Keep).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    write_atomically(&path, b"new", Existing::Replace).unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[cfg(unix)]
#[test]
fn is_everybodys_to_read_when_it_is_public() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (path, plain) = (folder.path().join("list"), folder.path().join("plain"));
    fs::write(&plain, b"as the umask has it").unwrap();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for existing in [Existing::Keep, Existing::Replace] {
        publish_atomically(&path, b"new", existing).unwrap();
        assert_eq!(mode(&path), mode(&plain) & 0o644);
    }
}

#[test]
fn says_that_the_folder_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none/key");
    let error = write_atomically(&path, b"x", Existing::Keep).unwrap_err();
    assert!(matches!(error, FileError::Missing(_)));
}

/// A folder of 64 KiB that is really full needs a mount, so it needs root.
#[cfg(target_os = "linux")]
#[test]
fn c22_a_full_disk_leaves_the_old_file_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64k", "celadon-test"])
        .arg(folder.path())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        // Past the capture of a passing test's output: a test that did not run says so.
        let told = "NOT RUN: a full disk. It needs permission to mount a tmpfs (root).";
        let _ = writeln!(std::io::stderr(), "{told}");
        return;
    }
    let path = folder.path().join("wallet");
    write_atomically(&path, &[1; 30_000], Existing::Keep).unwrap();
    let full = write_atomically(&path, &[2; 60_000], Existing::Replace);
    let content = fs::read(&path).unwrap();
    let left = names(folder.path());
    let after = write_atomically(&path, &[3; 20_000], Existing::Replace);
    assert!(
        Command::new("umount")
            .arg(folder.path())
            .status()
            .unwrap()
            .success()
    );
    assert!(matches!(full, Err(FileError::DiskFull(_))), "{full:?}");
    assert_eq!(content, [1; 30_000]);
    assert_eq!(left, ["wallet"]);
    after.unwrap();
}
