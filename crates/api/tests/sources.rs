//! The samples parse, and mistakes are told with line and key.

use celadon_api::sources::{
    CharterSource, DeclarationSource, MAX_SOURCE_BYTES, PolicySource, Rules, SourceError,
    VenueSource,
};
use celadon_credential::Colour;
use celadon_credential::ids::{FederationId, VenueId};
use celadon_credential::signed::SigningKey;
use celadon_credential::time::{Day, Time};

const GREEN: &str = include_str!("../samples/declaration-green.toml");
const RED: &str = include_str!("../samples/declaration-red.toml");
const RULES: &str = include_str!("../samples/rules.toml");
const CHARTER: &str = include_str!("../samples/charter.toml");
const METRO: &str = include_str!("../samples/policy-metro.toml");
const WORKPLACE: &str = include_str!("../samples/policy-workplace.toml");

#[test]
fn a_citizen_is_told_the_words_of_the_rule_that_decided() {
    let rules = Rules::parse(RULES).unwrap();
    for declaration in [GREEN, RED] {
        let (_, reason) = colour(declaration);
        let contents = DeclarationSource::parse(declaration).unwrap();
        let contents = contents.contents(today()).unwrap();
        let told = rules.assess(&contents.travel, &contents.health, today());
        assert_eq!(rules.told(&reason), Some((&*told.text, &*told.next)));
    }
    assert_eq!(rules.told("no such rule"), None);
}

fn today() -> Day {
    "2026-11-25".parse().unwrap()
}

fn colour(declaration: &str) -> (Colour, String) {
    let contents = DeclarationSource::parse(declaration)
        .unwrap()
        .contents(today())
        .unwrap();
    let rules = Rules::parse(RULES).unwrap();
    let assessment = rules.assess(&contents.travel, &contents.health, today());
    (assessment.colour, assessment.reason)
}

#[test]
fn the_sample_declarations_have_their_colours() {
    assert_eq!(colour(GREEN), (Colour::Green, "nothing_found".into()));
    assert_eq!(colour(RED), (Colour::Red, "positive_test".into()));
    for (from, to, reason) in [
        (
            "contact_with_case = false",
            "contact_with_case = true",
            "contact",
        ),
        ("symptoms = []", "symptoms = [\"cough\"]", "symptoms"),
        (
            "temperature_celsius = 36.6",
            "temperature_celsius = 37.3",
            "temperature",
        ),
        ("990102", "990207", "risk_area"),
        // As people type.
        (
            "symptoms = []",
            "symptoms = [\" Loss of Smell\"]",
            "symptoms",
        ),
        ("990102", "990207 ", "risk_area"),
    ] {
        assert_eq!(
            colour(&GREEN.replace(from, to)),
            (Colour::Yellow, reason.into())
        );
    }
    // The stay ended more than fourteen days ago.
    let old = GREEN
        .replace("990102", "990207")
        .replace("2026-11-14", "2026-11-10");
    let old = old.replace("2026-11-12", "2026-11-01");
    assert_eq!(colour(&old).0, Colour::Green);
}

#[test]
fn an_order_has_kind_start_and_end() {
    let contents = DeclarationSource::parse(RED)
        .unwrap()
        .contents(today())
        .unwrap();
    let rules = Rules::parse(RULES).unwrap();
    let assessment = rules.assess(&contents.travel, &contents.health, today());
    let order = assessment.order.unwrap();
    assert_eq!(order.start, today());
    assert_eq!(order.end, "2026-12-09".parse().unwrap());
    assert_eq!(assessment.valid_until, order.end);
    assert_eq!(assessment.rules_version, 1);
}

#[test]
fn the_other_samples_parse() {
    CharterSource::parse(CHARTER).unwrap().charter().unwrap();
    let federation = FederationId::from_bytes([1; 32]);
    let now = Time::from_secs(1_800_000_000);
    let key = SigningKey::from_bytes(&[2; 32]);
    for (text, pseudonym) in [(METRO, false), (WORKPLACE, true)] {
        let policy = PolicySource::parse(text)
            .unwrap()
            .policy(federation, now)
            .unwrap();
        assert_eq!(policy.asks_for_pseudonym(), pseudonym);
        policy.seal(&key).unwrap();
    }
    for text in [
        include_str!("../samples/venue-metro.toml"),
        include_str!("../samples/venue-workplace.toml"),
    ] {
        let id = VenueId::from_bytes([3; 16]);
        let source = VenueSource::parse(text).unwrap();
        let own = key.verifying_key();
        source
            .certificate(federation, id, own, [4; 32], now)
            .unwrap()
            .seal(&key)
            .unwrap();
    }
}

#[test]
fn mistakes_are_told_with_line_and_key() {
    let told = |text: &str| {
        DeclarationSource::parse(text)
            .err()
            .map(|e| e.to_string())
            .unwrap()
    };
    let unknown = GREEN.replace("symptoms = []", "symptom = []");
    assert!(told(&unknown).contains("line 13"), "{}", told(&unknown));
    assert!(told(&unknown).contains("symptom"), "{}", told(&unknown));
    assert!(told("<html>").contains("line 1"));
    let long = format!("# {}\n{GREEN}", "x".repeat(MAX_SOURCE_BYTES));
    assert!(matches!(
        DeclarationSource::parse(&long),
        Err(SourceError::TooLong { .. })
    ));

    let wrong = |from: &str, to: &str| {
        let source = DeclarationSource::parse(&GREEN.replace(from, to)).unwrap();
        source
            .contents(today())
            .err()
            .map(|e| e.to_string())
            .unwrap()
    };
    assert!(wrong("36.6", "366.0").contains("health.temperature_celsius"));
    assert!(wrong("36.6", "nan").contains("health.temperature_celsius"));
    assert!(wrong("2026-11-14", "2026-11-11").contains("trip 1, to"));
    assert!(wrong("2026-11-14", "2026-13-11").contains("trip 1, to"));
    assert!(wrong("\"rail\"", "\"rocket\"").contains("trip 1, transport"));

    let rules = |from: &str, to: &str| {
        Rules::parse(&RULES.replace(from, to))
            .err()
            .map(|e| e.to_string())
            .unwrap()
    };
    assert!(rules("when = { contact_with_case = true }", "when = {}").contains("contact"));
    assert!(rules("colour = \"red\"", "colour = \"blue\"").contains("positive_test"));
    assert!(rules("order = \"collective\"\n", "").contains("positive_test, order"));
    assert!(rules("name = \"contact\"", "name = \"symptoms\"").contains("symptoms stands twice"));
    assert!(rules("colour = \"yellow\"", "colour = \"green\"").contains("contact, order"));
    let none = rules("[\"fever\", \"cough\", \"loss of smell\"]", "[]");
    assert!(none.contains("symptoms, symptoms_any"), "{none}");
}
