//! `celadon policy`: choose, check and compare.

use std::path::Path;
use std::process::{Command, Stdio};

use celadon_api::sources::PolicySource;
use celadon_credential::venue::Scene;
use celadon_specimen::Specimen;
use serde_json::Value;

/// What it prints when it exits so: results on standard output, failures on standard error.
fn policy(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_celadon"))
        .arg("policy")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let failure = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        output.status.code(),
        Some(code),
        "{arguments:?}: {printed}{failure}"
    );
    match code {
        2 => failure,
        _ => printed,
    }
}

#[test]
fn lists_shows_and_gives_away_the_shipped_policies() {
    let folder = tempfile::tempdir().unwrap();
    let listed = policy(folder.path(), &["list"], 0);
    assert_eq!(listed.lines().count(), Scene::ALL.len());
    for scene in Scene::ALL {
        let name = scene.name();
        assert!(listed.contains(name));
        let shown = policy(folder.path(), &["show", name], 0);
        for part in ["asks for your health code", "Not who you are", "What links"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        let toml = policy(folder.path(), &["show", name, "--toml"], 0);
        assert_eq!(toml, PolicySource::shipped_text(scene));
        std::fs::write(folder.path().join(format!("{name}.toml")), toml).unwrap();
    }
    let files: Vec<String> = Scene::ALL
        .iter()
        .map(|scene| format!("{}.toml", scene.name()))
        .collect();
    let lint: Vec<&str> = ["lint"]
        .into_iter()
        .chain(files.iter().map(String::as_str))
        .collect();
    assert_eq!(
        policy(folder.path(), &lint, 0)
            .matches("nothing found")
            .count(),
        8
    );
}

#[test]
fn finds_what_is_wrong_and_says_what_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    let shop = PolicySource::shipped_text(Scene::Shop);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "nosy.toml",
        &format!("{shop}paper = true\npseudonym_reason = \"\u{4eba}\u{6570}\"\n"),
    );
    write("silent.toml", &shop.replace("scene = \"shop\"\n", ""));
    write(
        "two.toml",
        &format!("{shop}issuers = [\"Azure Province\"]\n"),
    );
    let found = policy(folder.path(), &["lint", "nosy.toml"], 1);
    for part in ["two codes", "ceiling", "without a reason"] {
        assert!(found.contains(part), "{part}: {found}");
    }
    let json = policy(folder.path(), &["lint", "nosy.toml", "--json"], 1);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["findings"].as_array().unwrap().len(), 3);
    let unsaid = policy(folder.path(), &["lint", "silent.toml"], 2);
    assert!(unsaid.contains("--scene"), "{unsaid}");
    policy(
        folder.path(),
        &["lint", "silent.toml", "--scene", "shop"],
        0,
    );
    let two = policy(folder.path(), &["lint", "two.toml"], 2);
    assert!(
        two.contains("two.toml") && two.contains("two codes"),
        "{two}"
    );
    let unknown = policy(folder.path(), &["show", "cinema"], 2);
    assert!(unknown.contains("celadon policy list"), "{unknown}");
}

#[test]
fn says_whether_what_satisfies_one_satisfies_another() {
    let folder = tempfile::tempdir().unwrap();
    for (a, b, gaps) in [
        ("transport", "shop", &[][..]),
        ("transport", "city_gate", &[]),
        ("school", "hospital", &[]),
        ("city_gate", "transport", &["yellow satisfies the first"]),
        ("school", "workplace", &["pseudonym"]),
        (
            "shop",
            "school",
            &["3600 s does not replace one of 86400 s"],
        ),
        (
            "hospital",
            "city_gate",
            &["red satisfies", "86400 s does not", "printed card"],
        ),
        (
            "community",
            "shop",
            &["yellow", "86400 s does not", "printed card"],
        ),
    ] {
        let code = i32::from(!gaps.is_empty());
        let told = policy(folder.path(), &["compare", a, b], code);
        assert!(gaps.iter().all(|gap| told.contains(gap)), "{a} {b}: {told}");
        let json = policy(folder.path(), &["compare", a, b, "--json"], code);
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["gaps"].as_array().unwrap().len(), gaps.len());
    }
    // Signed ones too: of one federation, and of none yet.
    let mut specimen = Specimen::new(1);
    let signed = specimen.venue(1, |_| {}).signed_policy.to_bytes();
    std::fs::write(folder.path().join("p.policy"), signed).unwrap();
    policy(folder.path(), &["compare", "p.policy", "shop"], 0);
    policy(folder.path(), &["compare", "shop", "p.policy"], 0);
    let shown = policy(folder.path(), &["show", "p.policy"], 0);
    assert!(
        shown.contains("Green within the hour, to be let in."),
        "{shown}"
    );
}
