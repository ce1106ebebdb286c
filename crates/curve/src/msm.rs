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

/// `Σ k_i·P_i` for public scalars: Straus with windows of four bits, for the handful of
/// points of one proof. Time depends on the scalars.
pub fn vartime_msm(points: &[G1], scalars: &[Scalar]) -> Result<G1, MsmError> {
    same_length(points, scalars)?;
    if points.is_empty() {
        return Ok(G1::identity());
    }
    let mut multiples = Vec::with_capacity(points.len() * 15);
    for point in points {
        let mut multiple = *point;
        for i in 1..=15 {
            multiples.push(multiple);
            multiple = if i == 1 {
                point.double()
            } else {
                multiple + *point
            };
        }
    }
    let table = G1::batch_to_affine(&multiples);
    let digits: Vec<[u8; 32]> = scalars.iter().map(Scalar::to_bytes).collect();
    let mut sum = G1::identity();
    for window in 0..64 {
        if window > 0 {
            sum = sum.double().double().double().double();
        }
        for (row, bytes) in table.chunks_exact(15).zip(&digits) {
            let byte = bytes[window / 2];
            let digit = if window % 2 == 0 {
                byte >> 4
            } else {
                byte & 15
            };
            if digit != 0 {
                sum = sum + row[usize::from(digit) - 1];
            }
        }
    }
    Ok(sum)
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
