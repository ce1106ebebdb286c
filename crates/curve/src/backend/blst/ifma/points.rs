//! Eight points of `blst` at a time: from their words to lanes, and back.
#![allow(unsafe_code, reason = "vectors are read from and written to memory")]

use core::arch::x86_64::*;

use blst::blst_p1_affine;

use super::lanes::{Lanes, transpose};

/// Words of 64 bits of a point, `x` and then `y`.
const WORDS: usize = 12;
const _: () = assert!(size_of::<blst_p1_affine>() == WORDS * 8);

/// The `x` of eight points.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn load_x(points: &[&blst_p1_affine; 8]) -> Lanes {
    Lanes::from_64(&transpose(points.map(|point| load::<0>(point))))
}

/// The `y` of eight points.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn load_y(points: &[&blst_p1_affine; 8]) -> Lanes {
    Lanes::from_64(&transpose(points.map(|point| load::<4>(point)))[2..])
}

/// Eight points, whose coordinates are below `p`.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn to_points(x: &Lanes, y: &Lanes) -> [blst_p1_affine; 8] {
    let (x, y) = (x.to_64(), y.to_64());
    let start = transpose([x[0], x[1], x[2], x[3], x[4], x[5], y[0], y[1]]);
    let end = transpose([x[4], x[5], y[0], y[1], y[2], y[3], y[4], y[5]]);
    core::array::from_fn(|lane| {
        let mut point = blst_p1_affine::default();
        store::<0>(&mut point, start[lane]);
        store::<4>(&mut point, end[lane]);
        point
    })
}

/// The eight words from `FROM` on.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn load<const FROM: usize>(point: &blst_p1_affine) -> __m512i {
    const { assert!(FROM + 8 <= WORDS) };
    // SAFETY: a point is 12 words without a gap; 8 of them are read, of any alignment.
    unsafe { _mm512_loadu_si512((&raw const *point).cast::<u64>().add(FROM).cast()) }
}

/// Writes the eight words from `FROM` on.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn store<const FROM: usize>(point: &mut blst_p1_affine, words: __m512i) {
    const { assert!(FROM + 8 <= WORDS) };
    // SAFETY: as in `load`; any words are a valid point's.
    unsafe { _mm512_storeu_si512((&raw mut *point).cast::<u64>().add(FROM).cast(), words) }
}
