//! A table of odd multiples for eight lanes, and how digits choose from it.

use core::arch::x86_64::*;

use super::lanes::{Block, Lanes, WORDS, load, negative, prefetch, store, transpose};
use super::points::{load_x, load_y};
use crate::{G1, Kernel, OddTable};

/// `2^448` modulo `p`: turns `a·2^384`, as `blst` holds it, into `a·2^416`.
const FROM_BLST: Block = Block::splat([
    0x7_fde3_7dba_9366,
    0x4_e275_25bc_342b,
    0x1_f5b1_e977_8489,
    0xb_872b_2b91_b9dc,
    0xb_206f_497d_fcaf,
    0x4_137c_c89a_9b0b,
    0xd_9d20_d7e3_9959,
    0x411c,
]);

/// Bits of a digit in constant time: more would cost more to choose than they save.
const CONSTANT_TIME: u32 = 8;
/// Bits of a digit where it may be an address: each more makes the table twice as dear, which ten
/// thousand scalars do not save.
const FAST: u32 = 10;

/// Multiples in a row in constant time, and the vectors that hold one word of each.
const ROW: usize = 1 << (CONSTANT_TIME - 1);
const VECTORS: usize = ROW / 8;

/// Eight words, where a vector is read whole from one line of the cache.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u64; 8]);

/// Rows of odd multiples, with coordinates `a·2^416`, below `p`.
///
/// With [`Kernel::Fast`] a multiple is two lines, `x` and `y`. In constant time a row is, for each
/// of the 16 words of a point, the words of all its multiples, so that one instruction chooses for
/// eight lanes among 16 multiples.
pub(super) struct Table {
    pub(super) width: u32,
    lines: Vec<Line>,
}

/// The digits of eight scalars at one position.
#[derive(Clone, Copy)]
pub(super) struct Digits {
    /// Where the multiple is in its row.
    index: __m512i,
    /// Which of them are to be negated.
    pub(super) negative: __mmask8,
}

impl Digits {
    /// The digits of `width` bits from `bit` on, of recoded scalars in words of 64 bits.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn of(scalars: &Block, bit: usize, width: u32) -> Digits {
        let shift = (bit % 64) as i64;
        let low = _mm512_srlv_epi64(load(&scalars.0[bit / 64]), _mm512_set1_epi64(shift));
        // A shift by 64 gives zero.
        let high = _mm512_sllv_epi64(
            load(&scalars.0[bit / 64 + 1]),
            _mm512_set1_epi64(64 - shift),
        );
        let half = _mm512_set1_epi64(1 << (width - 1));
        let ones = _mm512_set1_epi64((1 << (width - 1)) - 1);
        let value = _mm512_or_si512(low, high);
        let negative = _mm512_testn_epi64_mask(value, half);
        let index = _mm512_and_si512(value, ones);
        Digits {
            index: _mm512_mask_xor_epi64(index, negative, index, ones),
            negative,
        }
    }
}

impl Table {
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn new(base: &G1, kernel: Kernel) -> Table {
        let width = match kernel {
            Kernel::ConstantTime => CONSTANT_TIME,
            Kernel::Fast => FAST,
        };
        let table = OddTable::new(base, width);
        let row = 1 << (width - 1);
        let mut lines = Vec::with_capacity(2 * table.points().len());
        for points in table.points().chunks_exact(row) {
            let start = lines.len();
            lines.resize(start + 2 * row, Line([0; 8]));
            let row = &mut lines[start..];
            for (at, eight) in points.as_chunks::<8>().0.iter().enumerate() {
                let eight = core::array::from_fn(|i| eight[i].0.as_ref());
                let x = load_x(&eight).mul(&FROM_BLST.load()).reduce::<1>();
                let y = load_y(&eight).mul(&FROM_BLST.load()).reduce::<1>();
                match kernel {
                    Kernel::Fast => {
                        let (x, y) = (transpose(x.0), transpose(y.0));
                        for lane in 0..8 {
                            row[2 * (8 * at + lane)] = Line(store(x[lane]));
                            row[2 * (8 * at + lane) + 1] = Line(store(y[lane]));
                        }
                    }
                    Kernel::ConstantTime => {
                        for word in 0..WORDS {
                            row[word * VECTORS + at] = Line(store(x.0[word]));
                            row[(WORDS + word) * VECTORS + at] = Line(store(y.0[word]));
                        }
                    }
                }
            }
        }
        Table { width, lines }
    }

    /// Has what [`Table::choose`] will read brought near, where digits are addresses.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn prefetch<const Y: bool>(&self, position: usize, digits: &Digits) {
        let row = 2 << (self.width - 1);
        let row = &self.lines[position * row..][..row];
        for index in store(digits.index) {
            prefetch(&row[2 * index as usize + usize::from(Y)].0);
        }
    }

    /// The `x`, or with `Y` the `y` before it is negated, of the multiples at a position.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn choose<const FAST: bool, const Y: bool>(
        &self,
        position: usize,
        digits: &Digits,
    ) -> Lanes {
        let row = 2 << (self.width - 1);
        let row = &self.lines[position * row..][..row];
        if FAST {
            let index = store(digits.index);
            let line = |lane: usize| load(&row[2 * index[lane] as usize + usize::from(Y)].0);
            return Lanes(transpose(core::array::from_fn(line)));
        }
        let row: &[Line; 2 * ROW] = row.try_into().expect("a row has two lines a multiple");
        let first = if Y { WORDS } else { 0 };
        // The bits of an index above the four that an instruction takes.
        let bit = |bit| _mm512_test_epi64_mask(digits.index, _mm512_set1_epi64(1i64 << bit));
        let bits = [bit(4), bit(5), bit(6)];
        Lanes(core::array::from_fn(|word| {
            let words = &row[(first + word) * VECTORS..][..VECTORS];
            let mut chosen: [__m512i; VECTORS / 2] = core::array::from_fn(|i| {
                let (low, high) = (load(&words[2 * i].0), load(&words[2 * i + 1].0));
                _mm512_permutex2var_epi64(low, digits.index, high)
            });
            for (level, bit) in bits.into_iter().enumerate() {
                for i in 0..chosen.len() >> (level + 1) {
                    chosen[i] = _mm512_mask_blend_epi64(bit, chosen[2 * i], chosen[2 * i + 1]);
                }
            }
            chosen[0]
        }))
    }
}

/// Words that are negated, carry by carry, where `mask` says so.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn negate_if(mask: __mmask8, value: &Lanes) -> super::lanes::Loose {
    let zero = _mm512_setzero_si512();
    super::lanes::Loose(
        value
            .0
            .map(|word| _mm512_mask_sub_epi64(word, mask, zero, word)),
    )
}

/// `2y > p`, for elements below `p`.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn is_larger(y: &Lanes) -> __mmask8 {
    let less = super::lanes::multiple_of_p(1).minus(y).minus(y).carry();
    negative(less.0[WORDS - 1])
}
