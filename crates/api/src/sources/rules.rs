//! `rules.toml`: how an issuer colours a declaration. The first rule that matches decides; without
//! one, the default does. Days are rules, not constants.

use celadon_credential::Colour;
use celadon_credential::records::{HealthDeclaration, TravelHistory};
use celadon_credential::time::Day;
use serde::Deserialize;

use super::{SourceError, parse, wrong};

const WHAT: &str = "rules";

/// An issuer's rules, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    version: u32,
    valid_days: u32,
    rules: Vec<Rule>,
    default: Outcome,
}

/// Where a quarantine order is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// At home.
    Home,
    /// In a collective facility.
    Collective,
}

/// A quarantine order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Where it is spent.
    pub kind: OrderKind,
    /// Its first local date.
    pub start: Day,
    /// The first local date on which it no longer holds.
    pub end: Day,
}

/// What the rules say of one declaration, with all that its citizen is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The colour.
    pub colour: Colour,
    /// The name of the rule that decided.
    pub reason: String,
    /// Why, in words for the citizen.
    pub text: String,
    /// What to do next, in words for the citizen.
    pub next: String,
    /// The order that goes with the colour, if there is one.
    pub order: Option<Order>,
    /// The first local date on which the colour no longer holds without a new declaration.
    pub valid_until: Day,
    /// The version of the rules.
    pub rules_version: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    when: Condition,
    outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Outcome {
    name: String,
    colour: Colour,
    text: String,
    next: String,
    order: Option<(OrderKind, u32)>,
}

/// All that is given must hold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionSource {
    positive_test: Option<bool>,
    contact_with_case: Option<bool>,
    temperature_at_least: Option<f64>,
    symptoms_any: Option<Vec<String>>,
    visited: Option<Vec<String>>,
    within_days: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Condition {
    positive_test: Option<bool>,
    contact_with_case: Option<bool>,
    tenths_at_least: Option<u16>,
    symptoms_any: Option<Vec<String>>,
    visited: Option<(Vec<String>, u32)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesSource {
    version: u32,
    valid_days: u32,
    #[serde(default, rename = "rule")]
    rules: Vec<RuleSource>,
    default: OutcomeSource,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSource {
    name: String,
    when: ConditionSource,
    colour: String,
    text: String,
    next: String,
    order: Option<OrderKind>,
    days: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeSource {
    name: String,
    colour: String,
    text: String,
    next: String,
}

impl Rules {
    /// Parses and checks a file's text.
    pub fn parse(text: &str) -> Result<Rules, SourceError> {
        let source: RulesSource = parse(WHAT, text)?;
        if source.rules.len() > 64 {
            return Err(wrong(WHAT, "rule", "at most 64 rules"));
        }
        if !(1..=366).contains(&source.valid_days) {
            return Err(wrong(WHAT, "valid_days", "1 to 366 days"));
        }
        let rules = (source.rules.into_iter())
            .map(Rule::new)
            .collect::<Result<Vec<_>, _>>()?;
        let default = source.default;
        let default = Outcome::new(
            default.name,
            &default.colour,
            default.text,
            default.next,
            None,
        )?;
        // A decision is explained by the name of its rule.
        let mut names: Vec<_> = (rules.iter().map(|rule| &rule.outcome))
            .chain([&default])
            .map(|outcome| &outcome.name)
            .collect();
        names.sort();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(wrong(WHAT, "name", format!("{} stands twice", twice[0])));
        }
        Ok(Rules {
            version: source.version,
            valid_days: source.valid_days,
            rules,
            default,
        })
    }

    /// The version that stands in every decision.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// What a citizen is told under the name of a rule: why, and what to do next. `None` if there is
    /// no such rule any more.
    pub fn told(&self, reason: &str) -> Option<(&str, &str)> {
        let all = self.rules.iter().map(|rule| &rule.outcome);
        all.chain([&self.default])
            .find(|outcome| outcome.name == reason)
            .map(|outcome| (outcome.text.as_str(), outcome.next.as_str()))
    }

    /// Colours a declaration made on the local date `today`.
    pub fn assess(
        &self,
        travel: &TravelHistory,
        health: &HealthDeclaration,
        today: Day,
    ) -> Assessment {
        let outcome = (self.rules.iter())
            .find(|rule| rule.when.holds(travel, health, today))
            .map_or(&self.default, |rule| &rule.outcome);
        let order = outcome.order.map(|(kind, days)| Order {
            kind,
            start: today,
            end: today.plus(days),
        });
        Assessment {
            colour: outcome.colour,
            reason: outcome.name.clone(),
            text: outcome.text.clone(),
            next: outcome.next.clone(),
            order,
            valid_until: order.map_or(today.plus(self.valid_days), |order| order.end),
            rules_version: self.version,
        }
    }
}

impl Rule {
    fn new(source: RuleSource) -> Result<Rule, SourceError> {
        let key = |name: &str| format!("rule {}, {name}", source.name);
        let order = match (source.order, source.days) {
            (None, None) => None,
            (Some(_), _) if source.colour == "green" => {
                return Err(wrong(WHAT, key("order"), "green goes without an order"));
            }
            (Some(kind), Some(days)) if (1..=366).contains(&days) => Some((kind, days)),
            (Some(_), Some(_)) => return Err(wrong(WHAT, key("days"), "1 to 366 days")),
            _ => return Err(wrong(WHAT, key("order"), "order and days go together")),
        };
        let when = Condition::new(source.when)
            .map_err(|(name, message)| wrong(WHAT, key(name), message))?;
        Ok(Rule {
            when,
            outcome: Outcome::new(source.name, &source.colour, source.text, source.next, order)?,
        })
    }
}

impl Outcome {
    fn new(
        name: String,
        colour: &str,
        text: String,
        next: String,
        order: Option<(OrderKind, u32)>,
    ) -> Result<Outcome, SourceError> {
        let key = |part: &str| format!("rule {name}, {part}");
        let colour =
            (colour.parse()).map_err(|_| wrong(WHAT, key("colour"), "green, yellow or red"))?;
        if name.is_empty() || name.len() > 64 {
            return Err(wrong(WHAT, "name", "1 to 64 bytes"));
        }
        for (part, value) in [("text", &text), ("next", &next)] {
            if value.is_empty() || value.len() > 400 {
                return Err(wrong(WHAT, key(part), "1 to 400 bytes"));
            }
        }
        Ok(Outcome {
            name,
            colour,
            text,
            next,
            order,
        })
    }
}

impl Condition {
    fn new(source: ConditionSource) -> Result<Condition, (&'static str, &'static str)> {
        let tenths_at_least = match source.temperature_at_least {
            None => None,
            Some(celsius) => {
                let tenths = (celsius * 10.0).round();
                let range = HealthDeclaration::TEMPERATURES;
                if !(f64::from(*range.start())..=f64::from(*range.end())).contains(&tenths) {
                    return Err(("temperature_at_least", "between 30.0 and 45.0"));
                }
                Some(tenths as u16)
            }
        };
        let visited = match (source.visited, source.within_days) {
            (None, None) => None,
            (Some(areas), Some(days)) if !areas.is_empty() && days <= 366 => {
                Some((plain_all(&areas), days))
            }
            _ => return Err(("visited", "areas and within_days (0 to 366) go together")),
        };
        if source.symptoms_any.as_ref().is_some_and(Vec::is_empty) {
            return Err(("symptoms_any", "at least one symptom"));
        }
        let condition = Condition {
            positive_test: source.positive_test,
            contact_with_case: source.contact_with_case,
            tenths_at_least,
            symptoms_any: source.symptoms_any.as_deref().map(plain_all),
            visited,
        };
        let empty = condition.positive_test.is_none()
            && condition.contact_with_case.is_none()
            && condition.tenths_at_least.is_none()
            && condition.symptoms_any.is_none()
            && condition.visited.is_none();
        if empty {
            return Err((
                "when",
                "at least one condition; what always holds is the default",
            ));
        }
        Ok(condition)
    }

    fn holds(&self, travel: &TravelHistory, health: &HealthDeclaration, today: Day) -> bool {
        self.positive_test
            .is_none_or(|wanted| wanted == health.positive_test)
            && self
                .contact_with_case
                .is_none_or(|wanted| wanted == health.contact_with_case)
            && self
                .tenths_at_least
                .is_none_or(|least| health.temperature_tenths >= least)
            && (self.symptoms_any.as_ref()).is_none_or(|listed| {
                health
                    .symptoms
                    .iter()
                    .any(|symptom| listed.contains(&plain(symptom)))
            })
            && self.visited.as_ref().is_none_or(|(areas, days)| {
                travel.trips.iter().any(|trip| {
                    areas.contains(&plain(&trip.area_code)) && today.since(trip.to) <= *days
                })
            })
    }
}

/// What people type, as it is compared: a capital letter or a space must not make a difference.
fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

fn plain_all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| plain(text)).collect()
}
