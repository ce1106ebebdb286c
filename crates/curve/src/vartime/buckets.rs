//! Sums of hundreds of points: buckets (Pippenger, 1976), with affine additions.
//!
//! Integers are cut in windows of `w` bits with signed digits. All points with one digit in one
//! window are a list, which [`sum_lists`] adds up pairwise: half the price of a mixed addition, since
//! all windows and digits share their inversions. Then each window is `Σ d·S_d` by running sums.

use super::Multiplier;
use super::digits::Integer;
use crate::{G1, G1Affine, backend, sum_lists};

pub(super) fn sum(points: &[G1], multipliers: &[Multiplier]) -> G1 {
    let affine = G1::batch_to_affine(points);
    let mut terms: Vec<(G1Affine, &Integer)> = Vec::with_capacity(2 * points.len());
    for (point, k) in affine.iter().zip(multipliers) {
        for (integer, endomorphism) in [(&k.low, false), (&k.high, true)] {
            if *integer == [0; 4] {
                continue;
            }
            let point = match endomorphism {
                true => G1Affine(backend::endomorphism(&point.0)),
                false => *point,
            };
            terms.push((if k.negative { -point } else { point }, integer));
        }
    }
    let longest = terms.iter().map(|(_, integer)| bits(integer)).max();
    let Some(bits) = longest else {
        return G1::identity();
    };
    let width = width(terms.len());
    // One bit more for the last carry.
    let windows = (bits as usize + 1).div_ceil(width);
    let sizes = 1 << (width - 1);
    let mut lists: Vec<Vec<G1Affine>> = vec![Vec::new(); windows * sizes];
    for (point, integer) in terms {
        let mut carry = 0;
        for window in 0..windows {
            let value = window_of(integer, window * width, width) + carry;
            carry = i32::from(value > sizes as i32);
            let digit = value - (carry << width);
            if digit != 0 {
                let list = &mut lists[window * sizes + digit.unsigned_abs() as usize - 1];
                list.push(if digit < 0 { -point } else { point });
            }
        }
        debug_assert_eq!(carry, 0, "the last window has a bit to spare");
    }
    let buckets = sum_lists(lists);
    let mut total = G1::identity();
    for window in buckets.chunks_exact(sizes).rev() {
        for _ in 0..width {
            total = total.double();
        }
        let (mut running, mut sum) = (G1::identity(), G1::identity());
        for bucket in window.iter().rev() {
            running = running + *bucket;
            sum += running;
        }
        total += sum;
    }
    total
}

/// Bits of a window, by the number of terms.
fn width(terms: usize) -> usize {
    match terms {
        0..64 => 4,
        64..192 => 5,
        192..512 => 6,
        512..1_536 => 7,
        1_536..4_096 => 8,
        _ => 10,
    }
}

fn bits(integer: &Integer) -> u32 {
    let top = integer.iter().rposition(|word| *word != 0);
    top.map_or(0, |i| 64 * (i as u32 + 1) - integer[i].leading_zeros())
}

fn window_of(integer: &Integer, position: usize, width: usize) -> i32 {
    let word = |index: usize| integer.get(index).copied().unwrap_or(0);
    let (index, shift) = (position / 64, position % 64);
    let both = u128::from(word(index)) | u128::from(word(index + 1)) << 64;
    (both >> shift) as i32 & ((1 << width) - 1)
}
