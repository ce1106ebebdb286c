//! Making a proof: commitments, challenge, responses.
//!
//! $$ D = r_2 B, \quad \bar A = r_1 r_2 A, \quad \bar B = r_1 D - e \bar A = SK \cdot \bar A $$
//! $$ \bar B = r_1 D - e \bar A, \qquad
//!    P_1 + dom \cdot Q_1 + \sum_{disclosed} m_i H_i = r_2^{-1} D - \sum_{hidden} m_j H_j $$

use celadon_curve::{Scalar, secret_sums};
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Disclosed, Error, Messages, Proof, ProofPoints, Signature, Statement};

/// A proof whose commitments are made and whose challenge is still to come. Used once, and
/// wiped on drop: two responses to one commitment give the signature away.
pub struct ProofInit<'a> {
    statement: &'a Statement,
    disclosed: Disclosed,
    points: ProofPoints,
    secrets: Secrets,
}

#[derive(Zeroize, ZeroizeOnDrop)]
struct Secrets {
    e: Scalar,
    r1: Scalar,
    /// `1/r2`.
    r3: Scalar,
    e_tilde: Scalar,
    r1_tilde: Scalar,
    r3_tilde: Scalar,
    m_tilde: Vec<Scalar>,
    hidden: Vec<Scalar>,
}

impl Statement {
    /// `ProofGen` of the core draft: proves possession of `signature` on `messages`, of which
    /// those at `disclosed` (counted from 0, ascending, each once) are shown. `rng` gives 48
    /// bytes for each of `5 + U` scalars, in the draft's order. The proof is bound to
    /// `presentation_header`.
    ///
    /// # Errors
    /// As [`Statement::prove_init`].
    pub fn prove(
        &self,
        signature: &Signature,
        messages: &Messages,
        disclosed: &[usize],
        presentation_header: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Proof, Error> {
        let init = self.prove_init(signature, messages, disclosed, rng)?;
        let challenge = init.challenge(presentation_header);
        init.finalize(&challenge)
    }

    /// The first half of a proof. The signature is not verified here: a proof of one that is
    /// not valid will not verify.
    ///
    /// # Errors
    /// [`Error::MessageCount`], [`Error::IndexOutOfRange`], [`Error::IndexOrder`], and
    /// [`Error::Degenerate`] if `rng` gives a zero scalar.
    pub fn prove_init(
        &self,
        signature: &Signature,
        messages: &Messages,
        disclosed: &[usize],
        rng: &mut impl CryptoRng,
    ) -> Result<ProofInit<'_>, Error> {
        let b = self.b(messages)?;
        let disclosed = messages.disclose(disclosed)?;

        let (r1, mut r2) = (Scalar::random(rng), Scalar::random(rng));
        let (e_tilde, r1_tilde, r3_tilde) = (
            Scalar::random(rng),
            Scalar::random(rng),
            Scalar::random(rng),
        );
        let unknown = messages.len() - disclosed.len();
        let mut hidden = Vec::with_capacity(unknown);
        let mut m_tilde = Vec::with_capacity(unknown);
        for index in disclosed.hidden(messages.len()) {
            hidden.push(messages.expose()[index]);
            m_tilde.push(Scalar::random(rng));
        }
        let mut secrets = Secrets {
            e: *signature.e(),
            r1,
            r3: Scalar::ZERO,
            e_tilde,
            r1_tilde,
            r3_tilde,
            m_tilde,
            hidden,
        };
        let r3 = r2.invert();
        let mut r1_r2 = r1 * r2;
        let randomised = secret_sums(&[*signature.a(), b], &[&[(0, r1_r2)], &[(1, r2)]]);
        let [a_bar, d] = [randomised[0], randomised[1]];
        r2.zeroize();
        r1_r2.zeroize();
        secrets.r3 = r3.ok_or(Error::Degenerate)?;
        if secrets.r1.is_zero() {
            return Err(Error::Degenerate);
        }

        let hidden = disclosed.hidden(messages.len());
        let blinded = (self.generators()).sum(hidden.zip(secrets.m_tilde.iter().copied()));
        let mut terms = [
            (0, secrets.r1),
            (1, -secrets.e),
            (0, secrets.r1_tilde),
            (1, secrets.e_tilde),
            (0, secrets.r3_tilde),
        ];
        let sums = secret_sums(&[d, a_bar], &[&terms[..2], &terms[2..4], &terms[4..]]);
        terms.iter_mut().for_each(|(_, scalar)| scalar.zeroize());
        let points = ProofPoints {
            a_bar,
            b_bar: sums[0],
            d,
            t1: sums[1],
            t2: sums[2] + blinded,
        };
        Ok(ProofInit {
            statement: self,
            disclosed,
            points,
            secrets,
        })
    }
}

impl ProofInit<'_> {
    /// The points that the challenge must depend on.
    pub fn points(&self) -> &ProofPoints {
        &self.points
    }

    /// What is disclosed, on which the challenge must depend too.
    pub fn disclosed(&self) -> &Disclosed {
        &self.disclosed
    }

    /// The blinding of the hidden message at `index`, `None` if it is disclosed or not there.
    /// A larger proof uses it in another equation on the same message; it is as secret as the
    /// message.
    pub fn blinding(&self, index: usize) -> Option<&Scalar> {
        let messages = self.statement.messages();
        let position = self
            .disclosed
            .hidden(messages)
            .position(|hidden| hidden == index)?;
        self.secrets.m_tilde.get(position)
    }

    /// The draft's challenge.
    pub fn challenge(&self, presentation_header: &[u8]) -> Scalar {
        self.points
            .challenge(self.statement, &self.disclosed, presentation_header)
    }

    /// The second half of a proof: the responses to `challenge`, the draft's or that of a larger
    /// proof.
    ///
    /// # Errors
    /// [`Error::Degenerate`] if a scalar of the proof comes out as zero.
    pub fn finalize(self, challenge: &Scalar) -> Result<Proof, Error> {
        let secrets = &self.secrets;
        let c = *challenge;
        let proof = Proof {
            a_bar: self.points.a_bar,
            b_bar: self.points.b_bar,
            d: self.points.d,
            e_hat: secrets.e_tilde + secrets.e * c,
            r1_hat: secrets.r1_tilde - secrets.r1 * c,
            r3_hat: secrets.r3_tilde - secrets.r3 * c,
            m_hat: secrets
                .m_tilde
                .iter()
                .zip(&secrets.hidden)
                .map(|(blinding, message)| *blinding + *message * c)
                .collect(),
            challenge: c,
        };
        if proof.scalars().any(Scalar::is_zero) {
            return Err(Error::Degenerate);
        }
        Ok(proof)
    }
}

impl core::fmt::Debug for ProofInit<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ProofInit(..)")
    }
}
