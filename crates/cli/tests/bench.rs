//! `celadon bench`: what machines read, bounds, and exit codes.

use std::process::{Command, Output};

use serde_json::Value;

fn bench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_celadon"))
        .arg("bench")
        .args(arguments)
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn stamps_a_population_and_tells_machines_what_it_took() {
    for kernel in ["constant-time", "fast"] {
        let told = text(&bench(&[
            "stamp",
            "--citizens",
            "2500",
            "--kernel",
            kernel,
            "--cores",
            "2",
            "--json",
        ]));
        assert_eq!(told.lines().count(), 1);
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["citizens"], 2_500);
        assert_eq!(told["cores"], 2);
        assert_eq!(told["kernel"], kernel);
        assert!(told["seconds"].as_f64().unwrap() > 0.0);
        assert!(told["us_per_stamp_core"].as_f64().unwrap() > 0.1);
        if cfg!(target_os = "linux") {
            let peak = told["peak_bytes"].as_u64().unwrap();
            assert!((1 << 20..1 << 30).contains(&peak), "{peak}");
        }
    }
}

#[test]
fn tells_people_too_and_uses_all_cores() {
    let told = text(&bench(&["stamp", "--citizens", "1"]));
    let cores = std::thread::available_parallelism().unwrap();
    assert!(told.starts_with("1 citizens stamped in "), "{told}");
    assert!(
        told.contains(&format!("on {cores} cores, kernel constant-time")),
        "{told}"
    );
}

#[test]
fn numbers_have_bounds() {
    for (option, number) in [
        ("--citizens", "0"),
        ("--citizens", "10000001"),
        ("--citizens", "-1"),
        ("--cores", "0"),
        ("--cores", "1025"),
        ("--kernel", "slow"),
    ] {
        let mut arguments = vec!["stamp", option, number];
        if option != "--citizens" {
            arguments.extend(["--citizens", "1"]);
        }
        let refused = bench(&arguments);
        assert_eq!(refused.status.code(), Some(2), "{option} {number}");
        assert!(refused.stdout.is_empty());
    }
    assert_eq!(bench(&["stamp"]).status.code(), Some(2), "of whom?");
}

#[test]
fn one_result_has_one_form() {
    let refused = bench(&["--csv", "--json"]);
    assert_eq!(refused.status.code(), Some(2));
    let error = String::from_utf8(refused.stderr).unwrap();
    assert!(error.contains("give one of them"), "{error}");
}

#[test]
fn the_main_figures_are_there_for_tables() {
    let told = text(&bench(&["--csv"]));
    let mut lines = told.lines();
    assert_eq!(
        lines.next(),
        Some("name,median_us,mad_us,samples,g1_multiplications")
    );
    let names: Vec<&str> = lines
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            assert_eq!(fields.len(), 5, "{line}");
            assert!(fields[1].parse::<f64>().unwrap() > 0.0, "{line}");
            fields[0]
        })
        .collect();
    assert_eq!(
        names,
        [
            "g1/multiplication",
            "prove",
            "prepare",
            "answer",
            "verify",
            "verify-64",
            "verify-64-known",
            "stamp-constant-time",
            "stamp-fast"
        ]
    );
}

#[test]
fn help_reads_like_a_manual() {
    let help = text(&bench(&["--help"]));
    for words in ["within a minute", "--csv", "--json", "stamp"] {
        assert!(help.contains(words), "{words}\n{help}");
    }
    let help = text(&bench(&["stamp", "--help"]));
    for words in [
        "--citizens",
        "--kernel",
        "constant-time",
        "shared with nobody",
        "--cores",
        "peak_bytes",
        "us_per_stamp_core",
    ] {
        assert!(help.contains(words), "{words}\n{help}");
    }
}
