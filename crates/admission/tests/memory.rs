//! A replay store in memory, which can be switched off.

use std::collections::HashSet;

use celadon_admission::{ReplayKey, ReplayStore};
use celadon_credential::presentation::Admission;

#[derive(Default)]
pub struct Memory {
    keys: HashSet<ReplayKey>,
    pub away: bool,
    pub full: bool,
}

impl ReplayStore for Memory {
    type Error = &'static str;

    fn contains(&mut self, key: &ReplayKey) -> Result<bool, Self::Error> {
        if self.away {
            Err("the store is away")
        } else {
            Ok(self.keys.contains(key))
        }
    }

    fn insert(&mut self, uses: &[(&ReplayKey, &Admission)]) -> Result<Vec<bool>, Self::Error> {
        if self.away {
            return Err("the store is away");
        }
        if self.full {
            return Err("the store is full");
        }
        let insert = |(key, _): &(&ReplayKey, _)| self.keys.insert((*key).clone());
        Ok(uses.iter().map(insert).collect())
    }
}
