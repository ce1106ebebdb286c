//! Ed25519 signatures, each bound to the kind of object that it is for.

use ed25519_dalek::{Signature, Signer};
pub use ed25519_dalek::{SigningKey, VerifyingKey};
use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};

/// What is signed. A signature of one kind is none of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A federation's root document.
    Root,
    /// A trust list.
    TrustList,
    /// A venue certificate.
    Venue,
    /// A venue policy.
    Policy,
    /// A venue registry.
    Registry,
    /// A verifier's challenge.
    Challenge,
    /// The manifest of an issuer's stamp files.
    Manifest,
}

/// The signature does not verify. It says no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the signature does not verify")]
pub struct SignatureError;

impl Kind {
    /// The name that is signed along.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Root => "CELADON-V1-ROOT",
            Kind::TrustList => "CELADON-V1-TRUST-LIST",
            Kind::Venue => "CELADON-V1-VENUE",
            Kind::Policy => "CELADON-V1-POLICY",
            Kind::Registry => "CELADON-V1-REGISTRY",
            Kind::Challenge => "CELADON-V1-CHALLENGE",
            Kind::Manifest => "CELADON-V1-MANIFEST",
        }
    }
}

/// Signs `label ‖ 0x00 ‖ payload`.
pub fn sign(kind: Kind, payload: &[u8], key: &SigningKey) -> [u8; 64] {
    key.sign(&message(kind, payload)).to_bytes()
}

/// Verifies a signature over `label ‖ 0x00 ‖ payload`, strictly: no weak key, no small-order
/// point, one signature for one nonce.
pub fn verify(
    kind: Kind,
    payload: &[u8],
    key: &VerifyingKey,
    signature: &[u8; 64],
) -> Result<(), SignatureError> {
    key.verify_strict(&message(kind, payload), &Signature::from_bytes(signature))
        .map_err(|_| SignatureError)
}

fn message(kind: Kind, payload: &[u8]) -> Vec<u8> {
    let label = kind.label().as_bytes();
    [label, &[0], payload].concat()
}

/// A payload and one signature over it: CBOR `[1, payload, signature]`. What it says is not true
/// until [`Signed::verified`] has said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    payload: Vec<u8>,
    signature: [u8; 64],
}

impl Signed {
    /// The most bytes of a signed object.
    pub const MAX_BYTES: usize = 1 << 20;

    /// Signs a payload.
    pub fn seal(kind: Kind, payload: Vec<u8>, key: &SigningKey) -> Signed {
        let signature = sign(kind, &payload, key);
        Signed { payload, signature }
    }

    /// The payload, if the signature is this key's for an object of this kind.
    pub fn verified(&self, kind: Kind, key: &VerifyingKey) -> Result<&[u8], SignatureError> {
        verify(kind, &self.payload, key, &self.signature).map(|()| &*self.payload)
    }

    /// The payload of somebody whose key is not known yet: it names the key to look for.
    pub fn unverified(&self) -> &[u8] {
        &self.payload
    }

    /// The signature.
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode()
    }

    /// Decodes the canonical bytes of a signed object; the signature is not yet looked at.
    pub fn from_bytes(bytes: &[u8]) -> Result<Signed, DecodeError> {
        Signed::decode(bytes)
    }
}

impl Canonical for Signed {
    const MAX_BYTES: usize = Signed::MAX_BYTES;
    fn write(&self, writer: &mut Writer) {
        writer
            .array(3)
            .uint(1)
            .bytes(&self.payload)
            .bytes(&self.signature);
    }
    fn read(reader: &mut Reader<'_>) -> Result<Signed, DecodeError> {
        reader.versioned(3)?;
        Ok(Signed {
            payload: reader.bytes(Signed::MAX_BYTES)?.to_vec(),
            signature: reader.fixed()?,
        })
    }
}

/// A byte string of 32 bytes: a point in its canonical encoding, of large order.
impl Canonical for VerifyingKey {
    const MAX_BYTES: usize = 34;
    fn write(&self, writer: &mut Writer) {
        writer.bytes(self.as_bytes());
    }
    fn read(reader: &mut Reader<'_>) -> Result<VerifyingKey, DecodeError> {
        key_from_bytes(&reader.fixed()?)
    }
}

/// A public key from its 32 bytes; refuses what is no point, and the points of small order, for
/// which anybody can sign.
pub fn key_from_bytes(bytes: &[u8; 32]) -> Result<VerifyingKey, DecodeError> {
    match VerifyingKey::from_bytes(bytes) {
        Ok(key) if !key.is_weak() => Ok(key),
        _ => Err(DecodeError::Invalid("an Ed25519 key")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    #[test]
    fn verifies_for_its_kind_key_and_payload_only() {
        let own = key(1).verifying_key();
        let signed = Signed::seal(Kind::Venue, b"payload".to_vec(), &key(1));
        assert_eq!(signed.verified(Kind::Venue, &own), Ok(&b"payload"[..]));
        assert!(signed.verified(Kind::Policy, &own).is_err());
        assert!(
            signed
                .verified(Kind::Venue, &key(2).verifying_key())
                .is_err()
        );
        let other = verify(Kind::Venue, b"Payload", &own, signed.signature());
        assert_eq!(other, Err(SignatureError));
    }

    #[test]
    fn no_label_begins_another_ones_message() {
        use Kind::*;
        let kinds = [
            Root, TrustList, Venue, Policy, Registry, Challenge, Manifest,
        ];
        for (i, one) in kinds.iter().enumerate() {
            for other in &kinds[i + 1..] {
                assert!(!message(*one, &[]).starts_with(&message(*other, &[])));
                assert!(!message(*other, &[]).starts_with(&message(*one, &[])));
            }
        }
    }

    #[test]
    fn every_bit_matters() {
        let own = key(1).verifying_key();
        let signed = Signed::seal(Kind::Root, b"payload".to_vec(), &key(1));
        let bytes = signed.to_bytes();
        assert_eq!(Signed::from_bytes(&bytes), Ok(signed));
        for place in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[place / 8] ^= 1 << (place % 8);
            let refused = match Signed::from_bytes(&flipped) {
                Err(_) => true,
                Ok(signed) => signed.verified(Kind::Root, &own).is_err(),
            };
            assert!(refused, "bit {place}");
        }
    }

    #[test]
    fn a_key_for_which_anybody_can_sign_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert!(key_from_bytes(&identity).is_err());
        assert!(key_from_bytes(&[0; 32]).is_err());
        assert!(key_from_bytes(key(1).verifying_key().as_bytes()).is_ok());
    }
}
