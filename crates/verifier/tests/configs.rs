//! The configuration of where a verifier remembers: its sample, and what is refused how.

use std::fs;
use std::path::{Path, PathBuf};

use celadon_service::load;
use celadon_verifier::{Stores, StoresConfig};
use tempfile::TempDir;

const SAMPLE: &str = include_str!("../../api/samples/verifier.toml");

fn written(folder: &TempDir, text: &str) -> PathBuf {
    let path = folder.path().join("verifier.toml");
    fs::write(&path, text).unwrap();
    path
}

/// What a file says, in a folder that is `.`; or what is wrong with it.
fn stores(text: &str) -> Result<Stores, String> {
    let folder = tempfile::tempdir().unwrap();
    let config: StoresConfig = load(Some(&written(&folder, text)), "CELADON_TEST_OF_STORES_")
        .map_err(|error| error.to_string())?;
    config
        .stores(Path::new("."))
        .map_err(|error| error.to_string())
}

#[test]
fn the_sample_says_the_defaults_and_names_every_key() {
    let default = Stores::in_folder(Path::new("."));
    assert_eq!(stores(SAMPLE).unwrap(), default);
    assert_eq!(stores("").unwrap(), default);
    // With what stands behind a # as well, nothing is unknown.
    let all = SAMPLE
        .replace("#store =", "store =")
        .replace("#replay =", "replay =");
    let stores = stores(&all).unwrap();
    assert_eq!(
        stores.store.to_string(),
        "postgres://db.example/celadon",
        "the user is not shown"
    );
    let replay = stores.replay.unwrap().to_string();
    assert_eq!(replay, "redis://cache.example:6379/");
}

#[test]
fn what_is_wrong_is_named_and_no_password_is_repeated() {
    for (text, told) in [
        ("stor = 1", "stor: no such key; there are store, "),
        (
            "store = \"mysql://u:secret@h/d\"",
            "sqlite:PATH or postgres://",
        ),
        ("store = \"postgres://u:secret#@h/d\"", "escaped"),
        ("replay = \"http://u:secret@h\"", "redis://"),
        ("replay = \"redis://u:secret@h:secret\"", "redis://"),
        (
            "store_connections = 0",
            "store_connections must be from 1 to 1000",
        ),
        (
            "replay_prefix = \"\"",
            "replay_prefix's length must be from 1 to 64",
        ),
        (
            "clock_skew_seconds = 0",
            "clock_skew_seconds must be from 1 to 3600",
        ),
        (
            "store_patience_milliseconds = 60000",
            "store_patience_milliseconds must be from 10 to 30000",
        ),
        ("replay_in_flight = -1", "replay_in_flight"),
    ] {
        let error = stores(text).unwrap_err();
        assert!(error.contains(told), "{text}: {error}");
        assert!(!error.contains("secret"), "{error}");
    }
    let shown = format!("{:?}", stores("replay = \"redis://u:secret@h\"").unwrap());
    assert!(!shown.contains("secret"), "{shown}");
}
