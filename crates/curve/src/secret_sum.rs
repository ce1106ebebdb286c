//! Sums of multiples of points without tables, by secret scalars.
//!
//! Straus: each scalar becomes two odd halves of 130 bits for the endomorphism, each half 26 odd
//! digits of 5 bits. The multiples of all digits of one position are added first, for all positions
//! and sums at once, as affine points that share their inversions; then a sum is 125 doublings and
//! 26 additions.

use zeroize::Zeroize;

use crate::halves::{DIGITS, OddHalves, WIDTH};
use crate::{G1, G1Affine, Scalar, add_pairs, backend, sum_lists};

/// Odd multiples of a point: `1, 3, …, 31`.
const ROW: usize = 1 << (WIDTH - 1);

/// For each of `sums` its `Σ k·P`, where a term is `(i, k)` for `P = points[i]`. Constant-time
/// in the scalars, if nobody knows a linear relation with coefficients below `2^7` between the
/// points and their multiples by `λ`, or if the scalars of those between which one is known are
/// random: the multiples of one position are chosen by reading whole rows, none is the identity,
/// and two of them, or of their sums, that are equal or inverses of one another are such a
/// relation ([`crate::add_pairs`]). The rest is complete formulas.
///
/// What the points themselves are, and which terms a sum has, may show.
///
/// # Panics
/// If a term names a point that there is not.
pub fn secret_sums(points: &[G1], sums: &[&[(usize, Scalar)]]) -> Vec<G1> {
    if !backend::HAS_AFFINE_SUMS {
        let sum = |terms: &&[(usize, Scalar)]| terms.iter().map(|(i, k)| points[*i] * *k).sum();
        return sums.iter().map(sum).collect();
    }
    let mut rows = odd_multiples(points);
    let mut mapped: Vec<G1Affine> = (rows.iter())
        .map(|multiple| G1Affine(backend::endomorphism(&multiple.0)))
        .collect();
    let mut lists = Vec::with_capacity(DIGITS * sums.len());
    for terms in sums.iter().filter(|terms| !terms.is_empty()) {
        let halves: Vec<(usize, OddHalves)> = (terms.iter())
            .map(|(point, k)| (point * ROW, OddHalves::new(k)))
            .collect();
        lists.extend((0..DIGITS).map(|position| {
            let mut list = Vec::with_capacity(2 * terms.len());
            for (at, halves) in &halves {
                for (high, multiples) in [(false, &rows), (true, &mapped)] {
                    let digit = halves.digit(high, position);
                    let chosen = backend::select(&multiples[*at..][..ROW], digit.index);
                    list.push(backend::negate_if(&chosen, digit.negative));
                }
            }
            list
        }));
    }
    let mut windows = sum_lists(lists);
    let mut of = windows.chunks_exact(DIGITS);
    let sum = |terms: &&[(usize, Scalar)]| match terms.is_empty() {
        true => G1::identity(),
        false => horner(of.next().expect("there are windows for each term list")),
    };
    let sums = sums.iter().map(sum).collect();
    windows.zeroize();
    rows.zeroize();
    mapped.zeroize();
    sums
}

/// `Σ 2^(5·i)·window_i`.
fn horner(windows: &[G1Affine]) -> G1 {
    windows.iter().rev().fold(G1::identity(), |sum, window| {
        let shifted = (0..WIDTH).fold(sum, |sum, _| sum.double());
        shifted + *window
    })
}

/// The rows of all points, one after the other.
fn odd_multiples(points: &[G1]) -> Vec<G1Affine> {
    let width = WIDTH as usize;
    let mut doubles = Vec::with_capacity(points.len() * width);
    for point in points {
        doubles
            .extend(core::iter::successors(Some(*point), |point| Some(point.double())).take(width));
    }
    let mut affine = G1::batch_to_affine(&doubles);
    doubles.zeroize();
    let mut rows = vec![G1::identity().to_affine(); points.len() * ROW];
    for (row, doubles) in rows.chunks_exact_mut(ROW).zip(affine.chunks_exact(width)) {
        row[0] = doubles[0];
    }
    // The multiples below 2^j, and the same plus 2^j, are those below 2^(j+1).
    for j in 1..width {
        let known = 1 << (j - 1);
        let (mut sums, mut addends) = (Vec::new(), Vec::new());
        sums.reserve_exact(points.len() * known);
        addends.reserve_exact(points.len() * known);
        for (row, doubles) in rows.chunks_exact(ROW).zip(affine.chunks_exact(width)) {
            sums.extend_from_slice(&row[..known]);
            addends.resize(sums.len(), doubles[j]);
        }
        add_pairs(&mut sums, &addends);
        for (row, sums) in (rows.chunks_exact_mut(ROW)).zip(sums.chunks_exact(known)) {
            row[known..2 * known].copy_from_slice(sums);
        }
        sums.zeroize();
        addends.zeroize();
    }
    affine.zeroize();
    rows
}
