//! The hashed bases of statements, and a verifier's tables of those that it meets again.
//!
//! Everybody who shows green in one hour shows the same stamp's base, and all pseudonyms of a venue's
//! day have one base. To hash them for each presentation, and to multiply them without a table,
//! would cost a tenth of a verification.

use core::hash::Hash;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use celadon_circuits::presentation;
use celadon_curve::{G1, VartimeTable};

use super::{Ask, Federation};
use crate::colour::Colour;
use crate::grid::Period;
use crate::ids::VenueId;
use crate::parameters::Scope;
use crate::time::Day;

/// The hashed bases of a statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bases {
    /// The stamp's, `E`.
    pub(super) E: G1,
    /// The pseudonym's.
    pub(super) scope: Option<G1>,
}

/// What a verifier of one federation has computed. A public value each: nothing here tells who
/// presented.
#[derive(Debug, Default)]
pub(super) struct Known {
    stamps: Bounded<(Colour, Period), Stamp>,
    scopes: Bounded<(VenueId, Day), VartimeTable>,
}

/// A stamp's base with the table of what a verification multiplies by the challenge.
#[derive(Debug)]
pub(super) struct Stamp {
    E: G1,
    image: VartimeTable,
}

/// The tables of one statement.
pub(super) struct Shared {
    stamp: Arc<Stamp>,
    scope: Option<Arc<VartimeTable>>,
}

impl Known {
    /// The bases and tables for an answer of this colour.
    pub(super) fn of(&self, ask: &Ask, colour: Colour, federation: &Federation) -> Shared {
        let stamp = self.stamps.get((colour, ask.period()), || {
            let E = federation.parameters().stamp_base(colour, ask.period());
            let statement = federation.statement(Bases { E, scope: None });
            let image = statement.possession.image();
            Stamp {
                E,
                image: VartimeTable::new(&image, VartimeTable::NARROW),
            }
        });
        let scope = ask.scope(federation).map(|scope: Scope| {
            self.scopes.get((scope.venue, scope.day), || {
                VartimeTable::new(&scope.base(), VartimeTable::NARROW)
            })
        });
        Shared { stamp, scope }
    }
}

impl Shared {
    /// What the answer proves.
    pub(super) fn statement<'f>(&self, federation: &'f Federation) -> presentation::Statement<'f> {
        let scope = self.scope.as_ref().map(|table| *table.base());
        federation.statement(Bases {
            E: self.stamp.E,
            scope,
        })
    }

    /// The tables for its verification.
    pub(super) fn tables(&self) -> Vec<&VartimeTable> {
        let scope = self.scope.as_deref();
        core::iter::once(&self.stamp.image).chain(scope).collect()
    }
}

/// A map that forgets all when it is full: what is still in use comes back at once.
#[derive(Debug)]
struct Bounded<K, V>(Mutex<HashMap<K, Arc<V>>>);

/// Entries of a [`Bounded`], of about 7 kB each.
const MOST: usize = 1_024;

impl<K, V> Default for Bounded<K, V> {
    fn default() -> Self {
        Bounded(Mutex::default())
    }
}

impl<K: Eq + Hash, V> Bounded<K, V> {
    /// What is known of the key, or is computed now.
    fn get(&self, key: K, compute: impl FnOnce() -> V) -> Arc<V> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = known().get(&key) {
            return value.clone();
        }
        let value = Arc::new(compute()); // others need not wait for it
        let mut known = known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, value.clone());
        value
    }
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    use super::*;

    #[test]
    fn what_is_known_is_not_computed_again_and_the_memory_is_bounded() {
        let map = Bounded::default();
        let computed = Cell::new(0);
        let get = |key: usize| {
            let value = map.get(key, || {
                computed.set(computed.get() + 1);
                key * 2
            });
            assert_eq!(*value, key * 2);
        };
        for key in 0..MOST {
            get(key);
            get(key);
        }
        assert_eq!(computed.get(), MOST);
        get(MOST);
        assert_eq!(map.0.lock().unwrap().len(), 1);
        get(0);
        assert_eq!(computed.get(), MOST + 2);
    }
}
