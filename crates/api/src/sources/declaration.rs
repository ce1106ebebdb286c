//! `declaration.toml`: what a citizen declares. It stays with the citizen; the issuer is sent only
//! the reviewed parts, and the residence not at all.

use celadon_credential::records::{HealthDeclaration, Residence, Transport, TravelHistory, Trip};
use celadon_credential::time::Day;
use serde::Deserialize;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{SourceError, parse, wrong};

const WHAT: &str = "declaration";

/// A declaration as it is written. Wiped on drop.
#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct DeclarationSource {
    residence: ResidenceSource,
    health: HealthSource,
    #[serde(default, rename = "trip")]
    trips: Vec<TripSource>,
}

#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct ResidenceSource {
    province: String,
    city: String,
    district: String,
    address: String,
}

#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct HealthSource {
    /// Without it: today.
    date: Option<String>,
    temperature_celsius: f64,
    #[serde(default)]
    symptoms: Vec<String>,
    contact_with_case: bool,
    positive_test: bool,
}

#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct TripSource {
    from: String,
    to: String,
    area_code: String,
    place: String,
    transport: String,
}

/// The contents of the three records that a citizen supplies.
pub struct Contents {
    /// Committed, never sent.
    pub residence: Residence,
    /// Reviewed by the issuer.
    pub travel: TravelHistory,
    /// Reviewed by the issuer.
    pub health: HealthDeclaration,
}

impl DeclarationSource {
    /// Parses a file's text.
    pub fn parse(text: &str) -> Result<DeclarationSource, SourceError> {
        parse(WHAT, text)
    }

    /// The records' contents. `today` is the local date on which it is declared.
    pub fn contents(&self, today: Day) -> Result<Contents, SourceError> {
        let health = &self.health;
        let date = match &health.date {
            Some(text) => day("health.date", text)?,
            None => today,
        };
        let tenths = (health.temperature_celsius * 10.0).round();
        let range = HealthDeclaration::TEMPERATURES;
        if !(f64::from(*range.start())..=f64::from(*range.end())).contains(&tenths) {
            let message = "a body's temperature is between 30.0 and 45.0 degrees Celsius";
            return Err(wrong(WHAT, "health.temperature_celsius", message));
        }
        Ok(Contents {
            residence: Residence {
                province: self.residence.province.clone(),
                city: self.residence.city.clone(),
                district: self.residence.district.clone(),
                address: self.residence.address.clone(),
            },
            travel: TravelHistory {
                trips: (self.trips.iter().enumerate())
                    .map(|(number, trip)| trip.content(number + 1))
                    .collect::<Result<_, _>>()?,
            },
            health: HealthDeclaration {
                date,
                temperature_tenths: tenths as u16,
                symptoms: health.symptoms.clone(),
                contact_with_case: health.contact_with_case,
                positive_test: health.positive_test,
            },
        })
    }
}

impl TripSource {
    fn content(&self, number: usize) -> Result<Trip, SourceError> {
        let key = |name| format!("trip {number}, {name}");
        let (from, to) = (day(&key("from"), &self.from)?, day(&key("to"), &self.to)?);
        if to < from {
            return Err(wrong(
                WHAT,
                key("to"),
                "a stay does not end before it begins",
            ));
        }
        let transport = (Transport::ALL.into_iter())
            .find(|transport| transport.name() == self.transport)
            .ok_or_else(|| {
                let names = Transport::ALL.map(Transport::name).join(", ");
                wrong(WHAT, key("transport"), format!("one of {names}"))
            })?;
        Ok(Trip {
            from,
            to,
            area_code: self.area_code.clone(),
            place: self.place.clone(),
            transport,
        })
    }
}

fn day(key: &str, text: &str) -> Result<Day, SourceError> {
    text.parse()
        .map_err(|_| wrong(WHAT, key, "a date such as 2026-11-25"))
}
