//! Additions and table reads of affine points, on the words of `blst`.

use blst::blst_p1_affine;
use core::hint::black_box;
use zeroize::Zeroize;

use super::field::Fp;
use super::{G1Affine, PrimeCurveAffine as _, batch_to_affine};
use crate::G1Affine as Point;

/// `sums[i] += addends[i]`.
pub(crate) fn add_pairs(sums: &mut [Point], addends: &[Point]) {
    #[cfg(target_arch = "x86_64")]
    if super::ifma::add_pairs(sums, addends) {
        return;
    }
    add_one_by_one(sums, addends);
}

/// 5 multiplications, a square and a share of one inversion each.
fn add_one_by_one(sums: &mut [Point], addends: &[Point]) {
    // The product of all differences before each.
    let mut running = Vec::with_capacity(sums.len());
    let mut product = Fp::ONE;
    let mut special = 0;
    for (p, q) in sums.iter().zip(addends) {
        let ((p, _), (q, _)) = (coordinates(p), coordinates(q));
        let difference = q - p;
        // The identity is (0, 0), and x = 0 is on no point of the subgroup.
        special |= is_zero(&difference) | is_zero(&p) | is_zero(&q);
        running.push(product.0.l);
        product = product * difference;
    }
    if special == 0 {
        let mut inverse = product.invert();
        for ((p, q), before) in sums.iter_mut().zip(addends).zip(&running).rev() {
            let ((p_x, p_y), (q_x, q_y)) = (coordinates(p), coordinates(q));
            let slope = (q_y - p_y) * (inverse * Fp(blst::blst_fp { l: *before }));
            inverse = inverse * (q_x - p_x);
            let x = slope.square() - p_x - q_x;
            let y = slope * (p_x - x) - p_y;
            *p = point(x, y);
        }
        inverse.0.l.zeroize();
    } else {
        add_any(sums, addends);
    }
    product.0.l.zeroize();
    running.zeroize();
}

/// The same by formulas that are complete, for the identity and for points of equal `x`.
#[cold]
fn add_any(sums: &mut [Point], addends: &[Point]) {
    let projective = |point: &Point| super::G1Projective::from(point.0);
    let added = (sums.iter().zip(addends)).map(|(p, q)| projective(p) + projective(q));
    let added = batch_to_affine(added.collect::<Vec<_>>().into_iter());
    for (sum, point) in sums.iter_mut().zip(added) {
        sum.0 = point;
    }
}

/// The point at `index`; the whole row is read.
pub(crate) fn select(row: &[Point], index: usize) -> Point {
    let (mut x, mut y) = ([0u64; 6], [0u64; 6]);
    for (candidate, at) in row.iter().zip(0usize..) {
        let different = (at ^ index) as u64;
        // All ones where they are the same. The compiler may not see that it is a choice.
        let mask = black_box((different | different.wrapping_neg()) >> 63).wrapping_sub(1);
        let raw: &blst_p1_affine = candidate.0.as_ref();
        for i in 0..6 {
            x[i] |= raw.x.l[i] & mask;
            y[i] |= raw.y.l[i] & mask;
        }
    }
    point(Fp(blst::blst_fp { l: x }), Fp(blst::blst_fp { l: y }))
}

/// The negative point if `negate`, in constant time.
pub(crate) fn negate_if(of: &Point, negate: bool) -> Point {
    let (x, y) = coordinates(of);
    point(x, y.negate_if(negate))
}

pub(super) fn coordinates(point: &Point) -> (Fp, Fp) {
    let raw: &blst_p1_affine = point.0.as_ref();
    (Fp(raw.x), Fp(raw.y))
}

pub(super) fn point(x: Fp, y: Fp) -> Point {
    let mut point = G1Affine::identity();
    *point.as_mut() = blst_p1_affine { x: x.0, y: y.0 };
    Point(point)
}

/// 1 for zero, else 0.
fn is_zero(element: &Fp) -> u64 {
    let words = element.words_or();
    ((words | words.wrapping_neg()) >> 63) ^ 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{G1, Scalar};

    fn points(multiples: impl Iterator<Item = u64>) -> Vec<Point> {
        multiples
            .map(|k| (G1::generator() * Scalar::from(k)).to_affine())
            .collect()
    }

    /// The same sums by each way there is, for each number of pairs up to three vectors of eight.
    #[test]
    fn all_ways_to_add_agree() {
        for length in 1..25 {
            let p = points(5..5 + length);
            let q = points((100..100 + length).map(|k| k * k));
            let (mut expected, mut scalar) = (p.clone(), p.clone());
            add_any(&mut expected, &q);
            add_one_by_one(&mut scalar, &q);
            assert!(scalar == expected);
            let mut chosen = p;
            add_pairs(&mut chosen, &q);
            assert!(chosen == expected);
        }
    }
}
