//! Whose signature a proof is about: one named issuer's, or any accredited one's.

use celadon_curve::{G1, G2, G2Prepared, VartimeTable};

/// Whose signature is accepted.
#[derive(Debug, Clone)]
pub enum Issuer {
    /// One named issuer key.
    Known {
        /// Its public key `W`.
        W: G2,
        /// The same, for pairings.
        prepared: G2Prepared,
    },
    /// Any issuer accredited under `V` for the schema whose base is `Z`.
    Hidden {
        /// The accreditation key of the epoch.
        V: G2,
        /// The same, for pairings.
        prepared: G2Prepared,
        /// The schema's accreditation base.
        Z: G1,
        /// The same, for sums.
        table: Box<VartimeTable>,
    },
}

/// What tells one [`Issuer`] from another: `W`, or `V` and `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IssuerKey(G2, Option<G1>);

impl Issuer {
    /// The known-issuer profile.
    pub fn known(W: G2) -> Issuer {
        Issuer::Known {
            prepared: W.prepare(),
            W,
        }
    }

    /// The hidden-issuer profile.
    pub fn hidden(V: G2, Z: G1) -> Issuer {
        Issuer::Hidden {
            prepared: V.prepare(),
            V,
            Z,
            table: Box::new(VartimeTable::new(&Z, VartimeTable::NARROW)),
        }
    }

    pub(crate) fn key(&self) -> IssuerKey {
        match self {
            Issuer::Known { W, .. } => IssuerKey(*W, None),
            Issuer::Hidden { V, Z, .. } => IssuerKey(*V, Some(*Z)),
        }
    }
}
