//! What is computed once: tables of the generators, and for a statement its fixed sum and its key.
//! All of it is public, and made when it is first needed: a verifier's with the first proof that
//! comes, a holder's with the first that it makes.

use std::sync::{Arc, OnceLock};

use celadon_curve::{FixedBase, G1, G2Prepared, VartimeTable};

use crate::PublicKey;

/// Up to how many generators have wide tables, of 98 kB each; more have narrow ones, of 6 kB.
const WIDE: usize = 32;

/// The tables of a list of generators, shared by all copies of the list.
#[derive(Debug, Clone, Default)]
pub(crate) struct MessageTables(Arc<OnceLock<Vec<VartimeTable>>>);

impl MessageTables {
    /// The tables of `points`, which are always the same ones.
    pub(crate) fn of(&self, points: &[G1]) -> &[VartimeTable] {
        let width = match points.len() <= WIDE {
            true => VartimeTable::WIDE,
            false => VartimeTable::NARROW,
        };
        let table = |point| VartimeTable::new(point, width);
        self.0.get_or_init(|| points.iter().map(table).collect())
    }
}

/// The tables of a list of generators that secrets are multiplied by, of 78 kB each; shared by all
/// copies of the list.
#[derive(Debug, Clone, Default)]
pub(crate) struct SecretTables(Arc<OnceLock<Vec<FixedBase>>>);

impl SecretTables {
    /// The tables of `points`, which are always the same ones; `None` if they are too many.
    pub(crate) fn of(&self, points: &[G1]) -> Option<&[FixedBase]> {
        let make = || points.iter().map(FixedBase::new).collect();
        (points.len() <= WIDE).then(|| self.0.get_or_init(make).as_slice())
    }
}

/// What all proofs of a statement share.
#[derive(Debug, Clone, Default)]
pub(crate) struct StatementTables(OnceLock<Arc<Shared>>);

/// See [`StatementTables`].
#[derive(Debug)]
pub(crate) struct Shared {
    /// `P1 + domain·Q_1`.
    pub(crate) origin: VartimeTable,
    /// The key, for pairings.
    pub(crate) key: G2Prepared,
}

impl StatementTables {
    /// The tables of a statement's `P1 + domain·Q_1` and key, which are always the same ones.
    pub(crate) fn of(&self, origin: impl FnOnce() -> G1, key: &PublicKey) -> &Shared {
        self.0.get_or_init(|| {
            Arc::new(Shared {
                origin: VartimeTable::new(&origin(), VartimeTable::NARROW),
                key: key.point().prepare(),
            })
        })
    }
}
