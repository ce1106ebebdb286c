//! The floor of one verification: what it cannot do without, at the prices of the same run.

use celadon_circuits::cost;
use celadon_measure::primitives::{
    FOUR_G1_DECODINGS, G1_ADDITION, G1_DOUBLING, G1_MIXED_ADDITION, G2_DECODING, PAIRING_PRODUCT,
};

use crate::figures::Figures;

/// An operation of the curve, and how often one full presentation's verification needs it.
pub struct Operation {
    /// What it is for.
    pub what: &'static str,
    /// The measurement with its price.
    pub name: &'static str,
    /// How often, on average.
    pub count: f64,
}

/// The sum of all operations at their prices.
pub struct Floor {
    /// Seconds.
    pub seconds: f64,
    /// The relative deviation: each price's, by its part.
    pub spread: f64,
}

/// Messages of a credential, all hidden.
const MESSAGES: usize = 5;

/// All operations of one full presentation, as `celadon_circuits` counts them from the sums that a
/// verifier computes.
pub fn operations() -> Vec<Operation> {
    let counted = cost::verification(MESSAGES, true, true);
    assert_eq!(
        (counted.pairs, counted.prepared_pairs),
        (3, 2),
        "the product that is measured is that of a verification"
    );
    let operation = |what, name, count| Operation { what, name, count };
    vec![
        operation(
            "`Abar`, `Bbar`, `Y'`, `N` decoded together",
            FOUR_G1_DECODINGS,
            counted.decodings_G1 as f64 / 4.0,
        ),
        operation("`W'` decoded", G2_DECODING, counted.decodings_G2 as f64),
        operation("doublings", G1_DOUBLING, counted.doublings),
        operation(
            "additions of affine points, one for each digit",
            G1_MIXED_ADDITION,
            counted.mixed_additions,
        ),
        operation(
            "additions for the odd multiples of points that occur once",
            G1_ADDITION,
            counted.additions,
        ),
        operation("the product of three pairings", PAIRING_PRODUCT, 1.0),
    ]
}

/// The floor, if every price was measured.
pub fn seconds(figures: &Figures) -> Option<Floor> {
    let mut sum = 0.0;
    let mut deviation = 0.0;
    for operation in operations() {
        let price = figures.time(operation.name)?;
        let cost = price.seconds() * operation.count;
        sum += cost;
        deviation += cost * price.spread();
    }
    Some(Floor {
        seconds: sum,
        spread: deviation / sum,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::samples::figures;

    #[test]
    fn the_floor_is_the_sum_at_the_prices_of_the_run() {
        let prices = [
            (FOUR_G1_DECODINGS, 160),
            (G2_DECODING, 60),
            (G1_DOUBLING, 0),
            (G1_MIXED_ADDITION, 0),
            (G1_ADDITION, 1),
            (PAIRING_PRODUCT, 700),
        ];
        let floor = seconds(&figures(&prices, &[])).unwrap();
        let additions = cost::verification(MESSAGES, true, true).additions;
        let expected = 160.0 + 60.0 + additions + 700.0;
        assert!((floor.seconds * 1e6 - expected).abs() < 1e-6);
        assert!((floor.spread - 0.01).abs() < 1e-9);
        assert!(seconds(&figures(&prices[1..], &[])).is_none());
    }
}
