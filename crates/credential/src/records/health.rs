//! How a citizen feels.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{MAX_LIST, MAX_TEXT, content};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::record::Record;
use crate::time::Day;

/// How a citizen feels on one date.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct HealthDeclaration {
    /// The date that it is about, in the federation's zone.
    #[zeroize(skip)]
    pub date: Day,
    /// Body temperature in tenths of a degree Celsius, 300 to 450.
    pub temperature_tenths: u16,
    /// Symptoms, at most [`MAX_LIST`].
    pub symptoms: Vec<String>,
    /// Whether there was contact with a case.
    pub contact_with_case: bool,
    /// Whether a test was positive.
    pub positive_test: bool,
}

impl HealthDeclaration {
    /// The temperatures that a living person can have, in tenths of a degree Celsius.
    pub const TEMPERATURES: core::ops::RangeInclusive<u16> = 300..=450;
}

content!(HealthDeclaration, "health_declaration");

/// CBOR `[1, date, temperature, [symptom, …], contact, positive]`.
impl Canonical for HealthDeclaration {
    const MAX_BYTES: usize = Record::MAX_BYTES;
    fn write(&self, writer: &mut Writer) {
        writer
            .array(6)
            .uint(1)
            .item(&self.date)
            .uint(self.temperature_tenths.into())
            .array(self.symptoms.len());
        for symptom in &self.symptoms {
            writer.text(symptom);
        }
        writer.bool(self.contact_with_case).bool(self.positive_test);
    }
    fn read(reader: &mut Reader<'_>) -> Result<HealthDeclaration, DecodeError> {
        reader.versioned(6)?;
        let date = reader.item()?;
        let temperature_tenths = u16::try_from(reader.uint()?)
            .ok()
            .filter(|tenths| HealthDeclaration::TEMPERATURES.contains(tenths))
            .ok_or(DecodeError::Invalid("a temperature"))?;
        let len = reader.list(MAX_LIST)?;
        let symptoms = (0..len)
            .map(|_| reader.text(MAX_TEXT).map(str::to_owned))
            .collect::<Result<_, _>>()?;
        Ok(HealthDeclaration {
            date,
            temperature_tenths,
            symptoms,
            contact_with_case: reader.bool()?,
            positive_test: reader.bool()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Content;

    #[test]
    fn reads_what_it_writes_within_bounds() {
        let declaration = |temperature_tenths, symptoms: usize| HealthDeclaration {
            date: "2028-02-29".parse().unwrap(),
            temperature_tenths,
            symptoms: vec!["cough".into(); symptoms],
            contact_with_case: false,
            positive_test: true,
        };
        let good = declaration(366, 2);
        assert!(HealthDeclaration::from_bytes(&good.to_bytes()).unwrap() == good);
        for bad in [
            declaration(299, 0),
            declaration(451, 0),
            declaration(366, MAX_LIST + 1),
        ] {
            assert!(HealthDeclaration::from_bytes(&bad.to_bytes()).is_err());
        }
    }
}
