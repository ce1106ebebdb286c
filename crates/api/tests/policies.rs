//! The shipped policies, and those that are refused.

use std::collections::HashSet;

use celadon_api::sources::{PolicySource, SourceError};
use celadon_credential::ids::FederationId;
use celadon_credential::policy::{Excess, LintError, Policy};
use celadon_credential::signed::SigningKey;
use celadon_credential::time::Time;
use celadon_credential::venue::Scene;
use celadon_credential::{Colour, Grid};

fn policy(text: &str) -> Policy {
    let source = PolicySource::parse(text).unwrap();
    let now = Time::from_secs(1_800_000_000);
    source
        .policy(FederationId::from_bytes([1; 32]), now)
        .unwrap()
}

#[test]
fn each_scene_has_a_policy_in_which_nothing_is_found() {
    let mut ids = HashSet::new();
    for scene in Scene::ALL {
        let source = PolicySource::shipped(scene);
        assert_eq!(source.scene(), Ok(Some(scene)));
        let policy = policy(PolicySource::shipped_text(scene));
        assert_eq!(policy.lint(scene), []);
        policy.seal(&SigningKey::from_bytes(&[1; 32])).unwrap();
        assert!(ids.insert(policy.id), "an id of its own");
    }
}

#[test]
fn scenes_admit_whom_they_have_to() {
    let shipped = |scene| policy(PolicySource::shipped_text(scene));
    let hospital = shipped(Scene::Hospital);
    assert!(
        Colour::ALL
            .into_iter()
            .all(|colour| hospital.accepts(colour))
    );
    // Whoever shows nothing is let in by the same way as yellow and red.
    assert!(hospital.refused.starts_with("You are let in"));
    assert_eq!(hospital.refused, hospital.yellow);
    let gate = shipped(Scene::CityGate);
    assert_eq!(gate.colours, [Colour::Green, Colour::Yellow]);
    assert!(!gate.yellow.is_empty());
    for scene in Scene::ALL {
        assert_eq!(
            shipped(scene).asks_for_pseudonym(),
            scene == Scene::Workplace
        );
    }
}

#[test]
fn the_lint_finds_each_fault() {
    let base = policy(PolicySource::shipped_text(Scene::Shop));
    let with = |change: &dyn Fn(&mut Policy)| {
        let mut changed = base.clone();
        change(&mut changed);
        changed
    };
    let told = "Please wear a mask in here.";
    let found: Vec<(Policy, Scene, LintError)> = vec![
        (
            with(&|policy| policy.paper = true),
            Scene::Shop,
            LintError::TwoCodes(Grid::HOUR),
        ),
        (
            with(&|policy| policy.pseudonym = Some("To count who is here.".into())),
            Scene::Shop,
            LintError::Ceiling(Excess::Pseudonym { scene: Scene::Shop }),
        ),
        (
            with(&|policy| policy.pseudonym = Some("because".into())),
            Scene::School,
            LintError::PseudonymReason,
        ),
        (
            with(&|policy| {
                policy.colours = vec![Colour::Green, Colour::Yellow];
                policy.yellow = told.into();
            }),
            Scene::School,
            LintError::Ceiling(Excess::Colour {
                scene: Scene::School,
                colour: Colour::Yellow,
            }),
        ),
        (
            with(&|policy| policy.colours = vec![Colour::Green, Colour::Yellow]),
            Scene::CityGate,
            LintError::YellowText,
        ),
        (
            with(&|policy| policy.colours = Colour::ALL.to_vec()),
            Scene::Hospital,
            LintError::YellowText,
        ),
        (
            with(&|policy| {
                policy.colours = vec![Colour::Green, Colour::Red];
                policy.yellow = told.into();
            }),
            Scene::Hospital,
            LintError::Order {
                worse: Colour::Red,
                better: Colour::Yellow,
            },
        ),
        (
            with(&|policy| {
                policy.colours = vec![Colour::Yellow];
                policy.yellow = told.into();
            }),
            Scene::Hospital,
            LintError::Order {
                worse: Colour::Yellow,
                better: Colour::Green,
            },
        ),
        (
            with(&|policy| policy.refused = "No.".into()),
            Scene::Shop,
            LintError::RefusedText,
        ),
    ];
    for (policy, scene, fault) in found {
        assert_eq!(policy.lint(scene), [fault]);
    }
}

#[test]
fn a_policy_of_two_codes_is_refused_by_that_name() {
    let shop = PolicySource::shipped_text(Scene::Shop);
    let faults = [
        shop.replace("3600", "[3600, 86400]"),
        format!("issuers = [\"Azure Province\"]\n{shop}"),
        format!("city = \"Lakeside\"\n{shop}"),
        format!("{shop}also = [\"travel\"]\n"),
        format!("{shop}[[policies]]\nid = \"1\"\n"),
        format!("{shop}[require]\nvaccination = true\n"),
    ];
    for text in faults {
        let refused = PolicySource::parse(&text).unwrap_err();
        assert!(matches!(refused, SourceError::TwoCodes { .. }), "{text}");
        assert!(refused.to_string().contains("two codes"));
    }
    let other = PolicySource::parse(&format!("colour = \"green\"\n{shop}"));
    assert!(matches!(other, Err(SourceError::Toml { line: 1, .. })));
}

#[test]
fn a_policy_in_words_says_what_is_disclosed_and_what_links() {
    for scene in Scene::ALL {
        let policy = policy(PolicySource::shipped_text(scene));
        let words = policy.in_words("15:00").to_string();
        for part in [
            policy.name.as_str(),
            "and valid until 15:00.",
            "Not who you are, where you live or have been, who issued your code",
            "What links:",
            &policy.refused,
            &policy.yellow,
            &policy.colours_in_words(),
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
        assert_eq!(
            words.contains("What links: nothing"),
            policy.pseudonym.is_none()
        );
        if let Some(reason) = &policy.pseudonym {
            assert!(words.contains(reason));
        }
        let alone = policy.in_words("15:00").hides_issuer(false).to_string();
        assert!(!alone.contains("who issued"), "{alone}");
    }
}
