//! Sums of multiples: `Σ k_i·P_i`.

use thiserror::Error;

use crate::{G1, Scalar};

/// Points and scalars differ in number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{points} points for {scalars} scalars")]
pub struct MsmError {
    /// How many points there were.
    pub points: usize,
    /// How many scalars there were.
    pub scalars: usize,
}

/// `Σ k_i·P_i`, constant-time in the scalars. The empty sum is the identity.
pub fn msm(points: &[G1], scalars: &[Scalar]) -> Result<G1, MsmError> {
    same_length(points, scalars)?;
    Ok(points
        .iter()
        .zip(scalars)
        .map(|(point, scalar)| *point * *scalar)
        .sum())
}

fn same_length(points: &[G1], scalars: &[Scalar]) -> Result<(), MsmError> {
    if points.len() == scalars.len() {
        Ok(())
    } else {
        Err(MsmError {
            points: points.len(),
            scalars: scalars.len(),
        })
    }
}
