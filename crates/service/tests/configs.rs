//! A typing error in a configuration is an error that names the key.

use std::fs;
use std::path::Path;

use celadon_service::{ConfigError, Limits, LimitsConfig, PassphraseSource, load};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    listen: String,
    passphrase: PassphraseSource,
    #[serde(default)]
    limits: LimitsConfig,
}

const GOOD: &str = r#"
    listen = "127.0.0.1:0"
    passphrase = { file = "/run/secrets/p" }
    [limits]
    in_flight = 7
"#;

/// A prefix that nobody sets.
const NONE: &str = "CELADON_TEST_NOTHING_";

fn read(text: &str) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("service.toml");
    fs::write(&path, text).unwrap();
    load(Some(&path), NONE)
}

#[test]
fn reads_a_file_and_fills_in_the_defaults() {
    let config = read(GOOD).unwrap();
    assert_eq!(config.listen, "127.0.0.1:0");
    assert_eq!(
        config.passphrase,
        PassphraseSource::File("/run/secrets/p".into())
    );
    let limits = Limits::from(config.limits);
    assert_eq!(
        limits,
        Limits {
            in_flight: 7,
            ..Limits::default()
        }
    );
}

#[test]
fn names_the_key_that_is_wrong_and_what_may_stand_there() {
    for (from, to, expected) in [
        (
            "in_flight",
            "in_fligt",
            &["limits.in_fligt", "in_flight, connections", "service.toml"][..],
        ),
        (
            "in_flight = 7",
            "in_flight = \"many\"",
            &["limits.in_flight", "many", "service.toml"],
        ),
        (
            "listen =",
            "lisen =",
            &["lisen: no such", "listen, passphrase, limits"],
        ),
        ("{ file =", "{ fil =", &["passphrase.fil:", "file, env"]),
        ("listen = \"127.0.0.1:0\"", "", &["listen: missing"]),
        ("listen =", "listen", &["service.toml", "2"]), // a line that is no TOML, by its number
    ] {
        let error = read(&GOOD.replace(from, to)).unwrap_err().to_string();
        for word in expected {
            assert!(error.contains(word), "{word} is missing in: {error}");
        }
    }
}

#[test]
fn a_file_that_is_not_there_is_not_an_empty_one() {
    let error = load::<Config>(Some(Path::new("/nonexistent/service.toml")), NONE).unwrap_err();
    assert!(
        error.to_string().contains("/nonexistent/service.toml"),
        "{error}"
    );
    let large = format!("# {}\n{GOOD}", "x".repeat(300_000));
    assert!(matches!(read(&large), Err(ConfigError::TooLarge(_))));
}

#[test]
fn the_environment_goes_over_the_file() {
    // Cargo sets this one for every test: no need to change the environment of a running process.
    #[derive(Debug, Deserialize)]
    struct Package {
        name: String,
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("service.toml");
    fs::write(&path, "name = \"from the file\"").unwrap();
    let package: Package = load(Some(&path), "CARGO_PKG_").unwrap();
    assert_eq!(package.name, "celadon-service");
}
