//! What is signed: messages as scalars, the prover's blind, and the part that is disclosed.

use celadon_curve::{Scalar, Secret};

use crate::{Error, Interface};

/// The messages of one signature, as scalars. Wiped on drop.
#[derive(Debug, Clone)]
pub struct Messages(Secret<Vec<Scalar>>);

/// Messages shown to a verifier, with their indexes: ascending and each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disclosed(Vec<(usize, Scalar)>);

impl Messages {
    /// Maps messages of any length to scalars, as the drafts do.
    pub fn map(interface: &Interface, messages: &[&[u8]]) -> Messages {
        Messages::from_scalars(
            messages
                .iter()
                .map(|message| interface.map_message_to_scalar(message))
                .collect(),
        )
    }

    /// Takes scalars as they are, for an interface with a mapping of its own.
    pub fn from_scalars(scalars: Vec<Scalar>) -> Messages {
        Messages(Secret::new(scalars))
    }

    /// The scalars. The name is meant to be seen in review.
    pub fn expose(&self) -> &[Scalar] {
        self.0.expose()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.expose().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Splits off the messages at `indexes`, which must be ascending, unique and in range.
    pub(crate) fn disclose(&self, indexes: &[usize]) -> Result<Disclosed, Error> {
        in_range(indexes.iter().copied(), self.len())?;
        let scalars: Vec<Scalar> = indexes.iter().map(|&index| self.expose()[index]).collect();
        Disclosed::from_scalars(indexes, &scalars)
    }
}

impl Disclosed {
    /// Nothing.
    pub fn none() -> Disclosed {
        Disclosed::default()
    }

    /// Messages of any length, mapped to scalars as the drafts do, and the index of each,
    /// counted from 0.
    ///
    /// # Errors
    /// [`Error::DisclosedCount`] for an index without message or a message without index,
    /// [`Error::IndexOrder`] for indexes that are not strictly ascending. Whether they are in
    /// range is judged with the statement.
    pub fn map(
        interface: &Interface,
        indexes: &[usize],
        messages: &[&[u8]],
    ) -> Result<Disclosed, Error> {
        Disclosed::from_scalars(indexes, Messages::map(interface, messages).expose())
    }

    /// Scalars as they are, and the index of each, counted from 0.
    ///
    /// # Errors
    /// As [`Disclosed::map`].
    pub fn from_scalars(indexes: &[usize], scalars: &[Scalar]) -> Result<Disclosed, Error> {
        if indexes.len() != scalars.len() {
            return Err(Error::DisclosedCount {
                indexes: indexes.len(),
                messages: scalars.len(),
            });
        }
        for pair in indexes.windows(2) {
            if pair[1] <= pair[0] {
                return Err(Error::IndexOrder { index: pair[1] });
            }
        }
        Ok(Disclosed(
            indexes
                .iter()
                .copied()
                .zip(scalars.iter().copied())
                .collect(),
        ))
    }

    /// Index and scalar of each, ascending.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (usize, &Scalar)> {
        self.0.iter().map(|(index, scalar)| (*index, scalar))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses an index that none of `messages` messages has.
    pub(crate) fn in_range(&self, messages: usize) -> Result<(), Error> {
        in_range(self.0.iter().map(|(index, _)| *index), messages)
    }

    /// The disclosed messages of a blind signature as one list: of the issuer's `messages`
    /// messages and, behind the slot of the blind, of the `committed` ones.
    pub(crate) fn joined(
        &self,
        messages: usize,
        committed: &Disclosed,
        committed_messages: usize,
    ) -> Result<Disclosed, Error> {
        self.in_range(messages)?;
        committed.in_range(committed_messages)?;
        let shifted = committed
            .0
            .iter()
            .map(|(index, scalar)| (messages + 1 + index, *scalar));
        Ok(Disclosed(self.0.iter().copied().chain(shifted).collect()))
    }

    /// The indexes from 0 to `messages` that are not disclosed, ascending.
    pub(crate) fn hidden(&self, messages: usize) -> impl Iterator<Item = usize> + '_ {
        let mut disclosed = self.0.iter().map(|(index, _)| *index).peekable();
        (0..messages).filter(move |index| disclosed.next_if_eq(index).is_none())
    }
}

fn in_range(mut indexes: impl Iterator<Item = usize>, messages: usize) -> Result<(), Error> {
    match indexes.find(|index| *index >= messages) {
        Some(index) => Err(Error::IndexOutOfRange { index, messages }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_is_what_is_not_disclosed() {
        let hidden = |indexes: &[usize], messages| -> Vec<usize> {
            let scalars = vec![Scalar::ONE; indexes.len()];
            Disclosed::from_scalars(indexes, &scalars)
                .unwrap()
                .hidden(messages)
                .collect()
        };
        assert_eq!(hidden(&[], 3), [0, 1, 2]);
        assert_eq!(hidden(&[0, 2], 4), [1, 3]);
        assert_eq!(hidden(&[0, 1, 2], 3), [0usize; 0]);
        assert_eq!(hidden(&[], 0), [0usize; 0]);
    }

    #[test]
    fn an_issuers_index_never_reaches_the_blind_or_a_committed_message() {
        let one = |index| Disclosed::from_scalars(&[index], &[Scalar::ONE]).unwrap();
        let joined = one(1).joined(2, &one(0), 1).unwrap();
        assert_eq!(
            joined.iter().map(|(index, _)| index).collect::<Vec<_>>(),
            [1, 3]
        );
        let refused = |index, messages| Err(Error::IndexOutOfRange { index, messages });
        assert_eq!(one(2).joined(2, &one(0), 1), refused(2, 2));
        assert_eq!(one(3).joined(2, &one(0), 1), refused(3, 2));
        assert_eq!(one(1).joined(2, &one(1), 1), refused(1, 1));
        assert_eq!(
            one(0).joined(2, &one(usize::MAX), 1),
            refused(usize::MAX, 1)
        );
    }
}
