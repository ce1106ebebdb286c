//! The official test vectors of both drafts, both suites: 61 files of the core draft and 33 of
//! the blind draft. They come with the source of the published package `zkryptium`;
//! `CELADON_VECTORS` may name another folder. Their digests are pinned in `vectors.sha256`.
#![allow(clippy::disallowed_methods)] // the vectors are files

mod blind;
mod core;
mod fixture;
mod mock_rng;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

const PINNED: &str = include_str!("../vectors.sha256");
const CORE: usize = 61;
const BLIND: usize = 33;

#[test]
fn official_vectors() {
    let files = files();
    let (core, blind): (Vec<_>, Vec<_>) = files
        .iter()
        .partition(|(name, _)| name.starts_with("core/"));
    assert_eq!((core.len(), blind.len()), (CORE, BLIND));
    for (name, json) in &core {
        core::check(name, &fixture::parse(name, json));
    }
    for (name, json) in &blind {
        blind::check(name, &fixture::parse(name, json), &files);
    }
    // Past the test harness, which keeps the output of what passes.
    writeln!(
        std::io::stderr(),
        "{} official vectors passed",
        core.len() + blind.len()
    )
    .unwrap();
}

/// Every file by its name, `core/..` or `blind/..`, with the bytes that its digest pins.
fn files() -> BTreeMap<String, Vec<u8>> {
    let root = root();
    let mut files = BTreeMap::new();
    // The package and the drafts' own repositories name the two folders differently.
    for (name, elsewhere) in [("core", "fixture_data"), ("blind", "fixture_data_blind")] {
        let folder = [name, elsewhere]
            .map(|folder| root.join(folder))
            .into_iter()
            .find(|folder| folder.is_dir())
            .unwrap_or_else(|| {
                panic!(
                    "no official vectors in {}: neither {name} nor {elsewhere}",
                    root.display()
                )
            });
        read(&folder, name, &mut files);
    }
    let found: BTreeMap<&str, String> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), HEXLOWER.encode(&Sha256::digest(bytes))))
        .collect();
    let pinned: BTreeMap<&str, String> = PINNED
        .lines()
        .map(|line| {
            let (digest, name) = line.split_once("  ").expect("a digest, two spaces, a name");
            (name, digest.to_owned())
        })
        .collect();
    assert_eq!(found, pinned, "the vectors are not the pinned ones");
    files
}

fn root() -> PathBuf {
    if let Some(folder) = std::env::var_os("CELADON_VECTORS") {
        return folder.into();
    }
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .other_options(["--locked", "--filter-platform", "host-tuple"].map(String::from))
        .exec()
        .expect("cargo metadata finds the package with the vectors; or set CELADON_VECTORS");
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == "zkryptium")
        .expect("zkryptium is a dependency of the tests");
    let folder = package.manifest_path.parent().expect("a file has a folder");
    folder.join("fixture_data").into_std_path_buf()
}

fn read(folder: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            read(&path, &name, files);
        } else {
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}
