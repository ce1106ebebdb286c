//! All of it for machines: the ratios by name at the top, and beside them what they came from.

use serde_json::{Map, Value, json};

use crate::figures::Figures;
use crate::machine::Machine;
use crate::ratio::Ratio;

/// The document. A ratio that was not measured is absent.
pub fn document(ratios: &[Ratio], figures: &Figures, machine: &Machine) -> Value {
    let mut document = Map::new();
    let mut spread = Map::new();
    for ratio in ratios {
        if let Some(value) = ratio.value {
            document.insert(ratio.name.into(), json!(value.ratio));
            spread.insert(ratio.name.into(), json!(value.spread));
        }
    }
    document.insert("spread".into(), spread.into());
    document.insert(
        "machine".into(),
        json!({
            "processor": machine.processor,
            "cores": machine.cores,
            "avx512ifma": machine.has_ifma,
            "system": machine.system,
            "rust": machine.rust,
            "backend": machine.backend,
        }),
    );
    document.insert("commit".into(), json!(machine.commit));
    document.insert("day".into(), json!(machine.day));
    document.insert("command".into(), json!(machine.command));
    let nanoseconds =
        |time: core::time::Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    let measurements: Vec<Value> = figures
        .times()
        .map(|measured| {
            json!({
                "name": measured.name,
                "median_ns": nanoseconds(measured.median),
                "mad_ns": nanoseconds(measured.deviation),
                "samples": measured.samples,
            })
        })
        .collect();
    document.insert("measurements".into(), measurements.into());
    let sizes: Vec<Value> = figures
        .lengths()
        .map(|(name, bytes)| json!({ "name": name, "bytes": bytes }))
        .collect();
    document.insert("sizes".into(), sizes.into());
    document.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::samples::figures;
    use crate::ratio;

    #[test]
    fn ratios_stand_at_the_top_and_their_spread_beside_them() {
        let figures = figures(&[("issuers/3", 1_000), ("issuers/1000", 1_010)], &[]);
        let machine = Machine::of_this_run(true);
        let document = document(&ratio::all(&figures), &figures, &machine);
        assert_eq!(document["verify_1000_vs_3_issuers"], json!(1.01));
        assert!(document["spread"]["verify_1000_vs_3_issuers"].is_f64());
        assert!(document.get("bytes").is_none());
        assert_eq!(document["measurements"].as_array().unwrap().len(), 2);
    }
}
