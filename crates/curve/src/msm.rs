//! Sums of multiples: `Σ k_i·P_i`.

use thiserror::Error;

use crate::{G1, G1Affine, Scalar};

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

/// `Σ k_i·P_i` for public scalars: Straus with signed windows, for the handful of points of one
/// proof. Time depends on the scalars. The doublings are shared by all points, so one point
/// gains little, or loses, against `*`.
pub fn vartime_msm(points: &[G1], scalars: &[Scalar]) -> Result<G1, MsmError> {
    same_length(points, scalars)?;
    let table = odd_multiples(points);
    let digits: Vec<[i8; 256]> = scalars.iter().map(non_adjacent_form).collect();
    let mut sum = G1::identity();
    let mut started = false;
    for position in (0..256).rev() {
        if started {
            sum = sum.double();
        }
        for (row, digits) in table.chunks_exact(ROW).zip(&digits) {
            let digit = digits[position];
            started |= digit != 0;
            let multiple = usize::from(digit.unsigned_abs() / 2); // digits are odd
            if digit > 0 {
                sum = sum + row[multiple];
            } else if digit < 0 {
                sum = sum - row[multiple];
            }
        }
    }
    Ok(sum)
}

/// Bits of a window. Five and four differ by a few percent between 2 and 12 points.
const WINDOW: usize = 5;
/// Multiples of one point in the table.
const ROW: usize = 1 << (WINDOW - 2);

/// For each point its `1, 3, …, 15`-fold.
fn odd_multiples(points: &[G1]) -> Vec<G1Affine> {
    let mut multiples = Vec::with_capacity(points.len() * ROW);
    for point in points {
        let twice = point.double();
        let mut multiple = *point;
        multiples.push(multiple);
        for _ in 1..ROW {
            multiple += twice;
            multiples.push(multiple);
        }
    }
    G1::batch_to_affine(&multiples)
}

/// `scalar = Σ digits[i]·2^i`, each digit zero or odd and below 16 in size, no two of them other
/// than zero within a window. A scalar is below 2^255, so that the last carry has its place.
fn non_adjacent_form(scalar: &Scalar) -> [i8; 256] {
    let bytes = scalar.to_bytes();
    let bit = |i: usize| match i {
        0..256 => i8::from(bytes[31 - i / 8] >> (i % 8) & 1 == 1),
        _ => 0,
    };
    let mut digits = [0; 256];
    let (mut position, mut carry) = (0, 0);
    while position < 256 {
        if bit(position) == carry {
            position += 1;
            continue;
        }
        let window = (0..WINDOW).fold(carry, |sum, i| sum + (bit(position + i) << i));
        carry = i8::from(window >= 1 << (WINDOW - 1));
        digits[position] = window - (carry << WINDOW);
        position += WINDOW;
    }
    digits
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_odd_sparse_and_add_up() {
        let mut scalars = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE];
        scalars
            .extend((0..16u8).map(|i| crate::hash_to_scalar(crate::Suite::Sha256, &[i], b"naf")));
        for scalar in scalars {
            let digits = non_adjacent_form(&scalar);
            let sum = digits.iter().rev().fold(Scalar::ZERO, |sum, digit| {
                let size = Scalar::from(u64::from(digit.unsigned_abs()));
                sum + sum + if *digit < 0 { -size } else { size }
            });
            assert_eq!(sum, scalar);
            assert!(
                digits
                    .iter()
                    .all(|d| *d == 0 || (d % 2 != 0 && d.abs() < 16))
            );
            assert!(
                digits
                    .windows(WINDOW)
                    .all(|w| w.iter().filter(|d| **d != 0).count() < 2)
            );
        }
    }
}
