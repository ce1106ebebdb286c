//! Sums of many affine points: all additions of a round share one inversion.
//!
//! An affine addition is 5 multiplications, one square and a share of the inversion, half of what
//! a mixed projective one costs, and its result needs no conversion. The sums are right for all
//! points. One path is taken for all but three cases: an operand is the identity, two operands are
//! equal, or inverses of one another. A round that contains such a case is computed by complete
//! formulas, and takes several times as long. Points that are independent of one another and
//! uniformly random meet one with a probability of 2^-253 an addition; a table without identity
//! and [`crate::OddDigits`], none of which is zero, keep secrets from meeting it more often.

use zeroize::Zeroize;

use crate::{G1, G1Affine, backend};

/// Additions that share an inversion. More would gain little, and their intermediate values would
/// leave the nearest cache.
const ROUND: usize = 1_024;

/// `sums[i] += addends[i]` for all `i`, with one field inversion for each 1,024.
///
/// On `blst` with AVX-512 IFMA, which is looked for when the program runs, eight at a time.
///
/// # Panics
/// If the lists differ in length.
pub fn add_pairs(sums: &mut [G1Affine], addends: &[G1Affine]) {
    assert_eq!(sums.len(), addends.len(), "an addend for each sum");
    for (sums, addends) in sums.chunks_mut(ROUND).zip(addends.chunks(ROUND)) {
        backend::add_pairs(sums, addends);
    }
}

/// The sum of each list, of any length: pairwise, so that the longest list of `n` points needs
/// `⌈log2 n⌉` inversions, shared by all lists. An empty list's sum is the identity. The lists are
/// wiped.
pub fn sum_lists(mut lists: Vec<Vec<G1Affine>>) -> Vec<G1Affine> {
    let additions = lists.iter().map(|list| list.len() / 2).sum();
    let mut sums = Vec::with_capacity(additions);
    let mut addends = Vec::with_capacity(additions);
    while lists.iter().any(|list| list.len() > 1) {
        for [p, q] in lists.iter().flat_map(|list| list.as_chunks().0) {
            sums.push(*p);
            addends.push(*q);
        }
        add_pairs(&mut sums, &addends);
        let mut from = sums.as_slice();
        for list in &mut lists {
            let (added, rest) = from.split_at(list.len() / 2);
            from = rest;
            // An odd one out comes after the sums.
            if list.len() % 2 == 1 {
                list[added.len()] = list[list.len() - 1];
            }
            list[..added.len()].copy_from_slice(added);
            let left = list.len().div_ceil(2);
            list[left..].iter_mut().for_each(Zeroize::zeroize);
            list.truncate(left);
        }
        sums.zeroize();
        addends.zeroize();
    }
    let first = |list: &Vec<G1Affine>| list.first().copied();
    let sums = (lists.iter())
        .map(|list| first(list).unwrap_or_else(|| G1::identity().to_affine()))
        .collect();
    lists.zeroize();
    sums
}
