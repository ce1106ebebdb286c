//! The proof that an issuer knows its secret key.
//!
//! Without it an issuer could hand in `W₂ = k·W₁`, a key related to another's, and turn that
//! other's signatures into its own. Chaum and Pedersen, "Wallet Databases with Observers" (Crypto
//! 1992): one response for two bases shows that `W` and `X` have the same logarithm, and Fiat and
//! Shamir's hash binds it to whose key it is and where it may be used.
//!
//! $$ R = \{ (W, X ;\ x) : W = x P_2 \wedge X = x Z \} $$

use celadon_curve::{G1, G2, Scalar, Secret, Suite, hash_to_scalar, vartime_msm};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::Issuer;
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::{FederationId, SchemaId, accreditation_base};

/// Challenge and response, 64 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Possession {
    c: Scalar,
    x_hat: Scalar,
}

/// What is proven, and all that it is bound to.
pub(super) struct Statement<'a> {
    pub(super) federation: &'a FederationId,
    pub(super) schema: &'a SchemaId,
    pub(super) issuer: &'a Issuer,
    pub(super) W: &'a G2,
    pub(super) X: &'a G1,
}

const CHALLENGE_DST: &[u8] = b"CELADON-V1-POSSESSION_BLS12381_XMD:SHA-256_";
const NONCE_DST: &[u8] = b"CELADON-V1-POSSESSION-NONCE_BLS12381_XMD:SHA-256_";

impl Statement<'_> {
    pub(super) fn prove(&self, x: &Secret<Scalar>, rng: &mut impl CryptoRng) -> Possession {
        let x_tilde = self.nonce(x, rng);
        let W_tilde = G2::generator() * *x_tilde.expose();
        let X_tilde = self.base() * *x_tilde.expose();
        let c = self.challenge(&W_tilde, &X_tilde);
        let x_hat = *x_tilde.expose() + c * *x.expose();
        Possession { c, x_hat }
    }

    pub(super) fn verify(&self, proof: &Possession) -> bool {
        let W_tilde = G2::generator() * proof.x_hat + *self.W * -proof.c;
        let X_tilde = vartime_msm(&[self.base(), *self.X], &[proof.x_hat, -proof.c])
            .expect("two points and two scalars");
        self.challenge(&W_tilde, &X_tilde) == proof.c
    }

    fn base(&self) -> G1 {
        accreditation_base(self.federation, self.schema)
    }

    /// `c`, over CBOR `[federation, schema, issuer, W, X, W~, X~]`.
    fn challenge(&self, W_tilde: &G2, X_tilde: &G1) -> Scalar {
        let mut writer = Writer::with_capacity(1_024);
        writer.array(7);
        self.write(&mut writer);
        writer.G2(W_tilde).G1(X_tilde);
        hash_to_scalar(Suite::Sha256, &writer.finish(), CHALLENGE_DST)
    }

    /// Hedged: unknown as long as either the generator or the secret key is, and another for each
    /// statement.
    fn nonce(&self, x: &Secret<Scalar>, rng: &mut impl CryptoRng) -> Secret<Scalar> {
        let mut fresh = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *fresh);
        let secret = Zeroizing::new(x.expose().to_bytes());
        let mut writer = Writer::with_capacity(1_024);
        writer.array(7).bytes(&*fresh).bytes(&*secret);
        self.write(&mut writer);
        let bytes = Zeroizing::new(writer.finish());
        Secret::new(hash_to_scalar(Suite::Sha256, &bytes, NONCE_DST))
    }

    fn write(&self, writer: &mut Writer) {
        writer
            .item(self.federation)
            .item(self.schema)
            .item(self.issuer)
            .G2(self.W)
            .G1(self.X);
    }
}

/// A byte string: `c ‖ x^`, big-endian.
impl Canonical for Possession {
    const MAX_BYTES: usize = 66;
    fn write(&self, writer: &mut Writer) {
        writer.bytes(&[self.c.to_bytes(), self.x_hat.to_bytes()].concat());
    }
    fn read(reader: &mut Reader<'_>) -> Result<Possession, DecodeError> {
        let bytes: [u8; 64] = reader.fixed()?;
        let scalar = |half: &[u8]| {
            <&[u8; 32]>::try_from(half)
                .ok()
                .and_then(Scalar::from_bytes)
                .ok_or(DecodeError::Invalid("a proof of possession"))
        };
        Ok(Possession {
            c: scalar(&bytes[..32])?,
            x_hat: scalar(&bytes[32..])?,
        })
    }
}
