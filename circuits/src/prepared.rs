//! Prepared presentations: points, and tables of them, computed before the challenge is known.
//!
//! What depends on the challenge stays for later, the nonces first of all: one nonce for two
//! challenges gives the holder away for ever.

use celadon_curve::{FixedBase, G1, Scalar};
use rand_core::CryptoRng;
use thiserror::Error;
use zeroize::Zeroize;

use crate::issuer::IssuerKey;
use crate::possession::{Disclosed, FIRST_MESSAGE, Opening, Witness};
use crate::presentation::{Proof, Statement};
use crate::{Transcript, pseudonym};

/// Points computed ahead. Used once, never stored: whoever sees two answers with one set of points
/// knows that they are one holder's.
pub struct Prepared {
    opened: Opened,
    tables: Tables,
    made_for: MadeFor,
}

/// The points belong to another statement: another issuer's, epoch, colour, period, or pseudonym.
/// They are gone; prepare new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the points were prepared for another statement: prepare new ones")]
pub struct OtherStatement;

/// Possession's points and the pseudonym, with the secrets behind them.
pub(crate) struct Opened {
    opening: Opening,
    N: Option<G1>,
}

/// Tables of the points that an answer multiplies by nonces.
pub(crate) struct Tables {
    pub(crate) A_bar: FixedBase,
    pub(crate) B_bar: FixedBase,
    pub(crate) scope: Option<FixedBase>,
}

/// What the points depend on.
#[derive(PartialEq)]
struct MadeFor {
    issuer: IssuerKey,
    domain: Scalar,
    E: G1,
    disclosed: Disclosed,
    scope: Option<G1>,
}

impl Statement<'_> {
    /// Computes all points, and tables of them, so that an answer has only to add. Nothing here
    /// depends on the challenge.
    ///
    /// Without a pseudonym the points serve an answer with one too, which then costs more.
    ///
    /// # Panics
    /// If the witness has another number of messages than there are generators: a fault in a
    /// schema.
    pub fn prepare(&self, witness: &Witness, rng: &mut impl CryptoRng) -> Prepared {
        let opened = self.open(witness, rng);
        let points = &opened.opening.points;
        let tables = Tables {
            A_bar: FixedBase::new(&points.A_bar),
            B_bar: FixedBase::new(&points.B_bar),
            scope: (self.pseudonym.as_ref()).map(|pseudonym| FixedBase::new(&pseudonym.scope)),
        };
        Prepared {
            opened,
            tables,
            made_for: self.made_for(),
        }
    }

    /// Answers with prepared points. `transcript` holds the context; the nonces are drawn from it
    /// now, so that they belong to this challenge alone.
    ///
    /// # Errors
    /// [`OtherStatement`] if the points were prepared for another statement. They would not verify,
    /// and show a pseudonym of the old scope.
    pub fn finish(
        &self,
        mut prepared: Prepared,
        transcript: Transcript,
        rng: &mut impl CryptoRng,
    ) -> Result<Proof, OtherStatement> {
        if let (Some(pseudonym), None) = (&self.pseudonym, &prepared.made_for.scope) {
            prepared.opened.add_pseudonym(pseudonym);
            prepared.made_for.scope = Some(pseudonym.scope);
        }
        if prepared.made_for != self.made_for() {
            return Err(OtherStatement);
        }
        Ok(self.close(&prepared.opened, Some(&prepared.tables), transcript, rng))
    }

    /// The points, without the statement that they were made for.
    pub(crate) fn open(&self, witness: &Witness, rng: &mut impl CryptoRng) -> Opened {
        let mut opened = Opened {
            opening: self.possession.randomise(witness, rng),
            N: None,
        };
        if let Some(pseudonym) = &self.pseudonym {
            opened.add_pseudonym(pseudonym);
        }
        opened
    }

    /// The answer to a challenge.
    pub(crate) fn close(
        &self,
        opened: &Opened,
        tables: Option<&Tables>,
        mut transcript: Transcript,
        rng: &mut impl CryptoRng,
    ) -> Proof {
        let (points, N) = (&opened.opening.points, opened.N);
        self.absorb(points, N.as_ref(), &mut transcript);
        let relation = self.relation(points, N.as_ref(), tables);
        let sigma = relation.prove(&opened.opening.secrets, &mut transcript, rng);
        Proof {
            points: points.clone(),
            N,
            sigma,
        }
    }

    fn made_for(&self) -> MadeFor {
        let possession = &self.possession;
        MadeFor {
            issuer: possession.issuer.key(),
            domain: possession.domain,
            E: possession.E,
            disclosed: possession.disclosed.clone(),
            scope: self.pseudonym.as_ref().map(|pseudonym| pseudonym.scope),
        }
    }
}

impl Opened {
    fn add_pseudonym(&mut self, pseudonym: &pseudonym::Statement) {
        let h = &self.opening.secrets[FIRST_MESSAGE];
        self.N = Some(pseudonym.pseudonym(h).normalised());
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.N.zeroize();
    }
}

/// Says nothing of what is inside.
impl core::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Prepared(..)")
    }
}
