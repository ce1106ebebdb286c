//! dock: plain BBS by `bbs_plus`, in the form of the CFRG draft (2023, appendix A of the paper).

use std::collections::BTreeMap;

use ark_bls12_381::{Bls12_381, Fr};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use ark_std::UniformRand;
use ark_std::rand::SeedableRng;
use ark_std::rand::rngs::StdRng;
use bbs_plus::prelude::{
    KeypairG2, PreparedPublicKeyG2, PreparedSignatureParams23G1, Signature23G1, SignatureParams23G1,
};
use bbs_plus::proof_23_ietf::{PoKOfSignature23G1Proof, PoKOfSignature23G1Protocol};
use blake2::Blake2b512;
use dock_crypto_utils::signature::MessageOrBlinding;
use schnorr_pok::compute_random_oracle_challenge;

use crate::case::System;
use crate::statement::{DISCLOSED, PRESENTATION_HEADER};

/// A BBS proof. The verifier has its key and parameters prepared; messages are scalars already.
pub struct Bbs {
    parameters: SignatureParams23G1<Bls12_381>,
    prepared_parameters: PreparedSignatureParams23G1<Bls12_381>,
    prepared_key: PreparedPublicKeyG2<Bls12_381>,
    messages: Vec<Fr>,
    shown: BTreeMap<usize, Fr>,
    signature: Signature23G1<Bls12_381>,
    rng: StdRng,
}

impl Bbs {
    /// A signature on this many messages.
    pub fn new(count: usize) -> Bbs {
        let mut rng = StdRng::seed_from_u64(1);
        let size = u32::try_from(count).expect("few messages");
        let parameters = SignatureParams23G1::new::<Blake2b512>(b"celadon-peers", size);
        let pair = KeypairG2::generate_using_rng_and_bbs23_params(&mut rng, &parameters);
        let messages: Vec<Fr> = (0..count).map(|_| Fr::rand(&mut rng)).collect();
        let signature = Signature23G1::new(&mut rng, &messages, &pair.secret_key, &parameters)
            .expect("as many messages as parameters");
        Bbs {
            prepared_parameters: parameters.clone().into(),
            prepared_key: pair.public_key.clone().into(),
            shown: DISCLOSED.map(|index| (index, messages[index])).into(),
            parameters,
            messages,
            signature,
            rng,
        }
    }
}

impl System for Bbs {
    type ProverInput = ();
    type VerifierInput = ();

    fn prover_input(&self) {}

    fn prove(&mut self, (): ()) -> Vec<u8> {
        let messages = self.messages.iter().enumerate().map(|(index, message)| {
            if DISCLOSED.contains(&index) {
                MessageOrBlinding::RevealMessage(message)
            } else {
                MessageOrBlinding::BlindMessageRandomly(message)
            }
        });
        let protocol = PoKOfSignature23G1Protocol::init(
            &mut self.rng,
            &self.signature,
            &self.parameters,
            messages,
        )
        .expect("as many messages as parameters");
        let mut input = PRESENTATION_HEADER.to_vec();
        protocol
            .challenge_contribution(&self.shown, &self.parameters, &mut input)
            .expect("a vector can be written");
        let challenge = compute_random_oracle_challenge::<Fr, Blake2b512>(&input);
        let proof = protocol.gen_proof(&challenge).expect("all responses");
        let mut bytes = Vec::with_capacity(proof.compressed_size());
        proof
            .serialize_compressed(&mut bytes)
            .expect("a vector can be written");
        bytes
    }

    fn verifier_input(&self) {}

    fn verify(&mut self, proof: &[u8], (): ()) -> bool {
        let Ok(proof) = PoKOfSignature23G1Proof::<Bls12_381>::deserialize_compressed(proof) else {
            return false;
        };
        let mut input = PRESENTATION_HEADER.to_vec();
        proof
            .challenge_contribution(&self.shown, &self.parameters, &mut input)
            .expect("a vector can be written");
        let challenge = compute_random_oracle_challenge::<Fr, Blake2b512>(&input);
        proof
            .verify(
                &self.shown,
                &challenge,
                self.prepared_key.clone(),
                self.prepared_parameters.clone(),
            )
            .is_ok()
    }
}
