//! The messages that a proof shows.

use std::collections::BTreeMap;

use celadon_curve::Scalar;

/// Messages that a proof shows, by index counted from 0. The holder secret (index 0) is never
/// among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disclosed(BTreeMap<usize, Scalar>);

impl Disclosed {
    /// Nothing is shown, as in every presentation of version 1.
    pub fn nothing() -> Disclosed {
        Disclosed::default()
    }

    /// Shows these messages; `None` if the holder secret or an index outside `messages` is among
    /// them.
    pub fn new(shown: BTreeMap<usize, Scalar>, messages: usize) -> Option<Disclosed> {
        shown
            .keys()
            .all(|index| (1..messages).contains(index))
            .then_some(Disclosed(shown))
    }
    /// Whether every index is inside `messages`: they may have been checked against another
    /// number.
    pub(crate) fn fits(&self, messages: usize) -> bool {
        self.0
            .last_key_value()
            .is_none_or(|(last, _)| *last < messages)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Scalar> {
        self.0.get(&index)
    }

    /// In ascending order of index.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &Scalar)> {
        self.0.iter().map(|(index, message)| (*index, message))
    }
}
