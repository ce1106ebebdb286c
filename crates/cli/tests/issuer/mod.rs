//! `celadon issuer`: made, accredited, run, and killed at any moment.

mod region;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use celadon_credential::signed::Signed;
use celadon_credential::stamp::Manifest;
use celadon_credential::stamp::round::digest;

use region::Region;

#[test]
fn is_made_accredited_run_staffed_and_ended() {
    let region = Region::new();
    let mut issuer = region.serve();
    let code = region.enrol("E12345678");
    assert_eq!(code["again"], false);
    let visit = region.visit(issuer.address, code["code"].as_str().unwrap());
    let answer = visit.declare(issuer.address).unwrap();
    region.receive(&visit, &answer);
    assert_eq!(region.enrol("e1234 5678")["again"], true, "one person");
    while public(&region.stamps()).is_empty() {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(
        region.json(&["withdraw", "--kind", "passport", "--number", "E12345678"]),
        (0, serde_json::json!({ "withdrawn": true }))
    );
    assert_eq!(
        region
            .json(&["withdraw", "--kind", "passport", "--number", "E12345678"])
            .0,
        1
    );
    // A second one for the same folder is refused, with what to do.
    let second = region
        .command(&["serve"])
        .args(region.serve_args())
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    let error = String::from_utf8(second.stderr).unwrap();
    assert!(error.contains("another issuer serves"), "{error}");
    assert_eq!(
        issuer.end(),
        Some(0),
        "the terminate signal ends it in order"
    );
}

#[test]
fn init_never_overwrites_and_a_wrong_passphrase_is_told() {
    let region = Region::new();
    let keys = fs::read(region.folder().join("keys.sealed")).unwrap();
    let again = region.init();
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(fs::read(region.folder().join("keys.sealed")).unwrap(), keys);
    let wrong = region
        .command(&[
            "enrol",
            "--number",
            "99999919000101004X",
            "--name",
            "Specimen",
        ])
        .env("CELADON_PASSPHRASE", "another")
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    let error = String::from_utf8(wrong.stderr).unwrap();
    assert!(error.contains("passphrase"), "{error}");
    assert!(!region.folder().join("issuer.sqlite").exists());
    let number = region
        .command(&[
            "enrol",
            "--number",
            "999999190001010049",
            "--name",
            "Specimen",
        ])
        .output()
        .unwrap();
    let error = String::from_utf8(number.stderr).unwrap();
    assert!(
        error.contains("check character") && !error.contains("9999991900"),
        "{error}"
    );
}

/// A wallet whose answer is lost asks again after the restart, and gets its one credential; no
/// stamp file is half-written, and the manifests are one chain.
#[test]
fn c17_killed_at_any_moment_it_loses_nothing_and_does_nothing_twice() {
    let region = Region::new();
    for (number, delay) in [0, 4, 8, 12, 20, 40, 700].into_iter().enumerate() {
        let mut issuer = region.serve();
        let address = issuer.address;
        let code = region.enrol(&format!("E1234567{number}"));
        let visit = region.visit(address, code["code"].as_str().unwrap());
        let asked = std::thread::scope(|scope| {
            let asked = scope.spawn(|| visit.declare(address));
            std::thread::sleep(Duration::from_millis(delay));
            issuer.kill();
            asked.join().unwrap()
        });

        let mut issuer = region.serve();
        let answer = visit.declare(issuer.address).unwrap();
        if let Some(first) = asked {
            assert_eq!(answer, first, "killed after {delay} ms");
        }
        region.receive(&visit, &answer);
        assert_eq!(visit.declare(issuer.address), Some(answer));
        issuer.kill();
    }
    // Once more, in peace: whatever was begun is ended.
    let mut issuer = region.serve();
    let before = public(&region.stamps()).len();
    let begun = Instant::now();
    while public(&region.stamps()).len() < before + 2 {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "it stamps no more"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(issuer.end(), Some(0));
    check_chain(&region);
}

/// The folders of rounds that are public.
fn public(stamps: &Path) -> Vec<PathBuf> {
    let below = |folder: PathBuf| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    (below(stamps.to_owned()).into_iter())
        .flat_map(below)
        .flat_map(below)
        .filter(|round| round.join("manifest").exists())
        .collect()
}

/// Every public round has its files as its manifest says, and the manifests follow one another.
fn check_chain(region: &Region) {
    let mut by_previous = HashMap::new();
    let rounds = public(&region.stamps());
    for round in &rounds {
        let bytes = fs::read(round.join("manifest")).unwrap();
        let signed = Signed::from_bytes(&bytes).unwrap();
        let manifest = Manifest::open(&signed, &region.manifest_key()).unwrap();
        for (bucket, named) in manifest.digests.iter().enumerate() {
            let file = fs::read(round.join(bucket.to_string())).unwrap();
            assert_eq!(digest(&file), *named);
        }
        let forked = by_previous.insert(manifest.previous, digest(&bytes));
        assert!(forked.is_none(), "the chain is forked");
    }
    let mut head = [0; 32];
    let mut length = 0;
    while let Some(next) = by_previous.get(&head) {
        head = *next;
        length += 1;
    }
    assert_eq!(length, rounds.len(), "the chain is broken");
}
