//! zkryptium: BBS as in the CFRG draft. Its interface makes the generators on each call.

use zkryptium::bbsplus::keys::BBSplusPublicKey;
use zkryptium::keys::pair::KeyPair;
use zkryptium::schemes::algorithms::BbsBls12381Sha256;
use zkryptium::schemes::generics::{PoKSignature, Signature};

use crate::case::System;
use crate::statement::{DISCLOSED, HEADER, PRESENTATION_HEADER, disclosed, messages};

/// A BBS proof.
pub struct Bbs {
    key: BBSplusPublicKey,
    messages: Vec<Vec<u8>>,
    shown: Vec<Vec<u8>>,
    signature: Vec<u8>,
}

impl Bbs {
    /// A signature on this many messages.
    pub fn new(count: usize) -> Bbs {
        let pair =
            KeyPair::<BbsBls12381Sha256>::generate(&[7; 32], None, None).expect("enough material");
        let (secret, key) = pair.into_parts();
        let messages = messages(count);
        let signature =
            Signature::<BbsBls12381Sha256>::sign(Some(&messages), &secret, &key, Some(HEADER))
                .expect("a key and messages")
                .to_bytes()
                .to_vec();
        Bbs {
            key,
            shown: disclosed(&messages),
            messages,
            signature,
        }
    }
}

impl System for Bbs {
    type ProverInput = ();
    type VerifierInput = ();

    fn prover_input(&self) {}

    fn prove(&mut self, (): ()) -> Vec<u8> {
        PoKSignature::<BbsBls12381Sha256>::proof_gen(
            &self.key,
            &self.signature,
            Some(HEADER),
            Some(PRESENTATION_HEADER),
            Some(&self.messages),
            Some(&DISCLOSED),
        )
        .expect("the signature is on these messages")
        .to_bytes()
    }

    fn verifier_input(&self) {}

    fn verify(&mut self, proof: &[u8], (): ()) -> bool {
        PoKSignature::<BbsBls12381Sha256>::from_bytes(proof).is_ok_and(|proof| {
            let (header, bound) = (Some(HEADER), Some(PRESENTATION_HEADER));
            proof
                .proof_verify(
                    &self.key,
                    Some(&self.shown),
                    Some(&DISCLOSED),
                    header,
                    bound,
                )
                .is_ok()
        })
    }
}
