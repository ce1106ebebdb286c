//! What all plain BBS proofs here have in common, so that they are the same statement.

/// The places of the messages that are disclosed.
pub const DISCLOSED: [usize; 2] = [0, 1];

/// The signed header.
pub const HEADER: &[u8] = b"celadon-peers";

/// What the proof is bound to.
pub const PRESENTATION_HEADER: &[u8] = b"thirty-two bytes of a challenge.";

/// This many messages of 32 bytes.
pub fn messages(count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|number| vec![u8::try_from(number).expect("under 256 messages"); 32])
        .collect()
}

/// Those of them that are disclosed.
pub fn disclosed<T: Clone>(messages: &[T]) -> Vec<T> {
    DISCLOSED.map(|index| messages[index].clone()).to_vec()
}
