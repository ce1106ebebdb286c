//! Arrows between crates go one way.

use super::assert_none;
use super::graph::Graph;

/// What each crate stands on. An arrow permits whatever it reaches, and no arrow of the workspace
/// is permitted that does not follow from these.
const ARROWS: &[(&str, &[&str])] = &[
    (
        "celadon",
        &[
            "celadon-issuer",
            "celadon-verifier",
            "celadon-federation",
            "celadon-wallet",
            "celadon-qr",
            "celadon-vault",
            "celadon-measure",
        ],
    ),
    ("celadon-issuer", &["celadon-service"]),
    (
        "celadon-verifier",
        &["celadon-service", "celadon-admission", "celadon-qr"],
    ),
    ("celadon-federation", &["celadon-service"]),
    ("celadon-service", &["celadon-api", "celadon-vault"]),
    (
        "celadon-wallet",
        &[
            "celadon-credential",
            "celadon-api",
            "celadon-qr",
            "celadon-vault",
        ],
    ),
    ("celadon-api", &["celadon-credential"]),
    ("celadon-admission", &["celadon-credential"]),
    ("celadon-credential", &["celadon-circuits"]),
    ("celadon-circuits", &["celadon-bbs"]),
    ("celadon-bbs", &["celadon-curve"]),
    ("celadon-curve", &[]),
    ("celadon-qr", &[]),
    ("celadon-vault", &[]),
    ("celadon-specimen", &["celadon-credential"]),
    (
        "celadon-measure",
        &["celadon-specimen", "celadon-admission"],
    ),
    ("celadon-tests", &[]),
    ("celadon-benches", &["celadon-measure"]),
    ("xtask", &[]),
];

/// What must never be reached, over however many packages.
const APART: &[(&[&str], &[&str])] = &[
    (
        &["celadon-issuer"],
        &["celadon-verifier", "celadon-wallet", "celadon-admission"],
    ),
    (&["celadon-verifier"], &["celadon-issuer", "celadon-wallet"]),
    // A specimen's keys are known to everybody.
    (SERVING, &["celadon-specimen"]),
    (PURE, &["axum", "tokio", "sea-orm", "reqwest", "tempfile"]),
    (&["celadon-api"], &["axum", "tokio", "sea-orm", "reqwest"]),
];

/// What serves people.
const SERVING: &[&str] = &[
    "celadon-issuer",
    "celadon-verifier",
    "celadon-federation",
    "celadon-wallet",
];

/// At or below `admission`: no service, no database, no serde of their own.
const PURE: &[&str] = &[
    "celadon-curve",
    "celadon-bbs",
    "celadon-circuits",
    "celadon-credential",
    "celadon-admission",
];

const BACKENDS: &[&str] = &["blst", "blstrs", "bls12_381"];

#[test]
fn crates_need_only_what_they_stand_on() {
    assert_none(
        "arrows that the table does not permit",
        &not_permitted(&Graph::of_repository(), ARROWS),
    );
}

#[test]
fn what_is_kept_apart_is_not_reached() {
    assert_none(
        "ways that must not be",
        &reached(&Graph::of_repository(), APART),
    );
}

#[test]
fn serde_stays_above() {
    let direct = needed_directly(&Graph::of_repository(), PURE, &["serde", "serde_json"]);
    assert_none(
        "serde is not used at or below admission; canonical bytes are written by hand",
        &direct,
    );
}

#[test]
fn only_the_curve_names_a_backend() {
    let graph = Graph::of_repository();
    let others: Vec<&str> = graph
        .members()
        .map(|package| package.name.as_str())
        .filter(|name| *name != "celadon-curve")
        .collect();
    assert_none(
        "backends of the curve, named elsewhere",
        &needed_directly(&graph, &others, BACKENDS),
    );
}

/// Normal arrows between members that do not follow from the table, and members that it lacks.
fn not_permitted(graph: &Graph, table: &[(&str, &[&str])]) -> Vec<String> {
    let mut found = Vec::new();
    for package in graph.members() {
        if !table.iter().any(|(name, _)| *name == package.name) {
            found.push(format!(
                "{} stands in no table: give it its arrows",
                package.name
            ));
        }
        for (need, normal) in graph.direct(package) {
            let is_member = graph.members().any(|member| member.name == need);
            if normal && is_member && !stands_on(table, &package.name, need) {
                found.push(format!("{} -> {need}", package.name));
            }
        }
    }
    found
}

/// Whether the table leads from one crate to another.
fn stands_on(table: &[(&str, &[&str])], from: &str, to: &str) -> bool {
    let below = table
        .iter()
        .find(|(name, _)| *name == from)
        .map_or(&[][..], |(_, below)| below);
    below
        .iter()
        .any(|next| *next == to || stands_on(table, next, to))
}

fn reached(graph: &Graph, apart: &[(&[&str], &[&str])]) -> Vec<String> {
    let pairs = apart.iter().flat_map(|(from, to)| {
        from.iter()
            .flat_map(move |from| to.iter().map(move |to| (from, to)))
    });
    pairs.filter_map(|(from, to)| graph.way(from, to)).collect()
}

/// Direct needs of every kind, tests included for backends, for which a test has no use either.
fn needed_directly(graph: &Graph, from: &[&str], what: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for name in from {
        for (need, normal) in graph.direct(graph.member(name)) {
            if what.contains(&need) && (normal || BACKENDS.contains(&need)) {
                found.push(format!("{name} -> {need}"));
            }
        }
    }
    found
}

mod tests {
    use super::super::graph::samples::workspace;
    use super::*;

    const TABLE: &[(&str, &[&str])] = &[
        ("top", &["middle"]),
        ("middle", &["bottom"]),
        ("bottom", &[]),
        ("side", &[]),
    ];

    #[test]
    fn an_arrow_permits_whatever_it_reaches_and_no_more() {
        let graph = workspace(&[
            ("top", &["middle", "bottom"]),
            ("middle", &["side"]),
            ("bottom", &["top"]),
            ("side", &[]),
            ("new", &[]),
        ]);
        let found = not_permitted(&graph, TABLE);
        assert_eq!(
            found,
            [
                "middle -> side",
                "bottom -> top",
                "new stands in no table: give it its arrows"
            ]
        );
    }

    #[test]
    fn finds_what_is_reached_and_what_is_needed_directly() {
        let graph = workspace(&[("top", &["middle"]), ("middle", &["serde"]), ("serde", &[])]);
        assert_eq!(
            reached(&graph, &[(&["top"], &["serde", "axum"])]),
            ["top -> middle -> serde"]
        );
        assert_eq!(
            needed_directly(&graph, &["top", "middle"], &["serde"]),
            ["middle -> serde"]
        );
    }
}
