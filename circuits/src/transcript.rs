//! One Merlin transcript for everything that a proof is bound to.
//!
//! Merlin frames every value with its label and length, so no two sequences of values collide.

use celadon_curve::{G1, G2, Scalar, Weight};
use rand_core::CryptoRng;
use zeroize::Zeroize;

/// A Fiat-Shamir transcript. Context enters first, then points, then commitments; only then is
/// the challenge drawn.
#[derive(Clone)]
pub struct Transcript(merlin::Transcript);

impl Transcript {
    /// Starts a transcript for one protocol. `protocol` names it and its version.
    pub fn new(protocol: &'static [u8]) -> Transcript {
        Transcript(merlin::Transcript::new(protocol))
    }

    /// Absorbs bytes of any length.
    pub fn append(&mut self, label: &'static [u8], bytes: &[u8]) {
        self.0.append_message(label, bytes);
    }

    /// Absorbs an integer as 8 bytes.
    pub fn append_u64(&mut self, label: &'static [u8], value: u64) {
        self.0.append_message(label, &value.to_be_bytes());
    }

    /// Absorbs a point of G1 as its 48 bytes.
    pub fn append_G1(&mut self, label: &'static [u8], point: &G1) {
        self.0.append_message(label, &point.to_bytes());
    }

    /// Absorbs a point of G2 as its 96 bytes.
    pub fn append_G2(&mut self, label: &'static [u8], point: &G2) {
        self.0.append_message(label, &point.to_bytes());
    }

    /// Absorbs a public scalar as its 32 bytes.
    pub fn append_scalar(&mut self, label: &'static [u8], scalar: &Scalar) {
        self.0.append_message(label, &scalar.to_bytes());
    }

    /// Draws a challenge of 128 bits, the length that the soundness argument asks for
    /// (`docs/security/soundness.md`).
    pub fn challenge(&mut self, label: &'static [u8]) -> [u8; 16] {
        let mut bytes = [0u8; 16];
        self.0.challenge_bytes(label, &mut bytes);
        bytes
    }

    /// Digests all that was absorbed.
    pub(crate) fn digest(mut self) -> [u8; 32] {
        let mut bytes = [0u8; 32];
        self.0.challenge_bytes(b"digest", &mut bytes);
        bytes
    }

    /// A generator for the prover's nonces, keyed with the transcript so far, every secret of the
    /// witness and fresh randomness. A broken random source alone cannot make it repeat a nonce
    /// for two different challenges, which would give the witness away.
    pub fn nonces<'a>(
        &self,
        secrets: impl IntoIterator<Item = &'a Scalar>,
        rng: &mut impl CryptoRng,
    ) -> Nonces {
        let mut builder = self.0.build_rng();
        for secret in secrets {
            let mut bytes = secret.to_bytes();
            builder = builder.rekey_with_witness_bytes(b"secret", &bytes);
            bytes.zeroize();
        }
        Nonces(builder.finalize(&mut Rng06(rng)))
    }
}

/// The value of a 128-bit challenge.
pub fn challenge_scalar(challenge: &[u8; 16]) -> Scalar {
    Scalar::from(u128::from_be_bytes(*challenge))
}

/// See [`Transcript::nonces`].
pub struct Nonces(merlin::TranscriptRng);

impl Nonces {
    /// The next nonce other than zero.
    pub fn next_nonzero(&mut self) -> Scalar {
        loop {
            let scalar = self.next_scalar();
            if !scalar.is_zero() {
                return scalar;
            }
        }
    }

    /// The next nonce, uniform modulo `r` up to a bias below 2^-128.
    pub fn next_scalar(&mut self) -> Scalar {
        let mut wide = [0u8; 48];
        rand_core_06::RngCore::fill_bytes(&mut self.0, &mut wide);
        let scalar = Scalar::from_wide(&wide);
        wide.zeroize();
        scalar
    }

    /// The next weight of a verifier: 128 bits, never zero.
    pub fn next_weight(&mut self) -> Weight {
        let mut bytes = [0u8; 16];
        loop {
            rand_core_06::RngCore::fill_bytes(&mut self.0, &mut bytes);
            if let Some(weight) = Weight::from_bytes(&bytes) {
                return weight;
            }
        }
    }
}

/// Merlin speaks an older `rand_core`.
struct Rng06<'a, R: CryptoRng>(&'a mut R);

impl<R: CryptoRng> rand_core_06::RngCore for Rng06<'_, R> {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }
    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }
    fn fill_bytes(&mut self, dest: &mut [u8]) {
        self.0.fill_bytes(dest);
    }
    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core_06::Error> {
        self.0.fill_bytes(dest);
        Ok(())
    }
}

impl<R: CryptoRng> rand_core_06::CryptoRng for Rng06<'_, R> {}
