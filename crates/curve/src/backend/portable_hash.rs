//! Hash to G1 by the portable backend, for both suites of RFC 9380.

use bls12_381::G1Projective;
#[cfg(not(backend_blst))]
use bls12_381::hash_to_curve::ExpandMsgXmd;
use bls12_381::hash_to_curve::{ExpandMsgXof, HashToCurve};

#[cfg(not(backend_blst))]
pub(crate) fn xmd_sha256_point(message: &[u8], dst: &[u8]) -> G1Projective {
    <G1Projective as HashToCurve<ExpandMsgXmd<sha2_10::Sha256>>>::hash_to_curve([message], dst)
}

pub(crate) fn xof_shake256_point(message: &[u8], dst: &[u8]) -> G1Projective {
    <G1Projective as HashToCurve<ExpandMsgXof<sha3_10::Shake256>>>::hash_to_curve([message], dst)
}

#[cfg(backend_blst)]
pub(crate) fn xof_shake256(message: &[u8], dst: &[u8]) -> [u8; 48] {
    bls12_381::G1Affine::from(xof_shake256_point(message, dst)).to_compressed()
}
