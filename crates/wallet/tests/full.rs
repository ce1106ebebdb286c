//! C22: no free byte. The wallet's file stays whole, and nothing is told as done.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use celadon_specimen::NOW;
use celadon_wallet::Wallet;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::files::{create, open};
use crate::world::World;

/// A disk that is really full needs a mount, so it needs root.
#[test]
fn c22_a_full_disk_keeps_the_wallet_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mount = ["-t", "tmpfs", "-o", "size=64k", "celadon-test"];
    if !run("mount", &mount, folder.path()) {
        // Past the capture of a passing test's output: a test that did not run says so.
        let told = "NOT RUN: a wallet on a full disk. It needs permission to mount a tmpfs (root).";
        let _ = writeln!(std::io::stderr(), "{told}");
        return;
    }
    let result = std::panic::catch_unwind(|| fill_and_free(folder.path()));
    assert!(run("umount", &[], folder.path()));
    result.unwrap();
}

fn fill_and_free(folder: &Path) {
    let path = folder.join("ada.wallet");
    let world = World::new(1);
    let list = world.specimen.list.to_bytes();
    create(&path, &Wallet::new(None));
    let before = fs::read(&path).unwrap();
    let rng = &mut StdRng::seed_from_u64(1);

    let stuffing = folder.join("stuffing");
    let mut file = fs::File::create(&stuffing).unwrap();
    while file.write_all(&[1; 512]).is_ok() {}
    drop(file);
    let refused = open(&path)
        .unwrap()
        .change(rng, |wallet, rng| wallet.load_list(&list, NOW, rng));
    assert!(refused.is_err(), "a change was told as done on a full disk");
    assert_eq!(fs::read(&path).unwrap(), before);
    let names = fs::read_dir(folder).unwrap().count();
    assert_eq!(names, 2, "a half-written file was left behind");

    fs::remove_file(&stuffing).unwrap();
    open(&path)
        .unwrap()
        .change(rng, |wallet, rng| wallet.load_list(&list, NOW, rng))
        .unwrap();
    assert_ne!(fs::read(&path).unwrap(), before);
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> bool {
    Command::new(program)
        .args(arguments)
        .arg(folder)
        .status()
        .is_ok_and(|status| status.success())
}
