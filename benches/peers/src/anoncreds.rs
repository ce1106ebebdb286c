//! AnonCreds: a CL signature with a predicate over a time and a proof of non-revocation.
//!
//! Five attributes are hidden, the link secret among them. Proofs travel as JSON, as AnonCreds
//! sends them.

use anoncreds_clsignatures::{
    CredentialPublicKey, CredentialSchema, CredentialSignature, CredentialValues, Error, Issuer,
    NonCredentialSchema, Nonce, Proof, Prover, RevocationKeyPublic, RevocationRegistry,
    SimpleTailsAccessor, SubProofRequest, Verifier, Witness, new_nonce,
};

use crate::case::System;

/// The attributes beside the link secret, and their values. Times are hours since 1970: predicates
/// take 32 bits with a sign.
const ATTRIBUTES: [(&str, &str); 4] = [
    (
        "name",
        "71359565875792231284520921325827138947128937589239275892357589",
    ),
    (
        "region",
        "59446570995589672392109492583948874286920500816076925199170500",
    ),
    ("valid_until", "500072"),
    ("level", "2"),
];
const LINK_SECRET: &str = "master_secret";
const NOW: i32 = 500_000;

/// Citizens in the registry. Neither prover nor verifier depends on it.
const MEMBERS: u32 = 100;
/// The citizen's place among them.
const PLACE: u32 = 1;

/// The proof.
pub struct Composite {
    schema: CredentialSchema,
    other_schema: NonCredentialSchema,
    key: CredentialPublicKey,
    registry_key: RevocationKeyPublic,
    registry: RevocationRegistry,
    request: SubProofRequest,
    values: CredentialValues,
    signature: CredentialSignature,
    witness: Witness,
    nonce: Nonce,
}

impl Composite {
    /// A credential that is valid for three more days and not revoked. The issuer's key, of two
    /// safe primes, takes long to find.
    ///
    /// # Errors
    /// What the library says.
    pub fn new() -> Result<Composite, Error> {
        let mut schema = Issuer::new_credential_schema_builder()?;
        let mut values = Issuer::new_credential_values_builder()?;
        for (name, value) in ATTRIBUTES {
            schema.add_attr(name)?;
            values.add_dec_known(name, value)?;
        }
        let (schema, values) = (schema.finalize()?, values.finalize()?);
        let mut other_schema = Issuer::new_non_credential_schema_builder()?;
        other_schema.add_attr(LINK_SECRET)?;
        let other_schema = other_schema.finalize()?;
        let (key, secret, key_proof) = Issuer::new_credential_def(&schema, &other_schema, true)?;
        let (registry_key, registry_secret, mut registry, mut tails) =
            Issuer::new_revocation_registry_def(&key, MEMBERS, true)?;
        SimpleTailsAccessor::new(&mut tails)?;

        let link_secret = Prover::new_link_secret()?;
        let mut hidden = Issuer::new_credential_values_builder()?;
        hidden.add_value_hidden(LINK_SECRET, link_secret.as_ref())?;
        let hidden = hidden.finalize()?;
        let (nonce, issuance_nonce) = (new_nonce()?, new_nonce()?);
        let (blinded, factors, blinded_proof) =
            Prover::blind_credential_secrets(&key, &key_proof, &hidden, &nonce)?;
        let (mut signature, signature_proof, witness, _) = Issuer::sign_credential_with_revoc(
            "citizen",
            &blinded,
            &blinded_proof,
            &nonce,
            &issuance_nonce,
            &values,
            &key,
            &secret,
            PLACE,
            MEMBERS,
            true,
            &mut registry,
            &registry_secret,
        )?;
        let values = values.merge(&hidden)?;
        Prover::process_credential_signature(
            &mut signature,
            &values,
            &signature_proof,
            &factors,
            &key,
            &issuance_nonce,
            Some(&registry_key),
            Some(&registry),
            Some(&witness),
        )?;
        let mut request = Verifier::new_sub_proof_request_builder()?;
        request.add_predicate("valid_until", "GE", NOW)?;
        Ok(Composite {
            schema,
            other_schema,
            key,
            registry_key,
            registry,
            request: request.finalize()?,
            values,
            signature,
            witness,
            nonce: new_nonce()?,
        })
    }

    fn try_prove(&self) -> Result<Proof, Error> {
        let mut builder = Prover::new_proof_builder()?;
        builder.add_common_attribute(LINK_SECRET)?;
        builder.add_sub_proof_request(
            &self.request,
            &self.schema,
            &self.other_schema,
            &self.signature,
            &self.values,
            &self.key,
            Some(&self.registry),
            Some(&self.witness),
        )?;
        builder.finalize(&self.nonce)
    }

    fn try_verify(&self, proof: &Proof) -> Result<bool, Error> {
        let mut verifier = Verifier::new_proof_verifier()?;
        verifier.add_common_attribute(LINK_SECRET)?;
        verifier.add_sub_proof_request(
            &self.request,
            &self.schema,
            &self.other_schema,
            &self.key,
            Some(&self.registry_key),
            Some(&self.registry),
        )?;
        verifier.verify(proof, &self.nonce)
    }
}

impl System for Composite {
    type ProverInput = ();
    type VerifierInput = ();

    fn prover_input(&self) {}

    fn prove(&mut self, (): ()) -> Vec<u8> {
        let proof = self.try_prove().expect("the credential fits the request");
        serde_json::to_vec(&proof).expect("a proof is JSON")
    }

    fn verifier_input(&self) {}

    fn verify(&mut self, proof: &[u8], (): ()) -> bool {
        // Its decoder panics at what is no number; a verifier would have to catch that.
        let decoded = std::panic::catch_unwind(|| serde_json::from_slice(proof));
        matches!(decoded, Ok(Ok(proof)) if matches!(self.try_verify(&proof), Ok(true)))
    }
}
