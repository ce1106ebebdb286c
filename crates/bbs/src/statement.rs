//! The statement: what signer, holder and verifier all know of a signature. Signing and
//! verifying it.

use celadon_curve::{G1, Scalar};
use zeroize::Zeroizing;

use crate::tables::{Shared, StatementTables};
use crate::{Error, Generators, Interface, Messages, PublicKey, SecretKey, Signature, domain};

/// Interface, generators, public key and header, as their domain. It depends on no message, so
/// one serves all signatures of a kind.
///
/// ```
/// use celadon_bbs::{Error, Interface, Messages, SecretKey, Statement, Suite};
/// # fn main() -> Result<(), Error> {
/// let interface = Interface::core(Suite::Sha256);
/// let key = SecretKey::generate(&interface, &[7; 32], b"", None)?;
/// let statement = Statement::new(&interface.generators(2)?, key.public_key(), b"header");
/// let messages = Messages::map(&interface, &[b"first", b"second"]);
/// let signature = statement.sign(&key, &messages)?;
/// statement.verify(&signature, &messages)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Statement {
    generators: Generators,
    public_key: PublicKey,
    domain: Scalar,
    tables: StatementTables,
}

impl Statement {
    /// A statement on as many messages as there are message generators. Bound what comes from
    /// outside before the generators are made: [`crate::MAX_MESSAGES`].
    pub fn new(generators: &Generators, public_key: &PublicKey, header: &[u8]) -> Statement {
        Statement {
            generators: generators.clone(),
            public_key: *public_key,
            domain: domain(
                generators.interface(),
                &public_key.to_bytes(),
                generators.q1(),
                generators.messages(),
                header,
            ),
            tables: StatementTables::default(),
        }
    }

    /// `Sign` of the core draft, deterministic: `e` is a hash of the secret key, the messages
    /// and the domain.
    ///
    /// # Errors
    /// [`Error::MessageCount`], [`Error::WrongKey`], and [`Error::Degenerate`] with a
    /// probability of about 2^-254.
    pub fn sign(&self, secret_key: &SecretKey, messages: &Messages) -> Result<Signature, Error> {
        self.belongs_to(secret_key)?;
        let b = self.b(messages)?;
        let mut input = Zeroizing::new(Vec::with_capacity(32 * (messages.len() + 2)));
        input.extend_from_slice(secret_key.to_bytes().expose());
        for scalar in messages.expose() {
            input.extend_from_slice(&scalar.to_bytes());
        }
        input.extend_from_slice(&self.domain.to_bytes());
        secret_key.sign_point(&b, &self.interface().hash_to_scalar(&input))
    }

    /// `Verify` of the core draft.
    ///
    /// # Errors
    /// [`Error::MessageCount`], or [`Error::Refused`].
    pub fn verify(&self, signature: &Signature, messages: &Messages) -> Result<(), Error> {
        if signature.signs(&self.b(messages)?, &self.public_key) {
            Ok(())
        } else {
            Err(Error::Refused)
        }
    }

    /// The point that is signed: `B = P1 + domain·Q_1 + Σ m_i·H_i`, constant-time.
    ///
    /// # Errors
    /// [`Error::MessageCount`].
    pub fn b(&self, messages: &Messages) -> Result<G1, Error> {
        if messages.len() != self.messages() {
            return Err(Error::MessageCount {
                found: messages.len(),
                expected: self.messages(),
            });
        }
        let sum = (self.generators).sum(messages.expose().iter().copied().enumerate());
        Ok(*self.origin() + sum)
    }

    /// `P1 + domain·Q_1`.
    pub(crate) fn origin(&self) -> &G1 {
        self.tables().origin.base()
    }

    /// What all signatures and proofs share.
    pub(crate) fn tables(&self) -> &Shared {
        let generators = &self.generators;
        let origin = || generators.p1() + *generators.q1() * self.domain;
        self.tables.of(origin, &self.public_key)
    }

    /// The interface.
    pub fn interface(&self) -> &Interface {
        self.generators.interface()
    }

    /// The generators.
    pub fn generators(&self) -> &Generators {
        &self.generators
    }

    /// The signer's public key.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The domain.
    pub fn domain(&self) -> &Scalar {
        &self.domain
    }

    /// How many messages a signature covers.
    pub fn messages(&self) -> usize {
        self.generators.messages().len()
    }

    /// Refuses a secret key other than the statement's.
    pub(crate) fn belongs_to(&self, secret_key: &SecretKey) -> Result<(), Error> {
        if secret_key.public_key() == &self.public_key {
            Ok(())
        } else {
            Err(Error::WrongKey)
        }
    }
}
