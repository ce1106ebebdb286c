//! Integers in signed digits most of which are zero.

/// An integer below 2^256, the least significant word first.
pub(crate) type Integer = [u64; 4];

/// One more than the highest position of a digit.
pub(super) const POSITIONS: usize = 257;

/// Calls `each` with every digit other than zero and its position: the integer is
/// `Σ digit·2^position`. Digits are odd and below `2^(width − 1)` in size, and of `width` neighbours
/// at most one is not zero. Widths are 2 to 14.
pub(super) fn each_digit(integer: &Integer, width: u32, mut each: impl FnMut(usize, i32)) {
    let mut position = 0;
    // Whether the part above `position` is one more than the integer's own bits.
    let mut carry = false;
    while position < POSITIONS as u32 {
        let word = word_at(integer, position);
        let zeros = match carry {
            false => word.trailing_zeros(),
            true => word.trailing_ones(),
        };
        if zeros > 0 {
            position += zeros;
            continue;
        }
        let window = (word & ((1 << width) - 1)) as i32 + i32::from(carry);
        carry = window >= 1 << (width - 1);
        let digit = if carry { window - (1 << width) } else { window };
        each(position as usize, digit);
        position += width;
    }
}

/// The 64 bits from a position on.
fn word_at(integer: &Integer, position: u32) -> u64 {
    let word = |index: u32| integer.get(index as usize).copied().unwrap_or(0);
    let (index, shift) = (position / 64, position % 64);
    match shift {
        0 => word(index),
        _ => word(index) >> shift | word(index + 1) << (64 - shift),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Σ digit·2^position`, of which only the lower 256 bits are kept.
    fn value(digits: &[(usize, i32)]) -> Integer {
        let mut sum = [0u64; 4];
        for (position, digit) in digits {
            let negative = *digit < 0;
            let mut carry = negative;
            for (index, word) in sum.iter_mut().enumerate() {
                let mut addend = 0u64;
                for bit in 0..64 {
                    let offset = (64 * index + bit) as i64 - *position as i64;
                    if (0..32).contains(&offset) {
                        addend |= u64::from(digit.unsigned_abs() >> offset & 1) << bit;
                    }
                }
                let addend = if negative { !addend } else { addend };
                let (a, over) = word.overflowing_add(addend);
                let (b, more) = a.overflowing_add(carry.into());
                (*word, carry) = (b, over | more);
            }
        }
        sum
    }

    #[test]
    fn digits_are_odd_sparse_and_add_up() {
        let all = u64::MAX;
        let mut integers = vec![
            [0; 4],
            [1, 0, 0, 0],
            [all; 4],
            [all, all, all, all >> 1],
            [all, 0, all, 0],
            [0x5555_5555_5555_5555; 4],
            [0xaaaa_aaaa_aaaa_aaaa; 4],
            [0, 0, 0, 1 << 63],
        ];
        integers.extend((0..32u8).map(|seed| {
            let scalar = crate::hash_to_scalar(crate::Suite::Sha256, &[seed], b"digits");
            super::super::multiplier::integer(&scalar)
        }));
        for integer in integers {
            for width in 2..=14 {
                let mut digits = Vec::new();
                each_digit(&integer, width, |position, digit| {
                    digits.push((position, digit));
                });
                assert_eq!(value(&digits), integer, "width {width}");
                let bound = 1 << (width - 1);
                assert!(digits.iter().all(|(_, d)| d % 2 != 0 && d.abs() < bound));
                assert!(digits.iter().all(|(position, _)| *position < POSITIONS));
                let apart = |pair: &[(usize, i32)]| pair[1].0 - pair[0].0 >= width as usize;
                assert!(digits.windows(2).all(apart));
            }
        }
    }
}
