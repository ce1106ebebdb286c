//! Portable backend: `bls12_381` in plain Rust, also for wasm.

pub(crate) use bls12_381::{G1Affine, G1Projective, G2Affine, G2Prepared, G2Projective, Scalar};
pub(crate) use ff14::Field;
pub(crate) use group14::{Curve, CurveAffine as PrimeCurveAffine, Group};

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

pub(crate) const NAME: &str = "pure";
/// Whether affine additions that share an inversion cost less than projective ones.
pub(crate) const HAS_AFFINE_SUMS: bool = false;

pub(crate) fn scalar_from_be(bytes: &[u8; 32]) -> Option<Scalar> {
    let mut le = *bytes;
    le.reverse();
    let scalar = Scalar::from_bytes(&le).into();
    zeroize::Zeroize::zeroize(&mut le);
    scalar
}

pub(crate) fn scalar_to_be(scalar: &Scalar) -> [u8; 32] {
    let mut bytes = scalar.to_bytes();
    bytes.reverse();
    bytes
}

/// A value of the pairing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gt(bls12_381::Gt);

impl Gt {
    pub(crate) fn is_one(&self) -> bool {
        self.0.is_identity().into()
    }
}

/// A product of Miller loops, before the final exponentiation.
#[derive(Clone, Copy)]
pub(crate) struct Loops(bls12_381::MillerLoopResult);

impl Loops {
    pub(crate) fn new(terms: &[(&G1Affine, &G2Prepared)]) -> Loops {
        Loops(bls12_381::multi_miller_loop(terms))
    }

    pub(crate) fn times(&self, other: &Loops) -> Loops {
        Loops(self.0 + other.0)
    }

    pub(crate) fn finish(&self) -> Gt {
        Gt(self.0.final_exponentiation())
    }
}

/// Nothing is gained together: each is to be decoded alone.
pub(crate) fn decode_together(encodings: &[[u8; 48]]) -> Vec<Option<G1Affine>> {
    vec![None; encodings.len()]
}

pub(crate) fn hash_to_g1_xmd_sha256(message: &[u8], dst: &[u8]) -> G1Projective {
    super::portable_hash::xmd_sha256_point(message, dst)
}

pub(crate) fn hash_to_g1_xof_shake256(message: &[u8], dst: &[u8]) -> G1Projective {
    super::portable_hash::xof_shake256_point(message, dst)
}

pub(crate) fn batch_to_affine(points: impl Iterator<Item = G1Projective>) -> Vec<G1Affine> {
    let points: Vec<G1Projective> = points.collect();
    let mut affine = vec![G1Affine::identity(); points.len()];
    G1Projective::batch_normalize(&points, &mut affine);
    affine
}

/// `sums[i] += addends[i]`, by complete projective formulas: the library shows no field.
pub(crate) fn add_pairs(sums: &mut [crate::G1Affine], addends: &[crate::G1Affine]) {
    let added = (sums.iter().zip(addends)).map(|(p, q)| G1Projective::from(p.0) + q.0);
    let added = batch_to_affine(added.collect::<Vec<_>>().into_iter());
    for (sum, point) in sums.iter_mut().zip(added) {
        sum.0 = point;
    }
}

/// The point at `index`; the whole row is read.
pub(crate) fn select(row: &[crate::G1Affine], index: usize) -> crate::G1Affine {
    let mut chosen = crate::G1Affine(G1Affine::identity());
    for (candidate, at) in row.iter().zip(0u64..) {
        chosen.conditional_assign(candidate, at.ct_eq(&(index as u64)));
    }
    chosen
}

/// The negative point if `negate`, in constant time.
pub(crate) fn negate_if(of: &crate::G1Affine, negate: bool) -> crate::G1Affine {
    let negative = crate::G1Affine(-of.0);
    crate::G1Affine::conditional_select(of, &negative, Choice::from(u8::from(negate)))
}

/// The library keeps its own to itself.
pub(crate) const ENDOMORPHISM: bool = false;

/// `λ·P`, at the price of a multiplication.
pub(crate) fn endomorphism(of: &G1Affine) -> G1Affine {
    let lambda = crate::Scalar::from(super::LAMBDA);
    (of * lambda.0).to_affine()
}

/// A running sum of public points.
pub(crate) struct Sum(G1Projective);

impl Sum {
    pub(crate) fn identity() -> Sum {
        Sum(G1Projective::identity())
    }

    pub(crate) fn of(point: &G1Projective) -> Sum {
        Sum(*point)
    }

    pub(crate) fn finish(&self) -> G1Projective {
        self.0
    }

    pub(crate) fn double(&mut self) {
        self.0 = self.0.double();
    }

    /// Adds `±P` or `±λ·P`.
    pub(crate) fn add(&mut self, addend: &G1Affine, negative: bool, lambda: bool) {
        let addend = match lambda {
            true => endomorphism(addend),
            false => *addend,
        };
        self.0 = match negative {
            true => self.0 - addend,
            false => self.0 + addend,
        };
    }
}
