//! Blind signatures: the issuer signs messages of its own and, unseen, those that the prover
//! committed to.
//!
//! What is signed is one list, `m_1..m_L, s, m'_1..m'_M` on `H_1..H_L, Q_2, J_1..J_M`: the
//! issuer's messages, the prover's blind (zero without a commitment), the committed messages.
//! On that list everything is as in the core draft, except how the issuer makes `e`.

use celadon_curve::{G1, Scalar};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::interface::bounded;
use crate::{
    Commitment, CommittedGenerators, Disclosed, Error, Generators, Messages, Proof, ProofInit,
    ProverBlind, PublicKey, SecretKey, Signature, Statement,
};

/// What issuer, holder and verifier know of a blind signature.
#[derive(Debug, Clone)]
pub struct BlindStatement {
    flat: Statement,
    committed: CommittedGenerators,
}

/// The messages of a blind signature as its holder has them. Wiped on drop.
#[derive(Debug, Clone)]
pub struct BlindMessages {
    flat: Messages,
    committed: usize,
}

/// Which messages a proof shows: indexes counted from 0 in each of the two lists, ascending,
/// each once.
#[derive(Debug, Clone, Copy, Default)]
pub struct BlindIndexes<'a> {
    /// Of the issuer's messages.
    pub messages: &'a [usize],
    /// Of the committed messages.
    pub committed: &'a [usize],
}

impl BlindMessages {
    /// The issuer's messages, the committed ones and the blind of their commitment; `None` if
    /// the issuer signed without one.
    pub fn new(
        messages: &Messages,
        committed: &Messages,
        blind: Option<&ProverBlind>,
    ) -> BlindMessages {
        let blind = blind.map_or(&Scalar::ZERO, ProverBlind::expose);
        let mut flat = Vec::with_capacity(messages.len() + 1 + committed.len());
        flat.extend_from_slice(messages.expose());
        flat.push(*blind);
        flat.extend_from_slice(committed.expose());
        BlindMessages {
            flat: Messages::from_scalars(flat),
            committed: committed.len(),
        }
    }
}

impl BlindStatement {
    /// A statement on as many messages of each kind as there are generators.
    ///
    /// # Errors
    /// [`Error::MixedInterfaces`], and [`Error::TooManyMessages`] if all messages together are
    /// over [`crate::MAX_MESSAGES`].
    pub fn new(
        generators: &Generators,
        committed: &CommittedGenerators,
        public_key: &PublicKey,
        header: &[u8],
    ) -> Result<BlindStatement, Error> {
        if generators.interface() != committed.interface() {
            return Err(Error::MixedInterfaces);
        }
        let flat = generators.joined(committed);
        bounded(flat.messages().len())?;
        Ok(BlindStatement {
            flat: Statement::new(&flat, public_key, header),
            committed: committed.clone(),
        })
    }

    /// `BlindSign` of the blind draft, as its vectors have it: verifies the commitment's proof,
    /// then signs it with the issuer's `messages`, `e` being a hash of the secret key and `B`.
    /// A statement on no committed message may be signed without a commitment.
    ///
    /// # Errors
    /// [`Error::WrongKey`], [`Error::MessageCount`], and [`Error::Refused`] for a commitment
    /// that does not verify.
    pub fn sign(
        &self,
        secret_key: &SecretKey,
        commitment: Option<&Commitment>,
        messages: &Messages,
    ) -> Result<Signature, Error> {
        self.flat.belongs_to(secret_key)?;
        let committed = match commitment {
            Some(commitment) => {
                commitment.verify(&self.committed)?;
                *commitment.point()
            }
            None => {
                counted(0, self.committed.messages())?;
                G1::identity()
            }
        };
        counted(messages.len(), self.messages())?;

        let generators = self.flat.generators();
        let sum = generators.sum(messages.expose().iter().copied().enumerate());
        let b = *self.flat.origin() + sum + committed;
        let mut input = Zeroizing::new(Vec::with_capacity(80));
        input.extend_from_slice(secret_key.to_bytes().expose());
        input.extend_from_slice(&b.to_bytes());
        secret_key.sign_point(&b, &generators.interface().hash_to_scalar(&input))
    }

    /// The holder's check of what the issuer returned.
    ///
    /// # Errors
    /// [`Error::MessageCount`], or [`Error::Refused`].
    pub fn verify(&self, signature: &Signature, messages: &BlindMessages) -> Result<(), Error> {
        self.shaped(messages)?;
        self.flat.verify(signature, &messages.flat)
    }

    /// `BlindProofGen` of the blind draft. The blind is always hidden. See [`Statement::prove`].
    ///
    /// # Errors
    /// As [`Statement::prove`].
    pub fn prove(
        &self,
        signature: &Signature,
        messages: &BlindMessages,
        disclosed: BlindIndexes<'_>,
        presentation_header: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Proof, Error> {
        let init = self.prove_init(signature, messages, disclosed, rng)?;
        let challenge = init.challenge(presentation_header);
        init.finalize(&challenge)
    }

    /// The first half of a proof. See [`Statement::prove_init`]; indexes of the [`ProofInit`]
    /// count in the one list of all messages, where the blind has index `L`.
    ///
    /// # Errors
    /// As [`Statement::prove_init`].
    pub fn prove_init(
        &self,
        signature: &Signature,
        messages: &BlindMessages,
        disclosed: BlindIndexes<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<ProofInit<'_>, Error> {
        self.shaped(messages)?;
        // Scalars play no part here: what is judged and joined is the indexes.
        let indexes = |indexes: &[usize]| {
            Disclosed::from_scalars(indexes, &vec![Scalar::ZERO; indexes.len()])
        };
        let joined = self.joined(
            &indexes(disclosed.messages)?,
            &indexes(disclosed.committed)?,
        )?;
        let flat: Vec<usize> = joined.iter().map(|(index, _)| index).collect();
        self.flat.prove_init(signature, &messages.flat, &flat, rng)
    }

    /// `BlindProofVerify` of the blind draft, with the disclosed messages of both lists.
    ///
    /// # Errors
    /// As [`Statement::verify_proof`].
    pub fn verify_proof(
        &self,
        proof: &Proof,
        messages: &Disclosed,
        committed: &Disclosed,
        presentation_header: &[u8],
    ) -> Result<(), Error> {
        let joined = self.joined(messages, committed)?;
        self.flat.verify_proof(proof, &joined, presentation_header)
    }

    /// The statement on the one list of all messages, for the halves of a proof's verification.
    pub fn flat(&self) -> &Statement {
        &self.flat
    }

    /// How many messages are the issuer's.
    pub fn messages(&self) -> usize {
        self.flat.messages() - self.committed.messages() - 1
    }

    /// How many are committed.
    pub fn committed_messages(&self) -> usize {
        self.committed.messages()
    }

    /// The disclosed messages of both lists as one list, for [`Statement::verify_proof_init`]
    /// of [`BlindStatement::flat`].
    ///
    /// # Errors
    /// [`Error::IndexOutOfRange`], judged in each list.
    pub fn joined(&self, messages: &Disclosed, committed: &Disclosed) -> Result<Disclosed, Error> {
        messages.joined(self.messages(), committed, self.committed_messages())
    }

    fn shaped(&self, messages: &BlindMessages) -> Result<(), Error> {
        counted(messages.committed, self.committed_messages())?;
        counted(messages.flat.len(), self.flat.messages())
    }
}

fn counted(found: usize, expected: usize) -> Result<(), Error> {
    if found == expected {
        Ok(())
    } else {
        Err(Error::MessageCount { found, expected })
    }
}
