//! Native backend: `blstrs` over the assembly of `blst`.

pub(crate) use blstrs::{G1Affine, G1Projective, G2Affine, G2Projective, Scalar};
pub(crate) use ff13::Field;
pub(crate) use group13::{Curve, Group, prime::PrimeCurveAffine};

mod affine;
mod field;
#[cfg(target_arch = "x86_64")]
mod ifma;
mod pairing;
mod sum;
mod tower;

pub(crate) use affine::{add_pairs, negate_if, select};
#[cfg(target_arch = "x86_64")]
pub(crate) use ifma::LaneTable;
pub(crate) use pairing::{G2Prepared, Gt, Loops};
pub(crate) use sum::{ENDOMORPHISM, Sum, endomorphism};

pub(crate) const NAME: &str = "blst";
/// Whether affine additions that share an inversion cost less than projective ones.
pub(crate) const HAS_AFFINE_SUMS: bool = true;

pub(crate) fn scalar_from_be(bytes: &[u8; 32]) -> Option<Scalar> {
    Scalar::from_bytes_be(bytes).into()
}

pub(crate) fn scalar_to_be(scalar: &Scalar) -> [u8; 32] {
    scalar.to_bytes_be()
}

/// The points of compressed encodings, as far as several can be decoded together: what is `None`
/// is to be decoded alone.
pub(crate) fn decode_together(encodings: &[[u8; 48]]) -> Vec<Option<G1Affine>> {
    #[cfg(target_arch = "x86_64")]
    {
        let affine = |raw| {
            let mut point = G1Affine::identity();
            *point.as_mut() = raw;
            point
        };
        let points = ifma::decode(encodings).into_iter();
        points.map(|point| point.map(affine)).collect()
    }
    #[cfg(not(target_arch = "x86_64"))]
    vec![None; encodings.len()]
}

pub(crate) fn hash_to_g1_xmd_sha256(message: &[u8], dst: &[u8]) -> G1Projective {
    G1Projective::hash_to_curve(message, dst, &[])
}

/// `blstrs` has no SHAKE suite; the portable backend hashes and the point crosses as bytes.
pub(crate) fn hash_to_g1_xof_shake256(message: &[u8], dst: &[u8]) -> G1Projective {
    let bytes = super::portable_hash::xof_shake256(message, dst);
    let point: Option<G1Affine> = G1Affine::from_compressed(&bytes).into();
    point
        .expect("the other backend encodes points of the subgroup")
        .into()
}

/// By `blst` itself: `blstrs` would invert once for each point.
pub(crate) fn batch_to_affine(points: impl Iterator<Item = G1Projective>) -> Vec<G1Affine> {
    let points: Vec<blst::blst_p1> = points.map(|point| *point.as_ref()).collect();
    if points.is_empty() {
        return Vec::new(); // which `blst` would index
    }
    let affine = blst::p1_affines::from(&points);
    affine
        .as_slice()
        .iter()
        .map(|raw| {
            let mut point = G1Affine::identity();
            *point.as_mut() = *raw;
            point
        })
        .collect()
}
