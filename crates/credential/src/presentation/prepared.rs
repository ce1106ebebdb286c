//! The holder's side, prepared: a presentation of which only the answer to the challenge is left.

use core::fmt;

use celadon_circuits::presentation as circuit;
use rand_core::CryptoRng;

use super::bases::Bases;
use super::present::{PresentError, witness};
use super::{Ask, Federation, Presentation};
use crate::colour::Colour;
use crate::grid::Period;
use crate::ids::{Epoch, FederationId};
use crate::parameters::Scope;
use crate::stamp::StampedCredential;

/// The points of one presentation, computed before it is asked for. It is used once, never
/// written down, and wiped when it is dropped. Nothing in it depends on a challenge: the nonces are
/// drawn when it answers.
pub struct Prepared {
    points: circuit::Prepared,
    colour: Colour,
    period: Period,
    federation: FederationId,
    epoch: Epoch,
    scope: Option<Scope>,
    bases: Bases,
}

impl Prepared {
    /// Computes the points for the stamp's colour and period. With a scope the pseudonym for that
    /// venue and day is ready too; without one an answer that needs a pseudonym computes it then.
    ///
    /// # Errors
    /// [`PresentError::NotAccredited`], and [`PresentError::OtherScope`] for a scope of another
    /// federation.
    pub fn new(
        stamped: &StampedCredential,
        scope: Option<Scope>,
        federation: &Federation,
        rng: &mut impl CryptoRng,
    ) -> Result<Prepared, PresentError> {
        let list = federation.list();
        let witness = witness(stamped, federation)?;
        if scope.is_some_and(|scope| scope.federation != *list.federation()) {
            return Err(PresentError::OtherScope);
        }
        let bases = Bases {
            E: *stamped.base(),
            scope: scope.map(|scope| scope.base()),
        };
        Ok(Prepared {
            points: federation.statement(bases).prepare(&witness, rng),
            colour: stamped.colour(),
            period: stamped.period(),
            federation: *list.federation(),
            epoch: list.epoch(),
            scope,
            bases,
        })
    }

    /// The colour that it shows.
    pub fn colour(&self) -> Colour {
        self.colour
    }

    /// The period; its end is `T`.
    pub fn period(&self) -> Period {
        self.period
    }

    /// The venue and day whose pseudonym is ready.
    pub fn scope(&self) -> Option<Scope> {
        self.scope
    }

    /// Whether it answers under this list: another epoch has another accreditation key.
    pub fn belongs_to(&self, federation: &Federation) -> bool {
        let list = federation.list();
        self.federation == *list.federation() && self.epoch == list.epoch()
    }

    /// Answers what a venue asks for. The points are gone, whether or not there is an answer.
    ///
    /// # Errors
    /// [`PresentError::OtherPeriod`], [`PresentError::OtherEpoch`] or [`PresentError::OtherScope`]
    /// if they were prepared for something else.
    pub fn answer(
        self,
        ask: &Ask,
        federation: &Federation,
        rng: &mut impl CryptoRng,
    ) -> Result<Presentation, PresentError> {
        if !self.belongs_to(federation) {
            return Err(PresentError::OtherEpoch);
        }
        if self.period != ask.period() {
            return Err(PresentError::OtherPeriod);
        }
        let asked = ask.scope(federation);
        if self.scope.is_some() && self.scope != asked {
            return Err(PresentError::OtherScope);
        }
        let header = ask
            .header(self.colour, federation)
            .ok_or(PresentError::OtherPeriod)?;
        let mut bases = self.bases;
        if self.scope.is_none() {
            bases.scope = asked.map(|scope| scope.base());
        }
        let transcript = ask.transcript(&header, federation);
        // The epoch is the same, and so is all else that the statement is about.
        let proof = (federation.statement(bases))
            .finish(self.points, transcript, rng)
            .map_err(|_| PresentError::OtherEpoch)?;
        Ok(Presentation { header, proof })
    }
}

/// Says nothing of whose it is.
impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prepared({}, {}, ..)", self.colour, self.period.end())
    }
}
