//! A stamped credential: what can be presented, for one colour and one period.

use celadon_circuits::possession::Witness;
use celadon_curve::{G1, Secret};

use crate::colour::Colour;
use crate::grid::Period;
use crate::ids::{FederationId, SchemaId};
use crate::issuance::Credential;
use crate::trust_list::VerifiedTrustList;

/// `A* = A + S`, a signature on the declaration and on "colour until T".
#[derive(Debug, Clone)]
pub struct StampedCredential {
    credential: Credential,
    signature: Secret<G1>,
    /// `B* − e·A*`.
    signed: Secret<G1>,
    /// `E`.
    base: G1,
    colour: Colour,
    period: Period,
}

impl StampedCredential {
    pub(crate) fn new(
        credential: &Credential,
        signature: G1,
        B: G1,
        base: G1,
        colour: Colour,
        period: Period,
    ) -> StampedCredential {
        StampedCredential {
            credential: credential.clone(),
            signature: Secret::new(signature),
            signed: Secret::new(B - signature * *credential.exponent().scalar()),
            base,
            colour,
            period,
        }
    }

    /// The colour.
    pub fn colour(&self) -> Colour {
        self.colour
    }

    /// The period; its end is `T`.
    pub fn period(&self) -> Period {
        self.period
    }

    /// The stamp's base, `E`.
    pub(crate) fn base(&self) -> &G1 {
        &self.base
    }

    /// The federation.
    pub fn federation(&self) -> &FederationId {
        self.credential.federation()
    }

    /// The schema.
    pub fn schema(&self) -> &SchemaId {
        self.credential.schema()
    }

    /// The secrets of a presentation; `None` if the issuer is not on this list.
    pub(crate) fn witness(&self, list: &VerifiedTrustList) -> Option<Witness> {
        let issuer_key = self.credential.issuer_key();
        let accreditation = list.accreditation(self.schema(), issuer_key)?;
        Some(Witness {
            A: *self.signature.expose(),
            signed: Some(*self.signed.expose()),
            e: *self.credential.exponent().scalar(),
            blind: *self.credential.blind(),
            messages: self.credential.messages(),
            W: *issuer_key,
            Y: *accreditation,
        })
    }
}
