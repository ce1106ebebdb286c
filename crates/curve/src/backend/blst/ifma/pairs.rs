//! Additions of affine points as `blst` holds them.

use blst::blst_p1_affine;
use zeroize::Zeroize;

use super::invert::invert;
use super::lanes::{Block, Lanes, multiple_of_p, zeros};
use super::points::{load_x, load_y, to_points};
use crate::G1Affine as Point;

/// `2^384` modulo `p`.
const BLST_ONE: Block = Block::splat([
    0x9_0000_0002_fffd,
    0x0_bc40_c000_2760,
    0x3_c758_baeb_f400,
    0x5_7455_f489_8575,
    0xd_77ce_5853_7052,
    0x0_71a9_7a25_6ec6,
    0xe_c3fa_80e4_935c,
    0x1_5f65,
]);

/// `2^416` modulo `p`.
pub(super) const ONE: Block = Block::splat([
    0x6_480e_a8e9_b9af,
    0x6_5766_c8fe_444f,
    0x8_b540_fea9_6f7d,
    0x3_b2ee_82ef_d422,
    0xa_6723_e5f0_ade5,
    0xf_f6eb_6fdd_4230,
    0xe_06ef_23c2_4a25,
    0x1_4c8e,
]);

/// `sums[i] += addends[i]`, unless one of them is the identity or two have the same `x`: then
/// nothing is changed and the answer is `false`.
///
/// `blst` holds `a·2^384`, and a product here is divided by `2^416`. With that product the field
/// is a field still; a slope's square and its multiples come out right if one of the two factors
/// is multiplied by `2^384` here, which is the seventh multiplication of an addition.
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn add_pairs(sums: &mut [Point], addends: &[Point]) -> bool {
    let groups = sums.len().div_ceil(8);
    let mut running = Vec::with_capacity(groups);
    let mut product = ONE.load();
    let mut identities = 0;
    for group in 0..groups {
        let (p, q) = (load_x(&eight(sums, group)), load_x(&eight(addends, group)));
        identities |= zeros(&p) | zeros(&q);
        running.push(product.store());
        product = product.mul(&difference(&q, &p));
    }
    let inverse = match identities {
        0 => invert(&product),
        _ => None,
    };
    if let Some(mut inverse) = inverse {
        for (group, before) in running.iter().enumerate().rev() {
            let (p, q) = (eight(sums, group), eight(addends, group));
            let (p_x, p_y) = (load_x(&p), load_y(&p));
            let (q_x, q_y) = (load_x(&q), load_y(&q));
            let d = difference(&q_x, &p_x);
            let reciprocal = inverse.mul(&before.load());
            inverse = inverse.mul(&d);
            let slope = reciprocal.mul(&difference(&q_y, &p_y));
            let scaled = slope.mul(&BLST_ONE.load());
            let square = slope.mul(&scaled); // below 2p
            let x = square.plus(&multiple_of_p(2)).minus(&p_x).minus(&q_x);
            let x = x.carry(); // below 4p
            let y = slope.mul(&p_x.plus(&multiple_of_p(4)).minus(&x).carry());
            let y = y.plus(&multiple_of_p(1)).minus(&p_y).carry(); // below 3p
            let points = to_points(&x.reduce::<2>(), &y.reduce::<2>());
            for (sum, point) in sums[8 * group..].iter_mut().zip(points) {
                *sum.0.as_mut() = point;
            }
        }
    }
    running.iter_mut().for_each(|block| block.0.zeroize());
    inverse.is_some()
}

/// Eight points, the last again and again if there are fewer.
#[inline]
fn eight(points: &[Point], group: usize) -> [&blst_p1_affine; 8] {
    core::array::from_fn(|lane| points[(8 * group + lane).min(points.len() - 1)].0.as_ref())
}

/// The difference of elements below `p`: below `2p`.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn difference(a: &Lanes, b: &Lanes) -> Lanes {
    a.plus(&multiple_of_p(1)).minus(b).carry()
}
