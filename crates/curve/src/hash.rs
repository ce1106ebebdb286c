//! Hashing to bytes, scalars and points: RFC 9380, both suites of the BBS drafts.

use sha2::{Digest, Sha256};
use sha3_10::digest::{ExtendableOutput, Update, XofReader};
use zeroize::Zeroize;

use crate::{G1, Scalar, backend};

/// The hash function of a ciphersuite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suite {
    /// `expand_message_xmd` with SHA-256, the default.
    Sha256,
    /// `expand_message_xof` with SHAKE-256.
    Shake256,
}

/// `expand_message` of RFC 9380 section 5.3. `dst` has 1 to 255 bytes.
///
/// # Panics
/// If `dst` or `len` is outside RFC 9380's bounds (for XMD at most 8,160 bytes). Both are
/// constants of protocols, never input.
pub fn expand_message(suite: Suite, message: &[u8], dst: &[u8], len: usize) -> Vec<u8> {
    assert!(
        (1..=255).contains(&dst.len()),
        "a domain separation tag has 1 to 255 bytes"
    );
    let bound = match suite {
        Suite::Sha256 => 255 * 32,
        Suite::Shake256 => 65_535,
    };
    assert!(len <= bound, "expand_message makes at most {bound} bytes");
    match suite {
        Suite::Sha256 => xmd_sha256(message, dst, len),
        Suite::Shake256 => xof_shake256(message, dst, len),
    }
}

/// `hash_to_scalar` of the BBS draft: `OS2IP(expand_message(message, dst, 48)) mod r`.
pub fn hash_to_scalar(suite: Suite, message: &[u8], dst: &[u8]) -> Scalar {
    let mut expanded = expand_message(suite, message, dst, 48);
    let wide: &[u8; 48] = expanded.first_chunk().expect("48 bytes were asked for");
    let scalar = Scalar::from_wide(wide);
    expanded.zeroize();
    scalar
}

/// `hash_to_curve` for G1, suites `BLS12381G1_XMD:SHA-256_SSWU_RO_` and
/// `BLS12381G1_XOF:SHAKE-256_SSWU_RO_`. The discrete logarithm of the result is unknown.
pub fn hash_to_g1(suite: Suite, message: &[u8], dst: &[u8]) -> G1 {
    assert!(
        (1..=255).contains(&dst.len()),
        "a domain separation tag has 1 to 255 bytes"
    );
    let point = G1(match suite {
        Suite::Sha256 => backend::hash_to_g1_xmd_sha256(message, dst),
        Suite::Shake256 => backend::hash_to_g1_xof_shake256(message, dst),
    });
    point.normalised() // it will be encoded more than once
}

/// RFC 9380 section 5.3.1.
fn xmd_sha256(message: &[u8], dst: &[u8], len: usize) -> Vec<u8> {
    const BLOCK: usize = 64;
    let dst_len = [dst.len() as u8];
    let b0 = Sha256::new()
        .chain_update([0u8; BLOCK])
        .chain_update(message)
        .chain_update((len as u16).to_be_bytes())
        .chain_update([0u8])
        .chain_update(dst)
        .chain_update(dst_len)
        .finalize();
    let mut out = Vec::with_capacity(len.next_multiple_of(32));
    let mut block = [0u8; 32];
    for i in 1..=len.div_ceil(32) as u8 {
        for (byte, first) in block.iter_mut().zip(b0.iter()) {
            *byte ^= first;
        }
        block = Sha256::new()
            .chain_update(block)
            .chain_update([i])
            .chain_update(dst)
            .chain_update(dst_len)
            .finalize()
            .into();
        out.extend_from_slice(&block);
    }
    out.truncate(len);
    block.zeroize();
    out
}

/// RFC 9380 section 5.3.2.
fn xof_shake256(message: &[u8], dst: &[u8], len: usize) -> Vec<u8> {
    let mut hasher = sha3_10::Shake256::default();
    hasher.update(message);
    hasher.update(&(len as u16).to_be_bytes());
    hasher.update(dst);
    hasher.update(&[dst.len() as u8]);
    let mut out = vec![0u8; len];
    hasher.finalize_xof().read(&mut out);
    out
}
