//! What a dependency may be. The rules stand in `deny.toml`, which cargo-deny reads too.

use super::graph::{Graph, Origin};
use super::{assert_none, licence};

/// The rules of `deny.toml` that are held here.
struct Rules {
    licences: Vec<String>,
    banned: Vec<String>,
}

#[test]
fn every_licence_is_allowed() {
    let graph = Graph::of_repository();
    assert!(graph.packages.len() > 100, "this is not the whole graph");
    assert_none(
        "licences that deny.toml does not allow",
        &not_allowed(&graph, &Rules::read().licences),
    );
}

#[test]
fn nothing_banned_is_needed() {
    let rules = Rules::read();
    assert!(rules.banned.len() > 3, "the bans were not read");
    assert_none(
        "packages that deny.toml bans",
        &banned(&Graph::of_repository(), &rules.banned),
    );
}

#[test]
fn everything_comes_from_the_registry_or_from_here() {
    let elsewhere = from_elsewhere(&Graph::of_repository());
    assert_none(
        "packages from another registry, a repository or a folder",
        &elsewhere,
    );
}

impl Rules {
    fn read() -> Rules {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../deny.toml");
        let text = std::fs::read_to_string(path).unwrap();
        let rules: toml::Table = text.parse().unwrap();
        let texts = |values: &toml::Value, of: fn(&toml::Value) -> &toml::Value| -> Vec<String> {
            let values = values.as_array().unwrap();
            values
                .iter()
                .map(|value| of(value).as_str().unwrap().to_owned())
                .collect()
        };
        Rules {
            licences: texts(&rules["licenses"]["allow"], |value| value),
            banned: texts(&rules["bans"]["deny"], |value| &value["crate"]),
        }
    }
}

fn not_allowed(graph: &Graph, allowed: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for package in &graph.packages {
        let Some(expression) = &package.licence else {
            found.push(format!(
                "{} {} states no licence",
                package.name, package.version
            ));
            continue;
        };
        match licence::is_met(expression, allowed) {
            Ok(true) => {}
            Ok(false) => found.push(format!(
                "{} {}: {expression}",
                package.name, package.version
            )),
            Err(error) => found.push(format!("{} {}: {error}", package.name, package.version)),
        }
    }
    found
}

fn banned(graph: &Graph, banned: &[String]) -> Vec<String> {
    let is_banned = |name: &String| banned.contains(name);
    let found = graph
        .packages
        .iter()
        .filter(|package| is_banned(&package.name));
    found
        .map(|package| format!("{} {}", package.name, package.version))
        .collect()
}

fn from_elsewhere(graph: &Graph) -> Vec<String> {
    let elsewhere = graph
        .packages
        .iter()
        .filter(|package| package.origin == Origin::Elsewhere);
    elsewhere
        .map(|package| format!("{} {}", package.name, package.version))
        .collect()
}

mod tests {
    use super::super::graph::samples::workspace;
    use super::*;

    #[test]
    fn finds_each_fault() {
        let mut graph = workspace(&[
            ("good", &[]),
            ("copyleft", &[]),
            ("silent", &[]),
            ("garbled", &[]),
            ("far", &[]),
        ]);
        graph.packages[1].licence = Some("GPL-3.0-only".into());
        graph.packages[2].licence = None;
        graph.packages[3].licence = Some("MIT AND".into());
        graph.packages[4].origin = Origin::Elsewhere;
        let found = not_allowed(&graph, &["MIT".into()]);
        assert_eq!(
            found,
            [
                "copyleft 1.0.0: GPL-3.0-only",
                "silent 1.0.0 states no licence",
                "garbled 1.0.0: a licence is missing at the end"
            ]
        );
        assert_eq!(
            banned(&graph, &["far".into(), "absent".into()]),
            ["far 1.0.0"]
        );
        assert_eq!(from_elsewhere(&graph), ["far 1.0.0"]);
    }
}
