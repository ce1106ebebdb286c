//! A third party's OpenID4VP library, unmodified, between our wallet and our verifier: it reads and
//! checks the requests, writes the responses and sends them.

use std::path::Path;
use std::process::Command;

use celadon_specimen::Specimen;
use serde_json::{Value, json};

use crate::whole::{Door, celadon, enrolled};

/// What stands in `openid4vp/`: the test's program, and which versions it runs with.
const FILES: [(&str, &str); 3] = [
    ("package.json", include_str!("openid4vp/package.json")),
    (
        "package-lock.json",
        include_str!("openid4vp/package-lock.json"),
    ),
    ("client.mjs", include_str!("openid4vp/client.mjs")),
];

#[test]
fn a_third_partys_client_completes_a_verification() {
    let library = installed();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let specimen = Specimen::new(1);
    let (_issuer, _) = enrolled(folder, &specimen);
    let door = Door::open(folder, &specimen, Some("to count heads"));
    let mut pseudonyms = Vec::new();
    for (link, form) in [("request", "value"), ("request_by_reference", "reference")] {
        let challenge = door.challenge();
        assert_eq!(door.outcome(&challenge), json!({ "result": "pending" }));
        let seen = client(folder, library.path(), challenge[link].as_str().unwrap());
        assert_eq!(
            (&seen["form"], &seen["id"]),
            (&form.into(), &"green".into())
        );
        assert_eq!(seen["scopes"][0]["reason"], "to count heads");
        assert_eq!(
            (&seen["status"], &seen["type"]),
            (&200.into(), &"application/json".into())
        );
        let outcome = door.outcome(&challenge);
        assert_eq!(outcome["result"], "accepted", "{outcome}");
        assert_eq!(outcome, seen["body"]);
        pseudonyms.push(outcome["pseudonym"].clone());
    }
    assert!(pseudonyms[0].is_string());
    assert_eq!(pseudonyms[0], pseudonyms[1]);
}

/// Runs the client with a request; the presentation is the wallet's, by its command.
fn client(folder: &Path, library: &Path, link: &str) -> Value {
    let wallet = celadon(folder, &["wallet", "answer", "--print", "--yes"]);
    let mut node = Command::new("node");
    node.arg(library.join("client.mjs"))
        .arg(link)
        .arg(wallet.get_program())
        .args(wallet.get_args())
        .current_dir(folder);
    for (name, value) in wallet.get_envs() {
        node.env(name, value.unwrap());
    }
    let output = node.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The library and what it needs, exactly the versions of the lock file.
fn installed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let npm = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder.path())
        .output();
    let output = npm.unwrap_or_else(|error| {
        panic!(
            "npm cannot be run ({error}). This test needs Node.js 18 or later with npm; on Debian \
             and Ubuntu:\n    sudo apt-get install --no-install-recommends nodejs npm"
        )
    });
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "npm could not install the library from its registry; this test needs the network:\n{error}"
    );
    folder
}
