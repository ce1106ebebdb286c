//! The floor of one verification: what it cannot do without, at the prices of the same run.

use celadon_measure::primitives::{
    G1_ADDITION, G1_DECODING, G1_DOUBLING, G2_DECODING, PAIRING_PRODUCT,
};

use crate::figures::Figures;

/// An operation of the curve, and how often one full presentation's verification needs it.
pub struct Operation {
    /// What it is for.
    pub what: &'static str,
    /// The measurement with its price.
    pub name: &'static str,
    /// How often.
    pub count: u32,
}

/// The sum of all operations at their prices.
pub struct Floor {
    /// Seconds.
    pub seconds: f64,
    /// The relative deviation: each price's, by its part.
    pub spread: f64,
}

/// Bits of a response: a scalar's, less the sign of a signed digit.
const SCALAR_BITS: u32 = 255;
/// Bits of the challenge.
const CHALLENGE_BITS: u32 = 128;

/// All operations of one full presentation.
pub fn operations() -> [Operation; 5] {
    // wNAF of width 5: an addition for each 6 bits on average, 7 (and a doubling) for a table.
    let variable = |bits: u32| bits / 6 + 7;
    // Comb of width 8 over the fixed bases Q2, H_1..H_5: an addition for each byte and base.
    let fixed = 6 * 32;
    // Abar, Bbar, the image under the challenge; the scope, N under the challenge.
    let additions =
        2 * variable(SCALAR_BITS) + variable(SCALAR_BITS) + 2 * variable(CHALLENGE_BITS) + fixed;
    [
        Operation {
            what: "Abar, Bbar, Y', N decoded",
            name: G1_DECODING,
            count: 4,
        },
        Operation {
            what: "W' decoded",
            name: G2_DECODING,
            count: 1,
        },
        Operation {
            what: "doublings of both equations",
            name: G1_DOUBLING,
            count: 2 * SCALAR_BITS,
        },
        Operation {
            what: "additions of both equations",
            name: G1_ADDITION,
            count: additions,
        },
        Operation {
            what: "the pairing product",
            name: PAIRING_PRODUCT,
            count: 1,
        },
    ]
}

/// The floor, if every price was measured.
pub fn seconds(figures: &Figures) -> Option<Floor> {
    let mut sum = 0.0;
    let mut deviation = 0.0;
    for operation in operations() {
        let price = figures.time(operation.name)?;
        let cost = price.seconds() * f64::from(operation.count);
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
        let prices: Vec<(&str, u64)> = (operations().iter())
            .map(|operation| (operation.name, 1))
            .collect();
        let floor = seconds(&figures(&prices, &[])).unwrap();
        let count: u32 = operations().iter().map(|operation| operation.count).sum();
        assert!((floor.seconds * 1e6 - f64::from(count)).abs() < 1e-6);
        assert!((floor.spread - 0.01).abs() < 1e-9);
        assert!(seconds(&figures(&prices[1..], &[])).is_none());
    }
}
