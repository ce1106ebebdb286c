//! Keys by which people would write a policy that needs two codes. There are none such, and whoever
//! writes one is told why: one citizen carries one code, and it is good everywhere.

use toml::{Table, Value};

use super::super::{MAX_SOURCE_BYTES, SourceError};

const ISSUERS: &str = "a code is good whoever issued it; citizens of other regions would need a \
                       second one, and a venue does not learn who the issuer is";
const CODES: &str = "a venue asks for one code; what else it needs to know is for the issuer's \
                     rules, which make it part of the colour";

/// The keys, and why there are none such.
const KEYS: [(&str, &str); 14] = [
    ("issuer", ISSUERS),
    ("issuers", ISSUERS),
    ("region", ISSUERS),
    ("regions", ISSUERS),
    ("city", ISSUERS),
    ("cities", ISSUERS),
    ("federation", ISSUERS),
    ("federations", ISSUERS),
    ("also", CODES),
    ("and", CODES),
    ("codes", CODES),
    ("policies", CODES),
    ("require", CODES),
    ("schemas", CODES),
];

/// Refuses a text with such a key. What is no TOML is the parser's to refuse.
pub(super) fn look_for(text: &str) -> Result<(), SourceError> {
    if text.len() > MAX_SOURCE_BYTES {
        return Ok(());
    }
    let Ok(table) = text.parse::<Table>() else {
        return Ok(());
    };
    let listed = |key| matches!(table.get(key), Some(Value::Array(_)));
    if listed("grid_seconds") {
        return Err(SourceError::TwoCodes {
            key: "grid_seconds",
            why: "a code has a stamp of one grid; choose the one that the place needs",
        });
    }
    match (KEYS.into_iter()).find(|(key, _)| table.contains_key(*key)) {
        Some((key, why)) => Err(SourceError::TwoCodes { key, why }),
        None => Ok(()),
    }
}
