//! Multiples of one base by many scalars, eight at a time.

use zeroize::Zeroize;

use super::invert::invert;
use super::lanes::{Block, Lanes, multiple_of_p, store};
use super::pairs::ONE;
use super::table::{Digits, Table, is_larger, negate_if};
use crate::{G1Affine, OddDigits, Scalar};

/// What a product with turns `a·2^416` into `a`.
const PLAIN: Block = Block::splat([1, 0, 0, 0, 0, 0, 0, 0]);

/// How many groups ahead of its use a multiple is fetched.
const AHEAD: usize = 4;

/// Of eight scalars the sums so far, and what one step needs from its way forth on its way back.
#[derive(Clone, Copy)]
struct Group {
    digits: Block,
    x: Block,
    y: Block,
    difference: Block,
    before: Block,
}

/// The encodings of `scalar·P` for each scalar, of which there is one or more. `None` if a sum
/// would add points of equal `x`.
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn multiply<const FAST: bool>(
    table: &Table,
    scalars: &[Scalar],
) -> Option<Vec<[u8; G1Affine::BYTES]>> {
    let mut groups: Vec<Group> = scalars.chunks(8).map(|eight| begin(table, eight)).collect();
    for group in &mut groups {
        let digits = Digits::of(&group.digits, 0, table.width);
        group.x = table.choose::<FAST, false>(0, &digits).store();
        let y = table.choose::<FAST, true>(0, &digits);
        let y = negate_if(digits.negative, &y).plus(&multiple_of_p(1));
        group.y = y.carry().store();
    }
    let mut added = true;
    for position in 1..OddDigits::count(table.width) {
        added &= step::<FAST>(table, &mut groups, position);
    }
    let mut encoded = Vec::with_capacity(8 * groups.len());
    if added {
        for group in &groups {
            encoded.extend(encode(&group.x.load(), &group.y.load()));
        }
        encoded.truncate(scalars.len());
    }
    for group in &mut groups {
        for block in [
            &mut group.digits,
            &mut group.x,
            &mut group.y,
            &mut group.difference,
            &mut group.before,
        ] {
            block.0.zeroize();
        }
    }
    added.then_some(encoded)
}

/// Recodes eight scalars, the first again and again if there are fewer.
#[inline]
fn begin(table: &Table, scalars: &[Scalar]) -> Group {
    let mut group = Group {
        digits: Block::ZERO,
        x: Block::ZERO,
        y: Block::ZERO,
        difference: Block::ZERO,
        before: Block::ZERO,
    };
    for lane in 0..8 {
        let scalar = scalars.get(lane).unwrap_or(&scalars[0]);
        let digits = OddDigits::new(scalar, table.width);
        for (word, digits) in digits.words().into_iter().enumerate() {
            group.digits.0[word][lane] = digits;
        }
    }
    group
}

/// Adds to all sums their point of one position; `false` if two had the same `x`, and then the sums
/// are of no use.
///
/// Before the step coordinates are below `b·p` with `b = 3·position − 1`, after it below
/// `(b + 3)·p`.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn step<const FAST: bool>(table: &Table, groups: &mut [Group], position: usize) -> bool {
    let bit = position * table.width as usize;
    let bound = 3 * position as i64 - 1;
    let mut product = ONE.load();
    let b = multiple_of_p(bound);
    for at in 0..groups.len() {
        if FAST && let Some(ahead) = groups.get(at + AHEAD) {
            let digits = Digits::of(&ahead.digits, bit, table.width);
            table.prefetch::<false>(position, &digits);
        }
        let group = &mut groups[at];
        let digits = Digits::of(&group.digits, bit, table.width);
        let x = table.choose::<FAST, false>(position, &digits);
        let difference = x.plus(&b).minus(&group.x.load()).carry();
        group.difference = difference.store();
        group.before = product.store();
        product = product.mul(&difference);
    }
    let Some(mut inverse) = invert(&product) else {
        return false;
    };
    let b_1 = multiple_of_p(bound + 1);
    let b_3 = multiple_of_p(bound + 3);
    let both = multiple_of_p(2 * bound + 1);
    for at in (0..groups.len()).rev() {
        if FAST && let Some(ahead) = at.checked_sub(AHEAD) {
            let digits = Digits::of(&groups[ahead].digits, bit, table.width);
            table.prefetch::<true>(position, &digits);
        }
        let group = &mut groups[at];
        let digits = Digits::of(&group.digits, bit, table.width);
        let (x, y) = (group.x.load(), group.y.load());
        let difference = group.difference.load();
        let reciprocal = inverse.mul(&group.before.load());
        inverse = inverse.mul(&difference);
        let other = table.choose::<FAST, true>(position, &digits);
        let rise = negate_if(digits.negative, &other).plus(&b_1).minus(&y);
        let slope = reciprocal.mul(&rise.carry());
        // The square is below 2p; what is subtracted is x and the other x, which is the
        // difference less b·p and x again.
        let square = slope.mul(&slope);
        let sum = square.plus(&both).minus(&difference).minus(&x).minus(&x);
        let sum = sum.carry();
        let height = slope.mul(&x.plus(&b_3).minus(&sum).carry());
        group.x = sum.store();
        group.y = height.plus(&b).minus(&y).carry().store();
    }
    true
}

/// The compressed points.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn encode(x: &Lanes, y: &Lanes) -> [[u8; G1Affine::BYTES]; 8] {
    let plain = PLAIN.load();
    let x = x.mul(&plain).reduce::<1>().to_64().map(|word| store(word));
    let larger = is_larger(&y.mul(&plain).reduce::<1>());
    core::array::from_fn(|lane| {
        let mut bytes = [0; G1Affine::BYTES];
        for (to, word) in bytes.chunks_exact_mut(8).zip(x.iter().rev()) {
            to.copy_from_slice(&word[lane].to_be_bytes());
        }
        // Compressed, and whether y is the larger of the two.
        bytes[0] |= 0x80 | (larger >> lane & 1) << 5;
        bytes
    })
}
